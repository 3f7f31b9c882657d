"""How values of columns stand in JSON, by the kind of the column."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Float, Integer, LargeBinary, String
from sqlalchemy.types import TypeEngine

from factcheck.store.columns import UtcDateTime


@dataclass(frozen=True, slots=True)
class ValueKind:
    """A kind of column: its type in SQL, and the way of its values into JSON and back; null stays null."""

    sql_type: TypeEngine[Any]
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


KINDS: Mapping[str, ValueKind] = {
    "time": ValueKind(UtcDateTime(), datetime.isoformat, datetime.fromisoformat),
    "json": ValueKind(JSON(none_as_null=True), _same, _same),
    "bytes": ValueKind(LargeBinary(), lambda value: base64.b64encode(value).decode(), base64.b64decode),
    "truth": ValueKind(Boolean(), _same, _same),
    "integer": ValueKind(BigInteger(), _same, _same),
    "number": ValueKind(Float(), _same, _same),
    "text": ValueKind(String(), _same, _same),
}
# In this order: a boolean is no integer, but SQLAlchemy's types are not ordered that way everywhere.
_TYPES: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (UtcDateTime, "time"),
    (JSON, "json"),
    (LargeBinary, "bytes"),
    (Boolean, "truth"),
    (Integer, "integer"),
    (Float, "number"),
    (String, "text"),
)


def kind_of(sql_type: TypeEngine[Any]) -> str:
    """Return the name of a column type's kind; raises LookupError for one that no table had when this was written."""
    for known, name in _TYPES:
        if isinstance(sql_type, known):
            return name
    raise LookupError(f"columns of type {sql_type!r} have no form in a backup")
