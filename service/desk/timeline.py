"""The time line of a report: where each mark stands. The template draws it, so this is geometry only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

WIDTH, MARGIN, ROW_HEIGHT, TOP = 800.0, 46.0, 22.0, 26.0
# Closer together than this, marks are put into rows above each other.
LEAST_DISTANCE = 20.0
MOST_TICKS = 6
STEPS_DAYS = (1, 2, 5, 7, 14, 30, 91, 182, 365, 730, 1826, 3652, 7305, 18262)
LEAST_SPAN = timedelta(days=1)
# The end of the least span must be in the calendar too.
LATEST_START = datetime.max.replace(tzinfo=UTC) - LEAST_SPAN


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of evidence by its number, at its place in the drawing."""

    number: int
    stance: str
    x: float
    y: float
    published_at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A day named below the line."""

    x: float
    moment: datetime


@dataclass(frozen=True, slots=True)
class TimeLine:
    """A drawing of ``WIDTH`` by ``height`` units; ``as_of_x`` is where the claim's time stands, if it has one."""

    height: float
    axis_y: float
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    as_of_x: float | None
    undated: int


def build_time_line(evidence: Sequence[Mapping[str, Any]], as_of: datetime | None) -> TimeLine | None:
    """Return the time line of the evidence that has a date, None where none has."""
    dated = sorted(_dated(evidence))
    if not dated:
        return None
    moments = [moment for moment, *_rest in dated] + ([as_of] if as_of else [])
    first, last = min(*moments, LATEST_START), max(moments)
    span = max(last - first, LEAST_SPAN)

    def place(moment: datetime) -> float:
        return round(MARGIN + (WIDTH - 2 * MARGIN) * ((moment - first) / span), 1)

    rows = list(_stack([place(moment) for moment, *_rest in dated]))
    axis_y = TOP + ROW_HEIGHT * (max(rows) + 1)
    marks = tuple(
        Mark(number, stance, place(moment), axis_y - ROW_HEIGHT * (row + 0.6), moment, label)
        for (moment, number, stance, label), row in zip(dated, rows, strict=True)
    )
    ticks = tuple(Tick(place(moment), moment) for moment in _ticks(first, first + span))
    return TimeLine(axis_y + 34, axis_y, marks, ticks, place(as_of) if as_of else None, len(evidence) - len(dated))


def _dated(evidence: Sequence[Mapping[str, Any]]) -> Iterator[tuple[datetime, int, str, str]]:
    for number, data in enumerate(evidence, 1):
        document = data["document"]
        if document["published_at"]:
            moment = datetime.fromisoformat(document["published_at"])
            yield moment, number, data["stance"], document["publisher"] or document["document_id"]


def _stack(places: Sequence[float]) -> Iterator[int]:
    """Yield for each place, which must rise, the lowest row where it does not touch the one before it."""
    last: list[float] = []
    for place in places:
        row = next((row for row, taken in enumerate(last) if place - taken >= LEAST_DISTANCE), len(last))
        last[row : row + 1] = [place]
        yield row


def _ticks(first: datetime, last: datetime) -> Iterator[datetime]:
    days = (last - first).days
    step = next((step for step in STEPS_DAYS if days / step < MOST_TICKS), days // MOST_TICKS + 1)
    # Counted, since the day after the last tick may be none of the calendar.
    for number in range(days // step + 1):
        yield first + timedelta(days=step * number)
