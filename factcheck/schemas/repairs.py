"""Small faults of other formats that don't change what is said, put right before the document's schema sees them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# What names a document or hides it must be right: an empty one is refused.
NEVER_BLANK = frozenset(["uri", "status"])
TIMES = ("published_at", "updated_at", "embargoed_until")
_OFFSET_WITHOUT_COLON = re.compile(r"(:\d\d(?:\.\d{1,9})?[+-]\d\d)(\d\d)\Z", re.ASCII)


def repair_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say something, offsets such as +0200 and tags such as en_US as the standards write them."""
    said = {name: value for name, value in fields.items() if value is not None}
    repaired = {name: value for name, value in said.items() if name in NEVER_BLANK or not is_blank(value)}
    for name in TIMES:
        if isinstance(repaired.get(name), str):
            repaired[name] = add_colon(repaired[name])
    if isinstance(repaired.get("language"), str):
        repaired["language"] = write_tag(repaired["language"])
    return repaired


def is_blank(value: Any) -> bool:
    """Say whether this is nothing, or a text without a character."""
    return value is None or (isinstance(value, str) and not value.strip())


def add_colon(time: str) -> str:
    """Return a time of ISO 8601 with a colon in its offset."""
    return _OFFSET_WITHOUT_COLON.sub(r"\1:\2", time.strip())


def write_tag(language: str) -> str:
    """Return a language as a tag: en_US is en-US."""
    return language.strip().replace("_", "-")
