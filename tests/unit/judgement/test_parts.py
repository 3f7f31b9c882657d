"""Which claims fall into parts, and which must not: cases as data, true offsets, and anything at all as input."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.judgement.parts import LONGEST_CLAIM, MOST_PARTS, ClaimPart, split_claim
from tests.cases import read_cases

CASES = read_cases("parts.jsonl")
WORDS = ["Mali", "Gao", "The army", "captured", "was", "has", "lost", "and", "both", "12 people", "30", "injured", "in"]
MARKS = [",", ".", ";", "but", "“", "”", "(", ")", "it", "Bosnia and Herzegovina", "İ", "\u2028", "\n\n", "not", "the", "&"]
CLAIMS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS + MARKS), max_size=40).map(" ".join))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_case(case: dict[str, Any]) -> None:
    assert [part.text for part in split_claim(case["claim"])] == case["parts"]


def test_spans_hold_the_words_of_the_part_alone() -> None:
    claim = "Mali captured Gao, lost Mopti and shelled Kidal and Djenné."
    parts = split_claim(claim)
    assert [claim[part.start : part.end] for part in parts][:2] == ["Mali captured Gao", "lost Mopti"]


def test_a_claim_of_one_part_is_left_as_it_is() -> None:
    claim = "  Mali captured Gao \n"
    assert split_claim(claim) == [ClaimPart(claim, 0, len(claim))]


def test_a_long_list_is_no_list_of_parts() -> None:
    claim = "The rebels seized Gao, Mopti, Kidal, Timbuktu, Segou, Kayes and Sikasso."
    assert split_claim(claim) == [ClaimPart(claim, 0, len(claim))]


def test_predicates_come_before_lists_where_there_are_too_many() -> None:
    claim = "The rebels seized Gao, Mopti, Kidal and Segou, and lost 30 men. The king visited Ghana, Togo and Benin."
    assert [part.text for part in split_claim(claim)] == [
        "The rebels seized Gao, Mopti, Kidal and Segou.",
        "The rebels lost 30 men.",
        "The king visited Ghana, Togo and Benin.",
    ]


def test_more_sentences_than_parts_stay_whole() -> None:
    claim = " ".join(f"Mali bought {number} ships." for number in range(20, 29))
    assert split_claim(claim) == [ClaimPart(claim, 0, len(claim))]


ODD_TEXTS = ["", " ", "and", "and and and", ";" * 5_000, "Mali captured Gao and " * 400, "“" * 3_000, "A&" * 2_000]


@pytest.mark.parametrize("text", [*ODD_TEXTS, "\ud800 and \udfff", "A-" * 1_900, "Mali took Gao; " * 250])
def test_odd_texts(text: str) -> None:
    parts = split_claim(text)
    assert 1 <= len(parts) <= MOST_PARTS
    if len(text) > LONGEST_CLAIM:
        assert len(parts) == 1


@settings(max_examples=150, deadline=None)
@given(CLAIMS)
def test_parts_are_in_order_within_the_claim(claim: str) -> None:
    parts = split_claim(claim)
    assert 1 <= len(parts) <= MOST_PARTS
    assert all(0 <= part.start <= part.end <= len(claim) for part in parts)
    assert all(before.end <= after.start for before, after in pairwise(parts))
    if len(parts) == 1:
        assert parts == [ClaimPart(claim, 0, len(claim))]
    else:
        assert all(part.text.strip() and claim[part.start : part.end].strip() for part in parts)


@settings(max_examples=100, deadline=None)
@given(CLAIMS)
def test_a_part_says_only_what_the_claim_says(claim: str) -> None:
    """Every word of a part is a word of the claim, but for verbs put into the singular and the kind of a place."""
    words = set(claim.casefold().replace(",", " ").split()) | {"was", "is", "has", "town", "the", "of"}
    marks = '.,;!"“”()'
    known = {word.strip(marks) for word in words}
    for part in split_claim(claim):
        assert {word.strip(marks) for word in part.text.casefold().replace(",", " ").split()} <= known
