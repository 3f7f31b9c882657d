"""The grammar and the comparison against cases kept as data in tests/judgement."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from factcheck.quantities import Quantity, compare_quantities, parse_quantities

CASES = Path(__file__).parents[2] / "judgement"


def load_cases(name: str) -> list[Any]:
    rows = [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]
    return [pytest.param(row, id=row.get("text") or f"{row['claim']} | {row['passage']}") for row in rows]


def read_field(quantity: Quantity, name: str) -> Any:
    value = getattr(quantity, name)
    if name == "counted":
        return value[0] if value else None
    if name == "conversion":
        return value.text if value else None
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", load_cases("quantities_parse.jsonl"))
def test_reads_the_amounts_and_nothing_else(case: dict[str, Any]) -> None:
    found = parse_quantities(case["text"])
    assert [quantity.text for quantity in found] == [expected["text"] for expected in case["quantities"]]
    for quantity, expected in zip(found, case["quantities"], strict=True):
        for name, value in expected.items():
            wanted = pytest.approx(value, rel=1e-3) if name in ("low", "high") else value
            assert read_field(quantity, name) == wanted, name


@pytest.mark.parametrize("case", load_cases("quantities_compare.jsonl"))
def test_agrees_differs_or_stays_silent(case: dict[str, Any]) -> None:
    found = compare_quantities(case["claim"], case["passage"], case.get("context", ""))
    assert [comparison.relation for comparison in found] == case["relations"]
    if "ratio" in case:
        assert found[0].ratio == pytest.approx(case["ratio"], rel=0.02)
    if "unit" in case:
        assert found[0].unit == case["unit"]


def test_there_are_enough_cases() -> None:
    assert len(load_cases("quantities_parse.jsonl")) + len(load_cases("quantities_compare.jsonl")) >= 120
