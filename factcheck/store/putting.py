"""Storing documents: which rows to lock, when a content makes a new version, what is indexed and decided again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.domain import DocumentStatus
from factcheck.store.causes import note_changes, state_of
from factcheck.store.columns import to_utc
from factcheck.store.corpus_state import change_corpus_state
from factcheck.store.ids import new_id
from factcheck.store.inserting import insert_ignoring
from factcheck.store.preconditions import Precondition, state_of_document
from factcheck.store.records import Document, DocumentContent, StoredDocument
from factcheck.store.redeciding import redecide_citing
from factcheck.store.tables import DocumentRow, VersionRow

# A document id, its content, its status and the end of its embargo. Without a content, only the state is set.
DocumentPut = tuple[str, DocumentContent | None, str, datetime | None]

QUEUED = "queued"
CONTENT_FIELDS = tuple(DocumentContent.__dataclass_fields__)
# Fields that came later stay out of the sum of a content that does not use them, so that the versions which were stored
# before are still recognised as the same.
LATER_FIELDS = (("kind", "claim_reviewed", "rating"), ("uri", "copyright_holder", "usage_terms"))
EMPTY_CONTENT = DocumentContent(raw="", raw_kind="text", text="")
# Bound values of one statement; SQLite allows 32,766.
IDS_A_STATEMENT = 500


def put_documents(
    session: Session, now: datetime, workspace_id: str, puts: Sequence[DocumentPut], precondition: Precondition
) -> list[StoredDocument | None]:
    """Store the documents in the order given; one that occurs twice gets a version for each content that differs.

    A put without content sets the state of a document that is there; for one that is not, None comes back. Raises
    PreconditionFailedError if a document is in another state than it should.
    """
    rows = _locked_rows(session, now, workspace_id, sorted({document_id for document_id, *_ in puts}))
    for row in rows.values():
        precondition.require(state_of_document(row))
    states = {document_id: state_of(row) for document_id, row in rows.items()}
    stored = [
        _put(session, now, rows[document_id], (in_utc(content), DocumentStatus(status).value, embargoed_until))
        if content is not None
        else _set_state(session, now, rows[document_id], DocumentStatus(status).value, embargoed_until)
        for document_id, content, status, embargoed_until in puts
    ]
    for row in rows.values():
        if row.version == 0:
            session.delete(row)
    moved = [row.document_key for key, row in rows.items() if state_of(row)[1:] != states[key][1:]]
    redecide_citing(session, now, moved)
    note_changes(session, now, workspace_id, [(row, states[key]) for key, row in rows.items()])
    if any(state_of(row) != states[key] for key, row in rows.items()):
        change_corpus_state(session, workspace_id)
    return stored


def queue_for_indexing(row: DocumentRow, now: datetime) -> None:
    """Ask for the index to be brought in line with the document; whatever attempt is under way is superseded."""
    row.index_status = QUEUED
    row.index_error = None
    row.index_attempt += 1
    row.index_queued_at = now


def document_record(row: DocumentRow, content: DocumentContent) -> Document:
    """Return the record of a row with the content of its current version."""
    return Document(
        document_key=row.document_key,
        workspace_id=row.workspace_id,
        document_id=row.document_id,
        version=row.version,
        status=row.status,
        embargoed_until=row.embargoed_until,
        index_status=row.index_status,
        index_error=row.index_error,
        index_attempt=row.index_attempt,
        created_at=row.created_at,
        changed_at=row.changed_at,
        deleted_at=row.deleted_at,
        content=content,
        sha256=row.sha256,
    )


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


def _locked_rows(session: Session, now: datetime, workspace_id: str, document_ids: Sequence[str]) -> dict[str, DocumentRow]:
    """Return a locked row for each id, made where there was none (with version 0)."""
    # Everyone inserts and then locks in the order of the ids: two batches with ids in common wait for each other
    # instead of ending in a deadlock.
    insert_ignoring(session, DocumentRow, [_new_row(now, workspace_id, document_id) for document_id in document_ids])
    rows: dict[str, DocumentRow] = {}
    for start in range(0, len(document_ids), IDS_A_STATEMENT):
        found = session.scalars(
            select(DocumentRow)
            .where(
                DocumentRow.workspace_id == workspace_id,
                DocumentRow.document_id.in_(document_ids[start : start + IDS_A_STATEMENT]),
            )
            .order_by(DocumentRow.document_id)
            .with_for_update()
        )
        rows.update((row.document_id, row) for row in found)
    return rows


def _new_row(now: datetime, workspace_id: str, document_id: str) -> dict[str, object]:
    return {
        "document_key": new_id("doc"),
        "workspace_id": workspace_id,
        "document_id": document_id,
        "version": 0,
        "sha256": "",
        "status": DocumentStatus.USABLE.value,
        "index_status": QUEUED,
        "index_attempt": 0,
        "index_crashes": 0,
        "index_queued_at": now,
        "created_at": now,
        "changed_at": now,
    }


def _put(
    session: Session, now: datetime, row: DocumentRow, put: tuple[DocumentContent, str, datetime | None]
) -> StoredDocument:
    content, status, embargoed_until = put
    embargoed_until = embargoed_until and to_utc(embargoed_until)
    sha256 = content_sha256(content)
    created = row.version == 0 or row.deleted_at is not None
    changed = created or row.sha256 != sha256
    if created:
        row.created_at = now
        row.deleted_at = None
    if changed:
        row.version += 1
        row.sha256 = sha256
        row.published_at, row.language = content.published_at, content.language
        row.index_crashes = 0
        queue_for_indexing(row, now)
        session.add(_new_version(now, row, content))
    if changed:
        row.changed_at = now
    _move(row, now, status, embargoed_until)
    return StoredDocument(document=document_record(row, content), created=created, changed=changed)


def _set_state(
    session: Session, now: datetime, row: DocumentRow, status: str, embargoed_until: datetime | None
) -> StoredDocument | None:
    version = session.get(VersionRow, (row.document_key, row.version))
    if version is None:
        return None
    _move(row, now, status, row.embargoed_until if embargoed_until is None else to_utc(embargoed_until))
    content = DocumentContent(**{name: getattr(version, name) for name in CONTENT_FIELDS})
    return StoredDocument(document=document_record(row, content), created=False, changed=False)


def _move(row: DocumentRow, now: datetime, status: str, embargoed_until: datetime | None) -> None:
    if (row.status, row.embargoed_until) != (status, embargoed_until):
        row.status = status
        row.embargoed_until = embargoed_until
        row.changed_at = now


def _new_version(now: datetime, row: DocumentRow, content: DocumentContent) -> VersionRow:
    return VersionRow(
        document_key=row.document_key,
        version=row.version,
        sha256=row.sha256,
        created_at=now,
        **dict(zip(CONTENT_FIELDS, astuple(content), strict=True)),
    )
