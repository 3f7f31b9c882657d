"""The stance of one passage towards one claim: what the model thinks, corrected by what names and numbers say.

The rules, in their order:

0. the claim is that somebody said something, and the passage has it from somebody else → neutral
1. a name of the claim is not near the passage, and the passage has others instead: another actor, place or event
   → neutral; but where the claim's actor is the same and the model is very sure of a contradiction, the other name
   is another answer to the same question → conflicting
2. the quantity that the claim is about has another value in the passage, and the model does not think the passage is about
   something else                                                       → conflicting
3. the passage has most of the claim's words and negates what the claim affirms, or the reverse
                                                                        → conflicting; neutral where the model is sure
                                                                          of support, as one of the two is wrong
4. the model is sure enough of a contradiction, and no quantity agrees  → conflicting
5. the model is sure enough of support, and no quantity differs         → supporting
6. all compared quantities agree and the model leans to support         → supporting
7. otherwise                                                            → neutral: silence is better than a wrong sign

Where a name is missing and nothing stands in its place, or where hardly a word is shared, the model has to be surer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from factcheck.domain import Candidate, Judgement, Stance
from factcheck.judgement.features import Features


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How sure the model has to be, as probabilities; ``unrelated`` is the neutral probability that silences numbers.

    ``unnamed`` takes the place of the first two where a name of the claim is missing or hardly a word is shared.
    ``alike`` and ``thin`` are shares of the claim's content words that the passage has: above the first a negation
    weighs, below the second the model has to be surer.
    """

    supporting: float = 0.6
    conflicting: float = 0.6
    leaning: float = 0.3
    unrelated: float = 0.9
    unnamed: float = 0.85
    alike: float = 0.5
    thin: float = 0.2


def judge_passage(candidate: Candidate, features: Features, thresholds: Thresholds) -> Judgement:
    """Return the judgement of one passage by the rules above; its confidence is the probability behind the rule."""
    stance, confidence = _decide(features, thresholds)
    return Judgement(
        candidate=candidate,
        stance=stance,
        confidence=confidence,
        start=candidate.passage.start,
        end=candidate.passage.end,
        scores=features.scores,
        quantities=features.quantities,
        attribution=features.attribution,
    )


def _decide(features: Features, thresholds: Thresholds) -> tuple[Stance, float]:
    scores = features.scores
    neutral = Stance.NEUTRAL, scores.neutral
    if features.is_other_speaker:
        return neutral
    if features.salience.is_about_another:
        is_other_answer = not features.salience.is_actor_distant and scores.conflicting >= thresholds.unnamed
        return (Stance.CONFLICTING, scores.conflicting) if is_other_answer else neutral
    if features.differs:
        sure = scores.neutral < thresholds.unrelated
        return (Stance.CONFLICTING, max(scores.conflicting, 1 - scores.neutral)) if sure else neutral
    if features.polarity.opposed and features.polarity.coverage >= thresholds.alike:
        is_doubtful = scores.supporting >= thresholds.supporting
        return neutral if is_doubtful else (Stance.CONFLICTING, max(scores.conflicting, 1 - scores.supporting))
    bar = _bar(features, thresholds)
    if scores.conflicting >= bar(thresholds.conflicting) and not features.agrees:
        return Stance.CONFLICTING, scores.conflicting
    if scores.supporting >= bar(thresholds.supporting):
        return Stance.SUPPORTING, scores.supporting
    if features.agrees and scores.supporting >= max(thresholds.leaning, scores.conflicting):
        return Stance.SUPPORTING, 1 - scores.neutral
    return neutral


def _bar(features: Features, thresholds: Thresholds) -> Callable[[float], float]:
    is_remote = features.salience.missing or features.polarity.coverage < thresholds.thin
    return lambda threshold: max(threshold, thresholds.unnamed) if is_remote else threshold
