"""Ids: a prefix that says what they name, then a uuid7, so that they sort by the time of their making."""

from __future__ import annotations

from datetime import datetime

from uuid6 import uuid7


def new_id(prefix: str) -> str:
    """Return a fresh id such as ``doc_0199…``."""
    return f"{prefix}_{uuid7().hex}"


def first_id_of(prefix: str, moment: datetime) -> str:
    """Return the least id that ``new_id`` can have made at that time or later; no id is older than 1970.

    Source: RFC 9562; the first 48 bits of a version 7 are milliseconds.
    """
    return f"{prefix}_{max(0, int(moment.timestamp() * 1000)):012x}"
