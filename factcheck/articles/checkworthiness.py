"""How much a sentence is worth checking: a logistic regression over what it is made of.

The coefficients are data, fitted by ``python -m training.checkworthy fit`` on labelled sentences of our own; a score is
the probability that a sentence states something particular that can be checked.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from factcheck.articles.features import read_features

WEIGHTS = Path(__file__).with_name("weights.json")
# From here on a sentence counts as a checkable claim.
THRESHOLD = 0.5
SHOWN_DECIMALS = 3
# What a person would call a reason, of the features that speak for a sentence.
REASONS = {
    "figure": "figure",
    "measure": "figure",
    "name": "name",
    "date": "date",
    "reported": "reported_statement",
    "past": "past_event",
    "perfect": "past_event",
    "act": "act",
    "comparison": "comparison",
}


@dataclass(frozen=True, slots=True)
class Weights:
    """The coefficients by feature, and the constant."""

    constant: float
    coefficients: dict[str, float]


@dataclass(frozen=True, slots=True)
class Checkworthiness:
    """A score from 0 to 1 and what speaks for checking, weightiest first."""

    score: float
    reasons: tuple[str, ...]

    @property
    def is_claim(self) -> bool:
        """Whether the sentence makes a checkable claim."""
        return self.score >= THRESHOLD


def judge_sentence(sentence: str) -> Checkworthiness:
    """Return how much a sentence of a news text is worth checking. English; of other languages only figures tell."""
    weights = load_weights()
    features = read_features(sentence)
    shares = {name: weights.coefficients.get(name, 0.0) * value for name, value in features.items()}
    logit = weights.constant + sum(shares.values())
    ranked = sorted((name for name in REASONS if features[name]), key=lambda name: -shares[name])
    return Checkworthiness(
        score=round(1 / (1 + math.exp(-logit)), SHOWN_DECIMALS),
        reasons=tuple(dict.fromkeys(REASONS[name] for name in ranked)),
    )


@cache
def load_weights() -> Weights:
    """Return the coefficients that are shipped."""
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(data["constant"], data["coefficients"])
