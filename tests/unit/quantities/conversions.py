"""Asks pint for the factors in ``conversions.json``: ``python -m tests.unit.quantities.conversions`` writes them anew."""

from __future__ import annotations

import json

import pint

from factcheck.quantities.units import CONVERSIONS, EXPRESSIONS


def ask_pint() -> dict[str, tuple[float, float]]:
    """Return for each expression the factor and the offset that take it to its base unit."""
    registry = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
    conversions = {}
    for expression in sorted(EXPRESSIONS):
        unit = registry.Unit(expression)
        zero, one = (registry.Quantity(size, unit).to_base_units().magnitude for size in (0.0, 1.0))
        conversions[expression] = float(one - zero), float(zero)
    return conversions


if __name__ == "__main__":
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(both)}" for name, both in ask_pint().items())
    CONVERSIONS.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
