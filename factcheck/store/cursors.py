"""Opaque cursors: the last id of a page with the kind of list that it belongs to."""

from __future__ import annotations

import base64
import binascii
import re

# Only what the store itself puts into a cursor: an id, or the number of a version that every database can compare.
POSITION = re.compile(r"[a-z]{2,4}_[0-9a-f]{32}|[0-9]{1,9}")


class CursorError(ValueError):
    """A cursor that this list never gave out."""


def encode_cursor(kind: str, position: str) -> str:
    """Return the cursor that continues a list of ``kind`` after ``position``."""
    return base64.urlsafe_b64encode(f"{kind}:{position}".encode()).decode().rstrip("=")


def decode_cursor(kind: str, cursor: str) -> str:
    """Return the position in a cursor of this kind of list; raise CursorError for anything else."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        found_kind, _, position = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").partition(":")
    except (UnicodeError, binascii.Error) as error:
        raise CursorError("The cursor is damaged.") from error
    if found_kind != kind or not POSITION.fullmatch(position):
        raise CursorError("The cursor is of another list.")
    return position


def decode_number(kind: str, cursor: str) -> int:
    """Return the number in a cursor of a list that is ordered by one; raise CursorError for anything else."""
    position = decode_cursor(kind, cursor)
    if not position.isdecimal():
        raise CursorError("The cursor is of another list.")
    return int(position)
