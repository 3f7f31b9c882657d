"""Charts of the overview: bars a day, stacked by verdict. Geometry only; the template draws them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

# Above the highest bar is room for its number.
WIDTH, TOP, BASE = 720.0, 18.0, 150.0
ORDER = ("supported", "refuted", "disputed", "outdated", "not_enough_evidence", "failed", "canceled")


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a day's bar."""

    name: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Day:
    """A day with the parts of its bar, from the bottom up."""

    day: date
    x: float
    total: int
    bars: tuple[Bar, ...]


def build_days(counts: Mapping[date, Mapping[str, int]], last: date, days: int) -> list[Day]:
    """Return the days up to the last one, oldest first, the highest bar as high as the drawing."""
    dates = [last - timedelta(days=back) for back in reversed(range(days))]
    highest = max((sum(counts.get(day, {}).values()) for day in dates), default=0) or 1
    step = WIDTH / days
    return [
        Day(
            day=day,
            x=round(place * step + step / 2, 1),
            total=sum(counts.get(day, {}).values()),
            bars=tuple(_stack(counts.get(day, {}), place * step + step * 0.15, step * 0.7, (BASE - TOP) / highest)),
        )
        for place, day in enumerate(dates)
    ]


def _stack(counts: Mapping[str, int], x: float, width: float, scale: float) -> Iterator[Bar]:
    top = BASE
    for name in ORDER:
        if count := counts.get(name, 0):
            height = count * scale
            top -= height
            yield Bar(name, count, round(x, 1), round(top, 1), round(width, 1), round(height, 1))
