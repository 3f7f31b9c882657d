"""What holds for every text: no error, true spans, work in proportion to the length."""

from __future__ import annotations

import math
import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.quantities import compare_quantities, parse_quantities
from factcheck.quantities.tolerance import build_extent, relate

PIECES = [
    "5", "1,200", "59 000", "2-1/2", "½", "0.5", "2024", "007", "1.2.3", "\u0663", "²", "one", "two", "third", "dozens",
    "a", "an", "half", "million", "hundred", "and", "between", "from", "to", "or so", "-", "\u2013", "/", "(", ")", ",", ".",
    "$", "€", "US$", "%",
    "km", "square", "miles", "per", "day", "a day", "of", "the", "troops", "killed", "more than", "about", "no fewer than",
    "August", "Kyiv", "aged", "in", "out of", "+", "°C", "'s", "\n", "old", "basis points", "percent",
]  # fmt: skip
soup = st.lists(st.sampled_from(PIECES), max_size=25).flatmap(
    lambda words: st.sampled_from([" ".join(words), "".join(words)])
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=120), soup))
def test_any_text_is_read_without_error_and_with_true_spans(text: str) -> None:
    last = 0
    for quantity in parse_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text
        assert last <= quantity.start < quantity.end
        assert quantity.low <= quantity.high < math.inf
        assert quantity.digits >= 1
        last = quantity.end


@settings(max_examples=200, deadline=None)
@given(soup, soup)
def test_any_two_texts_are_compared_without_error(claim: str, passage: str) -> None:
    for comparison in compare_quantities(claim, passage):
        assert comparison.relation in ("agrees", "differs")
        assert comparison.claim in claim
        assert comparison.passage in passage


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 10**7), st.sampled_from(["", "about ", "nearly ", "at least ", "up to ", "exactly "]))
def test_an_amount_never_differs_from_itself(number: int, modifier: str) -> None:
    (quantity,) = parse_quantities(f"They saw {modifier}{number:,} birds.")
    extent = build_extent(quantity, quantity.low, quantity.high, is_converted=False)
    assert relate(extent, extent) == "agrees"


def count_calls(text: str) -> int:
    """Function calls that reading a text takes: a measure of work that no busy machine disturbs."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    previous = sys.getprofile()
    sys.setprofile(count)
    try:
        parse_quantities(text)
    finally:
        sys.setprofile(previous)
    return calls


@pytest.mark.parametrize(
    "piece",
    [
        "1,1,", "one ", "7", "1 to ", "1-", "(5 km ", "5 km (", "number of 5 ", "twenty-", "two and a half ",
        "between 1 and ", "+1 1 ", "$", "5 m/", "5 and ", "dozens of ", "1 million ", "111 ", "a.", "½",
        "about some over 5 ",
    ],
)  # fmt: skip
def test_work_grows_with_the_length_and_no_faster(piece: str) -> None:
    short, long = count_calls(piece * 300), count_calls(piece * 1200)
    assert long <= 4.6 * short + 200


def test_two_hundred_thousand_digits_are_no_amount() -> None:
    assert parse_quantities("7" * 200_000) == []
    assert parse_quantities("1," * 100_000) == []
