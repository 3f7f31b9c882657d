"""From marshmallow's nested messages to a flat list of JSON pointers (RFC 6901) and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MOST_ERRORS = 50
LONGEST_NAME = 200
# marshmallow puts messages on the whole object under this name.
WHOLE_OBJECT = "_schema"


def list_errors(messages: Any) -> list[tuple[str, str]]:
    """Return (pointer, detail) pairs in a stable order, at most fifty; the pointer of the whole object is empty."""
    found = sorted(_walk(messages, ""))
    return found[:MOST_ERRORS]


def build_pointer(parent: str, name: object) -> str:
    """Return the pointer of a member; characters that JSON can't carry are replaced, over-long names cut."""
    readable = str(name)[:LONGEST_NAME].encode("utf-8", "replace").decode("utf-8")
    return f"{parent}/{readable.replace('~', '~0').replace('/', '~1')}"


def _walk(messages: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from _walk(inner, pointer if name == WHOLE_OBJECT else build_pointer(pointer, name))
    elif isinstance(messages, (list, tuple)):
        for inner in messages:
            yield from _walk(inner, pointer)
    else:
        yield pointer, str(messages)
