"""Storing documents: which rows to lock, in which order, and whose verdicts and rechecks follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.domain import DocumentStatus
from factcheck.portions import in_portions
from factcheck.store.causes import note_changes, state_of
from factcheck.store.corpus_state import change_corpus_state
from factcheck.store.editions import DocumentPut
from factcheck.store.ids import new_id
from factcheck.store.inserting import insert_or_lock
from factcheck.store.preconditions import Precondition, state_of_document
from factcheck.store.records import DocumentContent, StoredDocument
from factcheck.store.redeciding import redecide_citing
from factcheck.store.tables import DocumentRow
from factcheck.store.versions import QUEUED, Versioner, content_sha256, in_utc, is_live

# Bound values of one statement; SQLite allows 32,766.
IDS_A_STATEMENT = 500

ANY_STATE = Precondition()


def put_documents(
    session: Session,
    now: datetime,
    workspace_id: str,
    puts: Sequence[DocumentPut],
    precondition: Precondition = ANY_STATE,
    ends: Mapping[str, str] | None = None,
) -> list[StoredDocument | None]:
    """Store the documents in the order given; one that occurs twice gets a version for each content that differs.

    If such a document is already what its last put makes of it, the puts before were stored with it and make no version
    again. ``ends`` are the sums of contents that other puts will end with, after these, by document id.

    A put without content sets the state of a document that is there; for one that is not, None comes back. Raises
    PreconditionFailedError if a document is in another state than it should.
    """
    puts = [put._replace(content=put.content and in_utc(put.content)) for put in puts]
    rows = _locked_rows(session, now, workspace_id, sorted({put.document_id for put in puts}))
    for row in rows.values():
        precondition.require(state_of_document(row))
    states = {document_id: state_of(row) for document_id, row in rows.items()}
    reached = _find_reached(rows, {**find_ends(puts), **(ends or {})})
    versioner = Versioner(session, now)
    stored = [versioner.store(rows[put.document_id], put, reached.get(put.document_id)) for put in puts]
    for row in rows.values():
        if row.version == 0:
            session.delete(row)
    moved = [row.document_key for key, row in rows.items() if state_of(row)[1:] != states[key][1:]]
    redecide_citing(session, now, moved)
    note_changes(session, now, workspace_id, [(row, states[key]) for key, row in rows.items()])
    if any(state_of(row) != states[key] for key, row in rows.items()):
        change_corpus_state(session, workspace_id)
    return stored


def find_ends(puts: Sequence[DocumentPut]) -> dict[str, str]:
    """Return the sum of the last content of each document that is put more than once, by document id."""
    contents: dict[str, list[DocumentContent]] = {}
    for put in puts:
        if put.content is not None:
            contents.setdefault(put.document_id, []).append(put.content)
    return {document_id: content_sha256(found[-1]) for document_id, found in contents.items() if len(found) > 1}


def _find_reached(rows: Mapping[str, DocumentRow], ends: Mapping[str, str]) -> dict[str, str]:
    """Return the ends of the documents that are what they will end with."""
    return {key: ends[key] for key, row in rows.items() if is_live(row) and ends.get(key) == row.sha256}


def _locked_rows(session: Session, now: datetime, workspace_id: str, document_ids: Sequence[str]) -> dict[str, DocumentRow]:
    """Return a locked row for each id, made where there was none (with version 0)."""
    # Everyone inserts or locks in the order of the ids: two batches with ids in common wait for each other instead of
    # ending in a deadlock.
    new = [_new_row(now, workspace_id, document_id) for document_id in document_ids]
    insert_or_lock(session, DocumentRow, new, ("workspace_id", "document_id"))
    rows: dict[str, DocumentRow] = {}
    for portion in in_portions(document_ids, IDS_A_STATEMENT):
        found = session.scalars(
            select(DocumentRow)
            .where(
                DocumentRow.workspace_id == workspace_id,
                DocumentRow.document_id.in_(portion),
            )
            .order_by(DocumentRow.document_id)
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
        "index_waits_since": now,
        "created_at": now,
        "changed_at": now,
    }
