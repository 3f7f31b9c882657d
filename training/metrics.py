"""How a stance model is scored: per set and over all sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.pairs import LABELS

SUPPORTS, REFUTES, NEUTRAL = range(3)


def score_set(gold: Sequence[int], probabilities: NDArray[np.float64]) -> dict[str, Any]:
    """Return the scores of one set, ``probabilities`` in the order of ``LABELS``.

    Macro-F1 is over the labels that occur in ``gold``; an opposite error takes SUPPORTS for REFUTES or the reverse and is
    a share of all pairs; two-way accuracy looks at pairs that are not NEUTRAL and at which of the two is more likely.
    """
    truth = np.asarray(gold)
    predicted = probabilities.argmax(axis=1)
    f1 = {LABELS[label]: compute_f1(truth, predicted, label) for label in sorted(set(truth.tolist()))}
    decided = truth != NEUTRAL
    two_way = np.where(probabilities[:, SUPPORTS] >= probabilities[:, REFUTES], SUPPORTS, REFUTES)
    opposite = decided & (predicted != NEUTRAL) & (predicted != truth)
    return {
        "pairs": len(truth),
        "accuracy": float((predicted == truth).mean()),
        "macro_f1": float(np.mean(list(f1.values()))),
        "opposite_errors": float(opposite.mean()),
        "ece": compute_ece(truth, probabilities),
        "two_way_accuracy": float((two_way == truth)[decided].mean()) if decided.any() else None,
        "f1": f1,
    }


def compute_f1(truth: NDArray[np.int64], predicted: NDArray[np.int64], label: int) -> float:
    """Return the F1 of one label; 0 where it is never predicted."""
    hits = int(((truth == label) & (predicted == label)).sum())
    total = int((truth == label).sum() + (predicted == label).sum())
    return 2 * hits / total if total else 0.0


def compute_ece(truth: NDArray[np.int64], probabilities: NDArray[np.float64], bins: int = 10) -> float:
    """Return the expected calibration error of the most likely label (Guo et al. 2017), equal-width bins."""
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == truth
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for place in range(bins):
        inside = places == place
        if inside.any():
            error += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return float(error)


def average_sets(sets: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Return the plain mean over the sets of each score that the table needs."""
    names = ("accuracy", "macro_f1", "opposite_errors", "ece")
    return {name: float(np.mean([scores[name] for scores in sets.values()])) for name in names}
