"""Published fact checks against a claim: cases as data, and the laws that the matching keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.judgement.prior_checks import FactCheck, PriorCheck, Relation, match_prior_checks
from tests.cases import read_cases

CASES = read_cases("prior_checks.jsonl")
CLAIM = "The bridge at Sant Pere was sold to a casino."
CHECK = FactCheck("f", 1, CLAIM, "False", publisher="Valley Checks", published_at=datetime(2025, 2, 3, tzinfo=UTC))


def match(claim: str, reviewed: str) -> PriorCheck | None:
    found = match_prior_checks(claim, [replace(CHECK, claim_reviewed=reviewed)])
    return found[0] if found else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_case(case: dict[str, Any]) -> None:
    check = match(case["claim"], case["reviewed"])
    assert (check.relation if check else None) == case["relation"], check
    if check is not None:
        assert list(check.differs_in) == case.get("differs_in", list(check.differs_in))
        assert 0 < check.score <= 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_it_is_the_same_the_other_way_round(case: dict[str, Any]) -> None:
    check, turned = match(case["claim"], case["reviewed"]), match(case["reviewed"], case["claim"])
    assert (check and (check.relation, check.differs_in)) == (turned and (turned.relation, turned.differs_in))


def test_case_ids_are_unique_and_there_are_enough_of_each_kind() -> None:
    assert len({case["case_id"] for case in CASES}) == len(CASES) >= 50
    for relation in (*Relation, None):
        assert sum(case["relation"] == relation for case in CASES) >= 8


def test_the_same_comes_first_and_at_most_five_are_shown() -> None:
    related = "The bridge at Sant Pere was sold to a museum."
    negated = "The bridge at Sant Pere was not sold to a casino."
    given_texts = {"r2": related, "o": negated, "r1": related, "s": CLAIM, "x": "Garlic cures malaria.", "r3": related}
    checks = [replace(CHECK, document_id=name, claim_reviewed=text) for name, text in given_texts.items()]
    later = replace(CHECK, document_id="z", published_at=datetime(2025, 2, 4, tzinfo=UTC))
    undated = replace(CHECK, document_id="a", published_at=None)
    found = match_prior_checks(CLAIM, [*checks, undated, later])
    assert [check.fact_check.document_id for check in found] == ["z", "s", "a", "o", "r1"]
    assert found == match_prior_checks(CLAIM, [later, *reversed(checks), undated])


def test_a_document_is_shown_once() -> None:
    assert len(match_prior_checks(CLAIM, [CHECK, CHECK])) == 1
    assert match_prior_checks(CLAIM, []) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_matched(claim: str, reviewed: str) -> None:
    check = match(claim, reviewed)
    assert check is None or 0 < check.score <= 1
