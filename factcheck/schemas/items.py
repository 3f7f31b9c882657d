"""What every reader of a format makes of a body: items, each with the fields of a document and where they come from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from factcheck.errors import FactcheckError
from factcheck.schemas.fields import is_document_id


class UnreadableBodyError(FactcheckError):
    """A body is not what its format is: cut off, wrongly encoded, not well-formed. The message is for its sender."""


@dataclass(frozen=True, slots=True)
class Item:
    """One document as it stands in a body.

    ``fields`` is what ``factcheck.schemas.document.DocumentSchema`` loads. ``pointer`` says where the item stands, and
    ``names`` what its format calls a field: a pointer below it. Where nobody gives the document an id, it is ``own_id`` or
    derived from the first of the fields ``named_by`` that it has, else from ``file_name``. ``refusal`` is a (pointer,
    sentence) pair for what can be no document at all. ``is_agency``: it is an item of an agency, which may take back a
    document that is there without sending a text, and of which a later ``version`` counts, whenever it comes.
    """

    fields: Any
    pointer: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    named_by: tuple[str, ...] = ("uri",)
    own_id: str | None = None
    file_name: str | None = None
    is_agency: bool = False
    version: Any = None
    refusal: tuple[str, str] | None = None

    def locate(self, pointer: str) -> str:
        """Return a pointer into ``fields`` as one into the body."""
        name, slash, rest = pointer.removeprefix("/").partition("/")
        if not pointer:
            return self.pointer
        return f"{self.pointer}{self.names.get(name, '/' + name)}{slash}{rest}"


def drop_missing(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}


def derive_document_id(name: str) -> str:
    """Return the id of a document that is known by this name: the name itself, or a sum of it if it can't be an id."""
    if is_document_id(name):
        return name
    return f"uri-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:32]}"


def name_after_file(file_name: str) -> str:
    """Return what a document is called that has no other name than that of its file."""
    return PurePath(file_name).stem.replace(" ", "-")


def find_first(values: Iterable[Any]) -> Any:
    """Return the first value that is neither None nor an empty text, None if there is none."""
    return next((value for value in values if value is not None and value != ""), None)
