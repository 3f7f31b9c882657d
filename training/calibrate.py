"""Calibration of the stance model: one temperature and one bias a label, fitted on pairs outside the training data.

Guo et al. (2017) fit the temperature alone; the biases correct the prior, which differs between the training mixture and
what a reader sees. Every set counts the same however many pairs it has.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from factcheck.inference.bundle import load_bundle
from factcheck.inference.stance import OnnxStanceModel, softmax
from training.metrics import average_sets, score_set
from training.pairs import LABELS, read_pairs
from training.prepare import name_source

Sets = dict[str, tuple[NDArray[np.float32], NDArray[np.int64]]]


def calibrate_model(folder: Path, data: Path) -> dict[str, Any]:
    """Fit on every set of ``data``, write the values into ``folder/model.json``, and report.

    The report's ``held_out`` scores each set with values fitted on the other sets only.
    """
    sets = read_logits(folder, data)
    held_out = {}
    for name, (logits, gold) in sets.items():
        scale, bias = fit({other: value for other, value in sets.items() if other != name})
        held_out[name] = score_set(gold.tolist(), softmax(logits * scale + bias))
    scale, bias = fit(sets)
    path = folder / "model.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["temperature"] = round(1 / scale, 4)
    settings["bias"] = [round(float(value), 4) for value in bias - bias.mean()]
    path.write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return {
        "temperature": settings["temperature"],
        "bias": settings["bias"],
        "held_out": {"mean": average_sets(held_out), "sets": held_out},
    }


def read_logits(folder: Path, data: Path) -> Sets:
    """Return logits before calibration and gold labels of each set, from the shipped model."""
    model = OnnxStanceModel(load_bundle(folder, threads=1))
    sets: Sets = {}
    for path in sorted(data.glob("*.jsonl.gz")):
        pairs = read_pairs(path)
        logits = model.compute_logits([(pair.claim, pair.evidence) for pair in pairs])
        sets[name_source(path)] = (logits, np.array([LABELS.index(pair.label) for pair in pairs]))
    return sets


def fit(sets: Sets, rounds: int = 400) -> tuple[float, NDArray[np.float64]]:
    """Return the inverse temperature and the biases of least mean negative log-likelihood (convex, so any start does)."""
    logits = np.concatenate([value for value, _ in sets.values()]).astype(np.float64)
    gold = np.eye(len(LABELS))[np.concatenate([labels for _, labels in sets.values()])]
    weights = np.concatenate([np.full(len(labels), 1 / len(labels)) for _, labels in sets.values()])
    weights = (weights / weights.sum())[:, None]
    scale, bias = 1.0, np.zeros(len(LABELS))
    for _ in range(rounds):
        error = (softmax((logits * scale + bias).astype(np.float32)) - gold) * weights
        scale = max(0.05, scale - 0.5 * float((error * logits).sum()))
        bias = bias - 1.0 * error.sum(axis=0)
    return scale, bias
