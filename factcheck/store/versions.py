"""One document at a time: when a content makes a new version, which edition counts, and what of it is indexed again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass, replace
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from factcheck.domain import DocumentStatus
from factcheck.store.columns import to_utc
from factcheck.store.editions import DocumentPut, Edition
from factcheck.store.records import Document, DocumentContent, StoredDocument
from factcheck.store.tables import DocumentRow, VersionRow

QUEUED = "queued"
CONTENT_FIELDS = tuple(DocumentContent.__dataclass_fields__)
STATE_FIELDS = tuple(name for name in Document.__dataclass_fields__ if name != "content")
# Fields that came later stay out of the sum of a content that does not use them, so that the versions which were stored
# before are still recognised as the same.
LATER_FIELDS = (("kind", "claim_reviewed", "rating"), ("uri", "copyright_holder", "usage_terms"))
EMPTY_CONTENT = DocumentContent(raw="", raw_kind="text", text="")


@dataclass(frozen=True, slots=True)
class Versioner:
    """Stores what is put, document by document, in the locked rows of one transaction."""

    session: Session
    now: datetime

    def store(self, row: DocumentRow, put: DocumentPut, end: str | None = None) -> StoredDocument | None:
        """Make of a document what was put; None if that sets the state of one that is not there.

        An older edition than the one that is there becomes a version of the past at most. ``end`` is the sum of the
        content that was put last, with this one or after it, and is there already: what came before it is not stored again.
        """
        sha256 = content_sha256(put.content) if put.content is not None else row.sha256
        is_late = is_live(row) and put.edition is not None and put.edition.is_older_than(_edition_of(row))
        if is_late and put.content is not None and not self._has_version(row, sha256):
            self._add_version(row, put.content, self.find_last_number(row) + 1, sha256)
        is_past = put.content is not None and end not in (None, sha256) and self._has_version(row, sha256)
        if is_late or is_past:
            return StoredDocument(self._read_record(row), created=False, changed=False, is_late=is_late)
        if put.content is None:
            return self._set_state(row, put)
        return self._put(row, put, put.content, sha256)

    def find_last_number(self, row: DocumentRow) -> int:
        """Return the highest number of a version of the document: the current one's, or that of a late older edition."""
        query = select(func.max(VersionRow.version)).where(VersionRow.document_key == row.document_key)
        return max(row.version, self.session.scalar(query) or 0)

    def _put(self, row: DocumentRow, put: DocumentPut, content: DocumentContent, sha256: str) -> StoredDocument:
        created = not is_live(row)
        changed = created or row.sha256 != sha256
        if created:
            row.created_at = self.now
            row.deleted_at = None
        if changed:
            number = self.find_last_number(row) + 1 if row.version else 1
            row.version, row.sha256, row.changed_at = number, sha256, self.now
            row.published_at, row.language = content.published_at, content.language
            row.index_crashes = 0
            queue_for_indexing(row, self.now)
            self._add_version(row, content, number, sha256)
        self._move(row, put.status, put.embargoed_until)
        _set_edition(row, put.edition)
        return StoredDocument(document_record(row, content), created, changed)

    def _set_state(self, row: DocumentRow, put: DocumentPut) -> StoredDocument | None:
        if not is_live(row):
            return None
        self._move(row, put.status, row.embargoed_until if put.embargoed_until is None else put.embargoed_until)
        if put.edition is not None:
            _set_edition(row, put.edition)
        return StoredDocument(self._read_record(row), created=False, changed=False)

    def _move(self, row: DocumentRow, status: str, embargoed_until: datetime | None) -> None:
        state = DocumentStatus(status).value, embargoed_until and to_utc(embargoed_until)
        if (row.status, row.embargoed_until) != state:
            row.status, row.embargoed_until = state
            row.changed_at = self.now

    def _has_version(self, row: DocumentRow, sha256: str) -> bool:
        is_there = exists().where(VersionRow.document_key == row.document_key, VersionRow.sha256 == sha256)
        return bool(self.session.scalar(select(is_there)))

    def _add_version(self, row: DocumentRow, content: DocumentContent, number: int, sha256: str) -> None:
        values = dict(zip(CONTENT_FIELDS, astuple(content), strict=True))
        version = VersionRow(document_key=row.document_key, version=number, sha256=sha256, created_at=self.now, **values)
        self.session.add(version)

    def _read_record(self, row: DocumentRow) -> Document:
        version = self.session.get_one(VersionRow, (row.document_key, row.version))
        return document_record(row, DocumentContent(**{name: getattr(version, name) for name in CONTENT_FIELDS}))


def is_live(row: DocumentRow) -> bool:
    """Say whether the document is there: it was stored once and not deleted since."""
    return row.version > 0 and row.deleted_at is None


def queue_for_indexing(row: DocumentRow, now: datetime) -> None:
    """Ask for the index to be brought in line with the document; whatever attempt is under way is superseded."""
    if row.index_status != QUEUED or row.index_waits_since is None:
        row.index_waits_since = now
    row.index_status = QUEUED
    row.index_error = None
    row.index_attempt += 1
    row.index_queued_at = now


def document_record(row: DocumentRow, content: DocumentContent) -> Document:
    """Return the record of a row with the content of its current version."""
    return Document(**{name: getattr(row, name) for name in STATE_FIELDS}, content=content)


def content_sha256(content: DocumentContent) -> str:
    """Return the SHA-256 of all fields of a content as hex: the same for equal ones, whatever zones their times name."""
    values = dict(zip(CONTENT_FIELDS, astuple(content), strict=True))
    for names in LATER_FIELDS:
        if all(values[name] == DocumentContent.__dataclass_fields__[name].default for name in names):
            values = {name: value for name, value in values.items() if name not in names}
    fields = [to_utc(value).isoformat() if isinstance(value, datetime) else value for value in values.values()]
    return hashlib.sha256(json.dumps(fields).encode()).hexdigest()


def in_utc(content: DocumentContent) -> DocumentContent:
    """Return the content with its times in UTC, as it will be read back; raise ValueError for a time without a zone."""
    return replace(
        content,
        published_at=content.published_at and to_utc(content.published_at),
        updated_at=content.updated_at and to_utc(content.updated_at),
    )


def _edition_of(row: DocumentRow) -> Edition:
    return Edition(row.edition_number, row.edition_made_at)


def _set_edition(row: DocumentRow, edition: Edition | None) -> None:
    known = edition or Edition()
    row.edition_number, row.edition_made_at = known.number, known.made_at
