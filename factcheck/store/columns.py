"""Column types that behave alike on SQLite and PostgreSQL, and conditions on them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, DateTime, Dialect, TypeDecorator, or_
from sqlalchemy.orm import InstrumentedAttribute


def to_utc(time: datetime) -> datetime:
    """Return an aware time in UTC; raise ValueError for one without a zone: it could mean any of 24 hours."""
    if time.tzinfo is None:
        raise ValueError("a time without a zone can't be stored")
    try:
        return time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a time outside of the years 1 to 9999 in UTC can't be stored") from error


def has_waited(since: InstrumentedAttribute[datetime], now: datetime, seconds: float) -> ColumnElement[bool]:
    """Return the condition that something has waited that long.

    A time that lies as far ahead was written by a process whose clock was wrong; nobody should wait until it comes.
    """
    return or_(since <= now - timedelta(seconds=seconds), since > now + timedelta(seconds=seconds))


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time that comes back in UTC with its microseconds; SQLite, which knows no zones, holds it in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring the time to UTC, see ``to_utc``."""
        if value is None:
            return None
        value = to_utc(value)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the time its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
