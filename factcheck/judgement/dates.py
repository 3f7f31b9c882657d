"""Dates that a text names, as far as it names them: year, month, day of the month, day of the week."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()  # noqa: SIM905
_MONTH = r"(?P<{0}>January|February|March|April|May|June|July|August|September|October|November|December" \
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"  # fmt: skip
_DAY = r"(?P<{0}>0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<{0}>1[0-9]{{3}}|20[0-9]{{2}}|21[0-4][0-9])"
_DATE = re.compile(
    rf"(?<![\w.,/-])(?:{_YEAR.format('y1')}-(?P<m1>0[1-9]|1[0-2])-(?P<d1>0[1-9]|[12][0-9]|3[01])"
    rf"|{_DAY.format('d2')}(?: of)? {_MONTH.format('m2')}(?:,? {_YEAR.format('y2')})?"
    rf"|{_MONTH.format('m3')} {_DAY.format('d3')}(?![\w%]|[.,:][0-9])(?:,? {_YEAR.format('y3')})?"
    rf"|{_MONTH.format('m4')}(?:,? {_YEAR.format('y4')})?"
    rf"|(?P<w5>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?"
    rf"|{_YEAR.format('y6')})(?![\w/-]|[.,][0-9]|%)"
)
# "May" and "March" alone are months only behind these.
_BEFORE_MONTH = re.compile(
    r"\b(?:in|since|until|till|by|of|from|to|during|last|this|next|early|late|mid|before|after|for|and|or|between)[ -]$",
    re.IGNORECASE,
)
# A number of four digits alone is a year only behind these, or put in brackets.
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|until|till|by|of|from|to|during|before|after|around|early|late|mid|spring|summer|autumn|fall|winter|year"
    r"|for|the|and|between|back)[ -]|\()$",
    re.IGNORECASE,
)


class Date(NamedTuple):
    """A date as written at ``[start, end)``; what it leaves open is None. ``weekday`` counts from 0, Monday."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    weekday: int | None


def find_dates(text: str) -> list[Date]:
    """Return the dates of a text in their order; offsets are code points."""
    return [date for match in _DATE.finditer(text) if (date := _read(text, match)) is not None]


def is_named(date: Date, others: Iterable[Date]) -> bool:
    """Say whether one of the dates can be the same one: it says nothing else, and says what the date is most exact in."""
    return any(_fits(date, other) for other in others)


def _read(text: str, match: re.Match[str]) -> Date | None:
    found = {name[0]: value for name, value in match.groupdict().items() if value is not None}
    year, day = (int(found[name]) if name in found else None for name in "yd")
    month = _read_month(found["m"]) if "m" in found else None
    weekday = _DAYS.index(found["w"].lower()) if "w" in found else None
    before = text[max(0, match.start() - 12) : match.start()]
    if found.get("m") in ("May", "March") and year is None and day is None and not _BEFORE_MONTH.search(before):
        return None
    if list(found) == ["y"] and not _BEFORE_YEAR.search(before):
        return None
    return Date(match.start(), match.end(), year, month, day, weekday)


def _read_month(written: str) -> int:
    if written.isdigit():
        return int(written)
    return next(place for place, month in enumerate(_MONTHS, 1) if month.startswith(written.lower().rstrip(".")[:3]))


def _fits(date: Date, other: Date) -> bool:
    pairs = list(zip(date[2:], other[2:], strict=True))
    if any(mine is not None and its is not None and mine != its for mine, its in pairs):
        return False
    if date.month is None:
        return any(mine is not None and mine == its for mine, its in pairs)
    return date.month == other.month and (date.day is None or date.day == other.day)


def has_other_date(claimed: Iterable[Date], found: Sequence[Date]) -> bool:
    """Say whether a date of the claim is not in the passage, and one that can't be the same day, month or year is."""
    return any(
        not is_named(date, found)
        and any(
            mine is not None and other is not None and mine != other
            for candidate in found
            for mine, other in zip(date[2:], candidate[2:], strict=True)
        )
        for date in claimed
    )
