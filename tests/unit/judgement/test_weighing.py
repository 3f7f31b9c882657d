"""Weighed probabilities: what each signal does to them, with the weights that are shipped."""

from __future__ import annotations

from factcheck.domain import StanceScores
from factcheck.judgement.weighing import build_signals, rate, weigh

UNSURE = StanceScores(0.5, 0.2, 0.3)


def weighed(coverage: float = 0.6, *, agrees: bool = False, lacks: bool = False, repeats: bool = False) -> StanceScores:
    signals = build_signals(UNSURE, coverage, is_opposed=False, agrees=agrees, lacks_figure=lacks, repeats_figure=repeats)
    return weigh(signals)


def test_shared_words_and_agreeing_figures_speak_for_support_a_missing_figure_against_it() -> None:
    assert weighed(1.0).supporting > weighed(0.2).supporting
    assert weighed(agrees=True).supporting > weighed().supporting > weighed(lacks=True).supporting
    assert weighed(repeats=True).supporting > weighed(lacks=True).supporting
    assert abs(sum((weighed().supporting, weighed().conflicting, weighed().neutral)) - 1) < 1e-9


def test_a_certain_model_leaves_numbers_finite() -> None:
    signals = build_signals(
        StanceScores(1.0, 0.0, 0.0), 1.0, is_opposed=True, agrees=False, lacks_figure=False, repeats_figure=False
    )
    assert 0.9 < weigh(signals).supporting < 1
    assert 0 < rate(0.0) < rate(0.6) < rate(1.0) < 1
