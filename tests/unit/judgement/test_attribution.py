"""Who is quoted: cases as data, true offsets, and anything at all as input."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.judgement.attribution import Attribution, find_attribution
from tests.cases import read_cases

CASES = read_cases("attribution.jsonl")
PHRASES = ["the source", "A source in the", "Ministry", "said", "told", "Reuters", "according to", "who is", "claimed", "he"]
MARKS = [",", ".", "“", "”", '"', "\n", "İ", "\u2028", "59,000", "Moscow's", "could not verify", "reports", "It quoted"]
NEWS_WORDS = st.sampled_from(PHRASES + MARKS)


def attribute(text: str, quote: str) -> Attribution | None:
    start = text.index(quote)
    return find_attribution(text, start, start + len(quote))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_case(case: dict[str, Any]) -> None:
    found = attribute(case["text"], case["quote"])
    expected = case["expected"]
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert {name: getattr(found, name) for name in expected} == expected
    assert case["text"][found.start : found.end] == found.speaker


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 3), (-4, -2), (900, 950), (10, 10)])
def test_a_span_without_text_has_no_attribution(start: int, end: int) -> None:
    assert find_attribution("The mayor said no.", start, end) is None


def test_a_span_within_a_sentence_takes_the_sentence_into_account() -> None:
    text = "The harbour master said that 14 ships were waiting."
    found = attribute(text, "14 ships")
    assert found is not None
    assert found.speaker == "The harbour master"


@pytest.mark.parametrize("verb", ["said", "told", "stated", "reported", "claimed", "confirmed", "announced", "warned"])
def test_speech_verbs(verb: str) -> None:
    found = find_attribution(f"The Danish navy {verb} the press that two ships sank.", 0, 20)
    assert found is not None
    assert found.speaker_key == "denmark navy"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.integers(-10, 320), st.integers(-10, 320))
def test_any_text_gives_true_offsets(text: str, start: int, end: int) -> None:
    found = find_attribution(text, start, end)
    assert found is None or text[found.start : found.end] == found.speaker != ""


@settings(max_examples=300, deadline=None)
@given(st.lists(NEWS_WORDS, max_size=40).map(" ".join), st.data())
def test_news_words_in_any_order_give_true_offsets(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    found = find_attribution(text, start, data.draw(st.integers(start, len(text))))
    assert found is None or text[found.start : found.end] == found.speaker != ""


def test_real_news_names_one_source() -> None:
    folder = os.environ.get("FACTCHECK_SEEDS")
    if not folder:
        pytest.skip("FACTCHECK_SEEDS names no folder with news items")
    keys = set()
    for number, figure in (("000", "59,000"), ("001", "59,000"), ("002", "60,000")):
        text = next(Path(folder).glob(f"{number}_*.txt")).read_text("utf-8")
        found = attribute(text, figure)
        assert found is not None
        keys.add(found.speaker_key)
    assert keys == {"ukraine general staff source"}
