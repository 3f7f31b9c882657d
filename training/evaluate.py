"""Scores of what is shipped: runs the ONNX model through the class that the worker uses, without torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from factcheck.inference import OnnxStanceModel
from training.metrics import average_sets, score_set
from training.pairs import LABELS, Pair, read_pairs
from training.prepare import name_source

Judge = Callable[[Sequence[Pair]], NDArray[np.float64]]


def evaluate_stance(judge: Judge, data: Path) -> dict[str, Any]:
    """Return the mean and the scores of each ``*.jsonl.gz`` in ``data``."""
    sets = {}
    for path in sorted(data.glob("*.jsonl.gz")):
        pairs = read_pairs(path)
        sets[name_source(path)] = score_set([LABELS.index(pair.label) for pair in pairs], judge(pairs))
    return {"mean": average_sets(sets), "sets": sets}


def build_model_judge(model: OnnxStanceModel) -> Judge:
    """Return a judge that asks the stance model alone."""

    def judge(pairs: Sequence[Pair]) -> NDArray[np.float64]:
        scores = model.judge_pairs([(pair.claim, pair.evidence) for pair in pairs])
        return np.array([[score.supporting, score.conflicting, score.neutral] for score in scores])

    return judge


def format_scores(report: dict[str, Any]) -> str:
    """Return the report as a table for people."""
    head = f"{'set':24} {'pairs':>6} {'acc':>6} {'F1':>6} {'opp':>6} {'2-way':>6} {'ece':>6}"
    lines = [head]
    for name, scores in report["sets"].items():
        two_way = scores["two_way_accuracy"]
        values = (scores["accuracy"], scores["macro_f1"], scores["opposite_errors"], two_way or 0.0, scores["ece"])
        lines.append(f"{name:24} {scores['pairs']:6d} " + " ".join(f"{value:6.3f}" for value in values))
    mean = report["mean"]
    lines.append(
        f"{'mean':24} {'':6} {mean['accuracy']:6.3f} {mean['macro_f1']:6.3f} {mean['opposite_errors']:6.3f} "
        f"{'':6} {mean['ece']:6.3f}"
    )
    return "\n".join(lines)
