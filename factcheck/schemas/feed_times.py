"""When an entry of a feed was written: feedparser reads the date and the clock, the zone is read here.

It takes a zone whose name it does not know for UTC, and a time in a form that it half knows for midnight. So its time is
taken only if it shows the clock that was written, in a zone that is sure; anything else goes on as it was written.
"""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime, timedelta
from time import struct_time

from factcheck.report_json import format_time
from factcheck.schemas.document import read_time
from factcheck.schemas.fields import TIME

# Hours from UTC. Names that mean several zones (IST, AST, and CST outside of RFC 822) are left out, except that of
# Britain's summer, which feeds of other countries with a BST write as an offset.
ZONES: dict[str, float] = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MET": 1, "CEST": 2, "MEST": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "SAST": 2, "PKT": 5, "WIB": 7, "HKT": 8, "SGT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5,
    "AEST": 10, "ACDT": 10.5, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "NDT": -2.5, "NST": -3.5, "ADT": -3, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7,
    "PST": -8, "AKDT": -8, "AKST": -9, "HST": -10,
}  # fmt: skip
FARTHEST_HOURS = 14
# feedparser would carry a month 13, or a minute 70, over to what comes after.
_CALENDAR = re.compile(r"[+-]?\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d)?", re.ASCII)
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?::\d\d(?:[.,]\d{1,9})?)?(?!\d)", re.ASCII)
_OFFSET = re.compile(r"(?:(?:UTC|GMT|UT)\s?)?([+-])(\d{1,2})(?::?(\d\d))?", re.ASCII | re.IGNORECASE)
_REMARK = re.compile(r"\([^()]{0,40}\)\s{0,9}\Z")
_YEAR_BEHIND = re.compile(r"\s\d{4}\Z", re.ASCII)
_DAY = re.compile(r"\d{8}", re.ASCII)
_COMPACT = re.compile(r"\d{8}T\d{4}(?:\d\d)?(?:Z|[+-]\d{4})?", re.ASCII)


def read_feed_time(written: str, parsed: struct_time | None) -> str:
    """Return a time in UTC, without a zone as if it were one; what is not sure, as it was written."""
    try:
        found = _read(written.strip(), parsed)
        return format_time(found) if found else written
    except (ValueError, OverflowError, OSError):
        return written


def _read(written: str, parsed: struct_time | None) -> datetime | None:
    if _COMPACT.fullmatch(written):
        compact = datetime.fromisoformat(written)
        return compact.astimezone(UTC) if compact.tzinfo else compact.replace(tzinfo=UTC)
    if not _is_on_calendar(written) or (written.isdigit() and not _DAY.fullmatch(written)):
        return None
    told = datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    clock = _CLOCK.search(written)
    if clock is None:
        return told
    zone = _read_zone(written[clock.end() :])
    if zone is None:
        return None
    shown = (int(clock[1]), int(clock[2]))
    if told and _shows(told + zone, shown):
        return told
    if told and _shows(told, shown):
        return told - zone
    return (datetime.fromisoformat(written[: clock.end()]) - zone).replace(tzinfo=UTC)


def _shows(time: datetime, clock: tuple[int, int]) -> bool:
    return (time.hour, time.minute) == clock


def _read_zone(behind: str) -> timedelta | None:
    """Return how far the zone behind a clock is from UTC: nothing if none is written, None if that can't be told."""
    name = _YEAR_BEHIND.sub("", _REMARK.sub("", behind)).strip().upper()
    if not name or name in ZONES:
        return timedelta(hours=ZONES.get(name, 0))
    offset = _OFFSET.fullmatch(name)
    if offset is None:
        return None
    hours, minutes = int(offset[2]), int(offset[3] or 0)
    if hours > FARTHEST_HOURS or minutes > 59:
        return None
    return timedelta(hours=hours, minutes=minutes) * (-1 if offset[1] == "-" else 1)


def _is_on_calendar(written: str) -> bool:
    """Say whether what looks like a time of ISO 8601 is one; anything else may be."""
    if TIME.fullmatch(written.upper()):
        return read_time(written) is not None
    found = _CALENDAR.match(written)
    return found is None or bool(datetime.fromisoformat(found[0]))
