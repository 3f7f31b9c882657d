"""The stance of one passage towards one claim: what the model thinks, corrected by what the numbers say.

The rules, in their order:

1. a quantity of the claim has another value in the passage, and the model does not think the passage is about
   something else                                             → conflicting
2. the model is sure enough of a contradiction, and no quantity agrees → conflicting
3. the model is sure enough of support, and no quantity differs       → supporting
4. all compared quantities agree and the model leans to support       → supporting
5. otherwise                                                          → neutral: silence is better than a wrong sign
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.domain import Candidate, Judgement, QuantityComparison, Stance, StanceScores


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How sure the model has to be, as probabilities; ``unrelated`` is the neutral probability that silences numbers."""

    supporting: float = 0.6
    conflicting: float = 0.6
    leaning: float = 0.3
    unrelated: float = 0.9


def judge_passage(
    candidate: Candidate,
    scores: StanceScores,
    quantities: Sequence[QuantityComparison],
    thresholds: Thresholds,
) -> Judgement:
    """Return the judgement of one passage by the rules above; its confidence is the probability behind the rule."""
    stance, confidence = _decide(scores, quantities, thresholds)
    passage = candidate.passage
    return Judgement(candidate, stance, confidence, passage.start, passage.end, scores, tuple(quantities))


def _decide(scores: StanceScores, quantities: Sequence[QuantityComparison], thresholds: Thresholds) -> tuple[Stance, float]:
    differs = any(pair.relation == "differs" for pair in quantities)
    agrees = bool(quantities) and not differs
    if differs and scores.neutral < thresholds.unrelated:
        return Stance.CONFLICTING, max(scores.conflicting, 1 - scores.neutral)
    if scores.conflicting >= thresholds.conflicting and not agrees:
        return Stance.CONFLICTING, scores.conflicting
    if scores.supporting >= thresholds.supporting and not differs:
        return Stance.SUPPORTING, scores.supporting
    if agrees and scores.supporting >= max(thresholds.leaning, scores.conflicting):
        return Stance.SUPPORTING, 1 - scores.neutral
    return Stance.NEUTRAL, scores.neutral
