"""The fit of the judge's weights on pairs that are made up here."""

from __future__ import annotations

import numpy as np
import pytest

from training.judge_fit import Examples, find_neutrals, fit, fit_confidence, predict
from training.pairs import Pair


def test_the_fit_finds_which_signal_tells_the_sides_apart() -> None:
    random = np.random.default_rng(3)
    gold = random.integers(0, 3, 900)
    telling = np.where(gold == 0, 2.0, np.where(gold == 1, -2.0, 0.0)) + random.normal(0, 0.5, 900)
    signals = np.stack([telling, random.normal(0, 1, 900), np.ones(900)], axis=1)
    weights = fit([Examples(signals, gold, np.ones(900, dtype=bool))])
    assert weights[0, 0] > 1 > 0.2 > abs(weights[0, 1])
    assert weights[1, 0] < -1
    assert (predict(weights, signals).argmax(axis=1) == gold).mean() > 0.9


def test_confidence_says_how_often_a_probability_was_right() -> None:
    random = np.random.default_rng(3)
    probabilities = random.uniform(0.5, 0.95, 4000)
    right = random.uniform(0, 1, 4000) < 0.8
    slope, constant = fit_confidence(probabilities, right)
    rated = 1 / (1 + np.exp(-slope * np.log(probabilities / (1 - probabilities)) - constant))
    assert rated.mean() == pytest.approx(0.8, abs=0.02)
    assert rated.std() < 0.05


def test_neutrals_are_passages_of_other_claims_that_share_words() -> None:
    evidence = [f"The ferry {name} reached the harbour of Korva on Monday." for name in "ABCDEFGHIJKLMNOPQRST"]
    pairs = [
        Pair(f"The ferry {name} reached Korva.", text, "SUPPORTS")
        for name, text in zip("ABCDEFGHIJKLMNOPQRST", evidence, strict=True)
    ]
    own = {pair.claim: pair.evidence for pair in pairs}
    neutrals = find_neutrals(pairs)
    assert neutrals
    assert all(pair.label == "NEUTRAL" and pair.evidence != own[pair.claim] for pair in neutrals)
