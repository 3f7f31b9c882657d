"""JSON as RFC 8259 means it: UTF-8, no NaN, no name twice, nothing that an attacker can make expensive.

Python's parser takes ``NaN``, keeps the last of two equal names, and fails with RecursionError on deep nesting and with a
bare ValueError on numbers of many thousand digits. Here each of them is one error with a sentence for the sender.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

# No field takes a number that needs more; Python refuses to read integers of over 4,300 digits.
LONGEST_INTEGER = 100


class StrictJsonError(ValueError):
    """The bytes are not JSON that we take; the message is a sentence for whoever sent them."""


def parse_json(data: bytes | str) -> Any:
    """Return what the JSON text says; raises StrictJsonError. A byte order mark in front is skipped."""
    text = decode_utf8(data) if isinstance(data, bytes) else data
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_build_object,
            parse_constant=_refuse_constant,
            parse_int=_parse_integer,
        )
    except StrictJsonError:
        raise
    except RecursionError:
        raise StrictJsonError("The JSON is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise StrictJsonError(f"This is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from None


def decode_utf8(data: bytes) -> str:
    """Return the bytes as text; raises StrictJsonError that names the first byte which is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StrictJsonError(f"This is not UTF-8: byte {error.start + 1} can't be decoded.") from None


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) != len(pairs):
        raise StrictJsonError("A JSON object has the same name twice.")
    return built


def _refuse_constant(name: str) -> NoReturn:
    raise StrictJsonError(f"{name} is not JSON.")


def _parse_integer(digits: str) -> int:
    if len(digits) > LONGEST_INTEGER:
        raise StrictJsonError(f"A number has more than {LONGEST_INTEGER} digits.")
    return int(digits)
