"""What of a claim nothing speaks of: cases as data, true offsets, and anything at all as input."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.judgement.gaps import find_gaps
from tests.cases import read_cases

CASES = read_cases("gaps.jsonl")
WORDS = ["Gao", "NATO", "NATO's", "Mali", "the", "in", "May", "6 August 2019", "2019", "Monday", "12%", "300 workers"]
MARKS = ["mine", "poisoned", "not", "İ", "ß", ".", "“", "\n", "\u2028", "South Korea", "and", "1,200 km", "Mr Lund", "don't"]
TEXTS = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(WORDS + MARKS), max_size=30).map(" ".join))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_case(case: dict[str, Any]) -> None:
    assert [[gap.kind, gap.text] for gap in find_gaps(case["claim"], case["near"])] == case["gaps"]


def test_what_is_spread_over_passages_is_spoken_of() -> None:
    near = ["NATO met.", "They closed.", "It has 9 mines.", "In 2019 it rained."]
    assert find_gaps("NATO closed 12 mines in 2019.", near) == []


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_gaps_are_words_of_the_claim_in_order(claim: str, near: list[str]) -> None:
    gaps = find_gaps(claim, near)
    assert all(gap.text and claim[gap.start : gap.end] == gap.text for gap in gaps)
    assert all(before.end <= after.start for before, after in pairwise(gaps))
    assert len({(gap.kind, gap.text) for gap in gaps}) == len(gaps)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_a_claim_that_is_a_passage_leaves_no_name_and_no_date_open(claim: str) -> None:
    assert [gap for gap in find_gaps(claim, [claim]) if gap.kind != "quantity"] == []


@settings(max_examples=50, deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=2), TEXTS)
def test_order_of_the_passages_does_not_matter(claim: str, near: list[str], other: str) -> None:
    assert find_gaps(claim, [*near, other]) == find_gaps(claim, [other, *near])
