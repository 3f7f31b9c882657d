"""Reports made ready for the desk's page: marks in quotes, places on the time line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.desk.report import build_evidence, shorten_after, shorten_before
from service.desk.timeline import LEAST_DISTANCE, MOST_TICKS, WIDTH, build_time_line


def evidence(quote: str, published_at: str | None = None, **rest: Any) -> dict[str, Any]:
    document = {"document_id": "d", "publisher": "The Gazette", "title": None, "published_at": published_at, "url": None}
    return {
        "stance": "supporting",
        "quote": {"exact": quote, "prefix": "", "suffix": ""},
        "document": document,
        "quantities": [],
        **rest,
    }


def marked(claim: str, data: dict[str, Any]) -> list[tuple[str, str]]:
    return [(piece.text, piece.mark) for piece in build_evidence(claim, 1, data).quote if piece.mark]


def test_amounts_that_were_compared_and_words_of_the_claim_are_marked() -> None:
    pair = {"claim": "800 km²", "passage": "309 square miles", "relation": "agrees"}
    data = evidence("The troops held 309 square miles of the region.", quantities=[pair])

    assert marked("A troop of soldiers holds 800 km² of the regions.", data) == [
        ("troops", "word"),
        ("309 square miles", "amount"),
        ("region", "word"),
    ]


def test_words_that_every_text_has_are_not_marked() -> None:
    assert marked("They have been there with him.", evidence("There have been others with them.")) == []


def test_what_denies_is_marked_where_the_passage_conflicts() -> None:
    quote = "The plant did not leak, and nobody denied it."
    said = [("plant", "word"), ("leak", "word")]

    assert marked("The plant leaked.", evidence(quote)) == said
    conflicting = marked("The plant leaked.", evidence(quote, stance="conflicting"))
    assert [text for text, mark in conflicting if mark == "denial"] == ["not", "nobody", "denied"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_of_a_quote_are_the_quote(claim: str, quote: str) -> None:
    pair = {"claim": "a", "passage": quote[:3] or "x", "relation": "differs"}
    view = build_evidence(claim, 1, evidence(quote, quantities=[pair]))

    assert "".join(piece.text for piece in view.quote) == quote


def test_what_stands_around_a_quote_is_cut_at_words() -> None:
    assert shorten_before("ing of the day. ") == "… of the day. "
    assert shorten_after(" It was the begin") == " It was the …"
    assert shorten_before("") == shorten_after("") == ""


def test_marks_stand_in_the_order_of_time_and_never_on_each_other() -> None:
    days = ["2024-11-23T10:00:00Z", "2024-11-23T11:00:00Z", "2024-08-06T12:00:00Z", None, "2025-01-05T09:00:00Z"]
    line = build_time_line([evidence("x", day) for day in days], datetime(2024, 12, 1, tzinfo=UTC))

    assert line is not None
    assert [mark.number for mark in line.marks] == [3, 1, 2, 5]
    assert line.undated == 1
    assert line.as_of_x is not None
    assert line.marks[2].x < line.as_of_x < line.marks[3].x
    for one, other in zip(line.marks, line.marks[1:], strict=False):
        assert abs(one.x - other.x) >= LEAST_DISTANCE or one.y != other.y
    assert all(0 <= mark.x <= WIDTH and 0 <= mark.y < line.axis_y for mark in line.marks)


def test_a_single_day_and_no_day_at_all() -> None:
    line = build_time_line([evidence("x", "2024-11-23T10:00:00Z")], None)

    assert line is not None
    assert len(line.marks) == 1
    assert line.ticks[0].moment.day == 23
    assert build_time_line([evidence("x")], datetime(2024, 12, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("days", "as_of"),
    [
        (["2024-11-23T10:00:00Z"], datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (["9999-12-31T12:00:00Z", "9999-12-31T23:59:59Z"], None),
        (["0001-01-01T00:00:00Z", "2024-11-23T10:00:00Z"], None),
    ],
)
def test_dates_at_the_ends_of_the_calendar_are_drawn(days: list[str], as_of: datetime | None) -> None:
    line = build_time_line([evidence("x", day) for day in days], as_of)

    assert line is not None
    assert 1 <= len(line.ticks) <= MOST_TICKS
    places = [*(mark.x for mark in line.marks), *(tick.x for tick in line.ticks), line.as_of_x or 0]
    assert all(0 <= place <= WIDTH for place in places)
