"""How likely a stance is in the light of everything that is known of a passage: a logistic regression with few weights.

The weights stand in ``weights.json``; ``python -m training fit-judge`` makes them. The model's probabilities enter as
log-odds against neutral, so that weights of 1 and nothing else leave them as they are.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib import resources
from typing import NamedTuple

from factcheck.domain import StanceScores

# Below this a probability says no more than "hardly"; it also keeps the logarithm finite.
LEAST = 1e-4


class Signals(NamedTuple):
    """What is weighed, each a number; the names are those in ``weights.json``."""

    supporting_odds: float
    conflicting_odds: float
    coverage: float
    opposed: float
    agrees: float
    lacks_figure: float
    repeats_figure: float


class Weights(NamedTuple):
    """For supporting and for conflicting against neutral: one weight for each signal, and a constant at the end.

    ``confidence`` is a slope and a constant on the log-odds of a weighed probability: how often a passage with that
    probability was on the right side.
    """

    supporting: tuple[float, ...]
    conflicting: tuple[float, ...]
    confidence: tuple[float, ...]


def build_signals(
    scores: StanceScores, coverage: float, *, is_opposed: bool, agrees: bool, lacks_figure: bool, repeats_figure: bool
) -> Signals:
    """Return the signals of a passage; an opposed negation weighs as much as words are shared."""
    supporting, conflicting, neutral = (
        math.log(max(value, LEAST)) for value in (scores.supporting, scores.conflicting, scores.neutral)
    )
    return Signals(
        supporting - neutral,
        conflicting - neutral,
        coverage,
        coverage if is_opposed else 0.0,
        float(agrees),
        float(lacks_figure),
        float(repeats_figure),
    )


def weigh(signals: Signals) -> StanceScores:
    """Return the probabilities of the three stances."""
    weights = load_weights()
    powers = [math.exp(_sum(row, signals)) for row in (weights.supporting, weights.conflicting)]
    total = sum(powers) + 1.0
    return StanceScores(powers[0] / total, powers[1] / total, 1.0 / total)


def _sum(row: tuple[float, ...], signals: Signals) -> float:
    return sum(weight * value for weight, value in zip(row, (*signals, 1.0), strict=True))


def rate(probability: float) -> float:
    """Return how often a passage that takes a side with this weighed probability is right (Platt 1999)."""
    slope, constant = load_weights().confidence
    odds = math.log(max(probability, LEAST) / max(1 - probability, LEAST))
    return 1 / (1 + math.exp(-slope * odds - constant))


@cache
def load_weights() -> Weights:
    """Return the weights that are shipped."""
    text = resources.files("factcheck.judgement").joinpath("weights.json").read_text(encoding="utf-8")
    rows = json.loads(text)["weights"]
    return Weights(*(tuple(map(float, rows[side].values())) for side in Weights._fields))
