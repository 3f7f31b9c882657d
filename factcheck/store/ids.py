"""Ids: a prefix that says what they name, then a uuid7, so that they sort by the time of their making."""

from __future__ import annotations

from uuid6 import uuid7


def new_id(prefix: str) -> str:
    """Return a fresh id such as ``doc_0199…``."""
    return f"{prefix}_{uuid7().hex}"
