"""The table of tolerances, row by row."""

from __future__ import annotations

import pytest

from factcheck.quantities import parse_quantities
from factcheck.quantities.tolerance import build_extent, relate


def relate_texts(claim: str, passage: str) -> str | None:
    sides = []
    for text in (claim, passage):
        (quantity,) = parse_quantities(text)
        sides.append(build_extent(quantity, quantity.low, quantity.high, is_converted=False))
    return relate(sides[0], sides[1])


@pytest.mark.parametrize(
    ("claim", "passage", "relation"),
    [
        ("20 birds", "21 birds", "differs"),
        ("20 birds", "20 birds", "agrees"),
        ("about 20 birds", "21 birds", "agrees"),
        ("about 20 birds", "30 birds", "differs"),
        ("59,000 birds", "59,400 birds", "agrees"),
        ("59,000 birds", "61,000 birds", "differs"),
        ("1,000 birds", "1,080 birds", None),
        ("1,000 birds", "1,200 birds", "differs"),
        ("about 59,000 birds", "nearly 60,000 birds", "agrees"),
        ("nearly 60,000 birds", "52,000 birds", "differs"),
        ("about 800 birds", "more than 1,200 birds", "differs"),
        ("more than 40% of birds", "at least 40% of birds", "agrees"),
        ("40% of birds", "41% of birds", "differs"),
        ("40% of birds", "40.4% of birds", "agrees"),
        ("up to 10,000 birds", "about 11,000 birds", None),
        ("up to 10,000 birds", "about 12,000 birds", "differs"),
        ("about 11,000 birds", "up to 10,000 birds", None),
        ("up to 10,000 birds", "8,000 birds", "agrees"),
        ("up to 10,000 birds", "1,000 birds", "differs"),
        ("more than 1,000 birds", "1,200 birds", "agrees"),
        ("more than 1,000 birds", "exactly 1,000 birds", None),
        ("more than 12 birds", "12 birds", "differs"),
        ("more than 1,000 birds", "700 birds", "differs"),
        ("1,300 birds", "more than 1,000 birds", None),
        ("5,000 birds", "more than 1,000 birds", "differs"),
        ("900 birds", "more than 1,000 birds", "differs"),
        ("fewer than 50 birds", "80 birds", "differs"),
        ("fewer than 50 birds", "20 birds", "agrees"),
        ("20 birds", "fewer than 50 birds", None),
        ("dozens of birds", "60 birds", "agrees"),
        ("dozens of birds", "3 birds", "differs"),
        ("dozens of birds", "120 birds", None),
        ("200 to 300 birds", "250 birds", "agrees"),
        ("250 birds", "200 to 300 birds", "agrees"),
        ("200 to 300 birds", "400 birds", "differs"),
        ("200 to 300 birds", "280 to 400 birds", None),
        ("one-third of birds", "33 percent of birds", "agrees"),
        ("one-third of birds", "20 percent of birds", "differs"),
    ],
)
def test_modifiers_and_digits_decide_what_is_the_same(claim: str, passage: str, relation: str | None) -> None:
    assert relate_texts(claim, passage) == relation
