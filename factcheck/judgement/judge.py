"""The stance of one passage towards one claim: what the model thinks, corrected by what names and numbers say.

The rules, in their order:

1. a name of the claim is not near the passage, and the passage has others instead: another actor, place or event
   → neutral; but where the claim's actor is the same and the model is very sure of a contradiction, the other name
   is another answer to the same question → conflicting
2. a quantity of the claim has another value in the passage, and the model does not think the passage is about
   something else                                                       → conflicting
3. the model is sure enough of a contradiction, and no quantity agrees  → conflicting
4. the model is sure enough of support, and no quantity differs         → supporting
5. all compared quantities agree and the model leans to support         → supporting
6. otherwise                                                            → neutral: silence is better than a wrong sign

Where a name is missing and nothing stands in its place, the model has to be surer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from factcheck.domain import Candidate, Judgement, Stance
from factcheck.judgement.features import Features
from factcheck.judgement.salience import Salience


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How sure the model has to be, as probabilities; ``unrelated`` is the neutral probability that silences numbers.

    ``unnamed`` takes the place of the first two where a name of the claim is missing.
    """

    supporting: float = 0.6
    conflicting: float = 0.6
    leaning: float = 0.3
    unrelated: float = 0.9
    unnamed: float = 0.85


def judge_passage(candidate: Candidate, features: Features, thresholds: Thresholds) -> Judgement:
    """Return the judgement of one passage by the rules above; its confidence is the probability behind the rule."""
    stance, confidence = _decide(features, thresholds)
    passage = candidate.passage
    return Judgement(candidate, stance, confidence, passage.start, passage.end, features.scores, features.quantities)


def _decide(features: Features, thresholds: Thresholds) -> tuple[Stance, float]:
    scores = features.scores
    neutral = Stance.NEUTRAL, scores.neutral
    if features.salience.is_about_another:
        is_other_answer = not features.salience.is_actor_distant and scores.conflicting >= thresholds.unnamed
        return (Stance.CONFLICTING, scores.conflicting) if is_other_answer else neutral
    if features.differs:
        sure = scores.neutral < thresholds.unrelated
        return (Stance.CONFLICTING, max(scores.conflicting, 1 - scores.neutral)) if sure else neutral
    bar = _bar(features.salience, thresholds)
    if scores.conflicting >= bar(thresholds.conflicting) and not features.agrees:
        return Stance.CONFLICTING, scores.conflicting
    if scores.supporting >= bar(thresholds.supporting):
        return Stance.SUPPORTING, scores.supporting
    if features.agrees and scores.supporting >= max(thresholds.leaning, scores.conflicting):
        return Stance.SUPPORTING, 1 - scores.neutral
    return neutral


def _bar(salience: Salience, thresholds: Thresholds) -> Callable[[float], float]:
    return lambda threshold: max(threshold, thresholds.unnamed) if salience.missing else threshold
