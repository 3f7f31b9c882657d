"""Reading documents with as much of their text as the reader needs, and cutting results into pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import defer

from factcheck.store.cursors import encode_cursor
from factcheck.store.records import Document, DocumentContent, DocumentVersion, Page
from factcheck.store.tables import DocumentRow, VersionRow
from factcheck.store.versions import CONTENT_FIELDS, EMPTY_CONTENT, STATE_FIELDS, document_record

R = TypeVar("R")
T = TypeVar("T")

TEXT_FIELDS = tuple(name for name in CONTENT_FIELDS if name != "raw")


class Texts(Enum):
    """Whether to load the two long fields of a content. One that is not loaded reads as an empty string."""

    NONE = "none"
    ALL = "all"

    @property
    def deferred(self) -> tuple[str, ...]:
        """The fields that are not loaded."""
        return ("raw", "text") if self is Texts.NONE else ()


def select_documents(texts: Texts) -> Select[DocumentRow, VersionRow]:
    """Return the query for documents with their current version, None for a deleted one's."""
    return (
        select(DocumentRow, VersionRow)
        .outerjoin(
            VersionRow,
            and_(VersionRow.document_key == DocumentRow.document_key, VersionRow.version == DocumentRow.version),
        )
        .options(*(defer(getattr(VersionRow, name), raiseload=True) for name in texts.deferred))
    )


def select_texts() -> Select[Any]:
    """Return the query for documents with their current version but ``raw``: plain columns, which cost half of objects."""
    columns = [getattr(DocumentRow, name) for name in STATE_FIELDS]
    texts = [getattr(VersionRow, name) for name in TEXT_FIELDS]
    return select(*columns, VersionRow.document_key, *texts).outerjoin(
        VersionRow, and_(VersionRow.document_key == DocumentRow.document_key, VersionRow.version == DocumentRow.version)
    )


def select_versions(texts: Texts) -> Select[VersionRow]:
    """Return the query for versions of documents that are not deleted."""
    return (
        select(VersionRow)
        .join(DocumentRow, DocumentRow.document_key == VersionRow.document_key)
        .where(DocumentRow.deleted_at.is_(None))
        .options(*(defer(getattr(VersionRow, name), raiseload=True) for name in texts.deferred))
    )


def read_document(found: Row[DocumentRow, VersionRow], texts: Texts) -> Document:
    """Return the record of one row of ``select_documents``."""
    row, version = found
    return document_record(row, read_content(version, texts))


def read_text(found: Row[Any]) -> Document:
    """Return the record of one row of ``select_texts``; a deleted document has no version."""
    values = tuple(found)
    fields = dict(zip(STATE_FIELDS, values, strict=False))
    version_of, *texts = values[len(STATE_FIELDS) :]
    content = EMPTY_CONTENT if version_of is None else DocumentContent(raw="", **dict(zip(TEXT_FIELDS, texts, strict=True)))
    return Document(**fields, content=content)


def read_version(row: VersionRow, texts: Texts) -> DocumentVersion:
    """Return the record of one version."""
    return DocumentVersion(
        version=row.version, sha256=row.sha256, created_at=row.created_at, content=read_content(row, texts)
    )


def read_content(row: VersionRow | None, texts: Texts) -> DocumentContent:
    """Return the content of a version, empty where there is none."""
    if row is None:
        return EMPTY_CONTENT
    deferred = texts.deferred
    fields: dict[str, Any] = {name: "" if name in deferred else getattr(row, name) for name in CONTENT_FIELDS}
    return DocumentContent(**fields)


def cut_page(rows: Sequence[R], limit: int, kind: str, convert: Callable[[R], T], position: Callable[[R], str]) -> Page[T]:
    """Return a page of at most ``limit`` items from a query that asked for one more."""
    shown = rows[:limit]
    next_cursor = encode_cursor(kind, position(shown[-1])) if len(rows) > limit else None
    return Page(items=tuple(convert(row) for row in shown), next_cursor=next_cursor)
