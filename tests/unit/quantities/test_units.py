"""Conversion, and what it costs to import."""

from __future__ import annotations

import subprocess
import sys

import pytest

from factcheck.quantities.units import convert, prepare_units


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


def test_the_whole_table_is_known_to_pint() -> None:
    prepare_units()


def test_reading_and_comparing_in_one_unit_never_loads_pint() -> None:
    program = (
        "import sys, factcheck.quantities as q\n"
        "q.compare_quantities('The fire burned 800 km².', 'The fire burned about 800 square kilometres.')\n"
        "print('pint' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
