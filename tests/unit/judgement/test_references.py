"""What the text around a claim tells of it: cases as data, and anything at all as input."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.judgement.references import resolve_references
from tests.cases import read_cases

CASES = read_cases("references.jsonl")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_case(case: dict[str, Any]) -> None:
    as_of = datetime.fromisoformat(case["as_of"]) if "as_of" in case else None
    assert resolve_references(case["claim"], case["context"], as_of) == case["resolved"]


def test_a_part_that_the_context_does_not_have_stands_where_its_claim_does() -> None:
    claim, behind = "She resigned and left Lonar.", "Mayor Ivo Lund praised the decision."
    context = f"Minister Ada Brandt faced parliament.\n{claim}\n{behind}"
    assert resolve_references("She left Lonar.", context, whole=claim) == "Ada Brandt left Lonar."


WORDS = ["She", "It", "the city", "of", "Lonar", "Ada Brandt", "yesterday", "the Kolda region", "3 July 0001", ",", ".", "a"]
TEXTS = st.text(max_size=80) | st.lists(st.sampled_from(WORDS), max_size=15).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS, st.none() | st.datetimes())
def test_any_text_is_taken_and_without_context_only_days_are_resolved(
    claim: str, context: str, as_of: datetime | None
) -> None:
    assert resolve_references(claim, None) == claim
    assert isinstance(resolve_references(claim, context, as_of), str)
