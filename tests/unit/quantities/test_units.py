"""Conversion between units."""

from __future__ import annotations

import json

import pytest

from factcheck.quantities.units import CONVERSIONS, convert
from tests.unit.quantities.conversions import ask_pint


@pytest.mark.parametrize(
    ("value", "source", "target", "result"),
    [
        (309, "mi²", "km²", 800.3),
        (656, "ft", "m", 199.95),
        (41, "°C", "°F", 105.8),
        (0, "°F", "°C", -17.78),
        (25, "bp", "pp", 0.25),
        (1, "t", "kg", 1000),
        (1, "bbl", "l", 158.99),
        (60, "mph", "km/h", 96.56),
        (2, "wk", "d", 14),
        (1, "GWh", "MWh", 1000),
        (12, "km²", "ha", 1200),
    ],
)
def test_converts_within_a_dimension(value: float, source: str, target: str, result: float) -> None:
    assert convert(value, source, target) == pytest.approx(result, rel=1e-3)


def test_converts_a_rate_and_a_speed() -> None:
    assert convert(30, "t", "t", ("day", "week")) == pytest.approx(210)
    assert convert(60, "mi", "km/h", ("hour", None)) == pytest.approx(96.56, rel=1e-3)
    assert convert(240, "m", "km/h", ("day", None)) == pytest.approx(0.01)


def test_the_conversions_are_those_of_pint() -> None:
    kept = json.loads(CONVERSIONS.read_text(encoding="utf-8"))

    assert kept == {expression: pytest.approx(list(both), rel=1e-12) for expression, both in ask_pint().items()}
