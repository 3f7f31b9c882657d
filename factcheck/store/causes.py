"""Why claims are to be checked again, written in the transaction of what happened to a document.

Whatever a finished report of a claim cites, in its latest check or an earlier one, is a cause when it changes: an earlier
report may have cited what was hidden since and is free again. Documents that may show something new are noted besides, to
be compared with watched claims once the index has them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import case, delete, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from factcheck.domain import DocumentStatus
from factcheck.portions import in_portions
from factcheck.report_json import cited_versions
from factcheck.store.inserting import insert_ignoring, insert_into
from factcheck.store.records import Document
from factcheck.store.tables import (
    CheckRow,
    CitationRow,
    ClaimWatchRow,
    DocumentRow,
    MatchingRow,
    RecheckCauseRow,
)
from factcheck.visibility import is_visible

# Bound values of one statement.
KEYS_A_STATEMENT = 500
# Clocks of two machines may differ by so much without a document being missed.
CLOCK_SLACK = timedelta(seconds=5)
# First half of the names of PostgreSQL's advisory locks on workspaces that begin to watch.
WATCHING_LOCK = 1


class Cause(StrEnum):
    """Why a claim is checked again."""

    NEW_VERSION = "new_version"
    WITHHELD = "withheld"
    CANCELED = "canceled"
    RELEASED = "released"
    DELETED = "deleted"
    EMBARGO_CHANGED = "embargo_changed"
    EMBARGO_ENDED = "embargo_ended"
    NEW_DOCUMENT = "new_document"
    WATCH_STARTED = "watch_started"
    EDITOR = "editor"


OF_STATUS = {
    DocumentStatus.USABLE.value: Cause.RELEASED,
    DocumentStatus.WITHHELD.value: Cause.WITHHELD,
    DocumentStatus.CANCELED.value: Cause.CANCELED,
}


class DocumentState(NamedTuple):
    """What of a document matters to those who cite it."""

    version: int
    status: str
    embargoed_until: datetime | None


def state_of(row: DocumentRow | Document) -> DocumentState:
    """Return the state of a document; version 0 if it was not there."""
    return DocumentState(0 if row.deleted_at is not None else row.version, row.status, row.embargoed_until)


def note_changes(
    session: Session, now: datetime, workspace_id: str, changes: Sequence[tuple[DocumentRow, DocumentState]]
) -> None:
    """Note what became of documents of a workspace since they had these states."""
    causes: dict[tuple[Cause, datetime], list[str]] = {}
    changed = [(row, before) for row, before in changes if state_of(row) != before]
    for row, before in changed:
        for cause in _find_causes(row, before, now):
            causes.setdefault(cause, []).append(row.document_key)
    for (kind, due_at), document_keys in causes.items():
        add_citing_causes(session, document_keys, kind, due_at)
    note_for_matching(session, now, workspace_id, [row for row, _before in changed])


def note_deletion(session: Session, now: datetime, row: DocumentRow) -> None:
    """Have the claims checked again that cite a document; to be called before its citations are forgotten."""
    add_citing_causes(session, [row.document_key], Cause.DELETED, now)
    session.execute(delete(MatchingRow).where(MatchingRow.document_key == row.document_key))


def add_citing_causes(session: Session, document_keys: Sequence[str], kind: Cause, due_at: datetime) -> None:
    """Have every claim checked again of which a finished report cites one of these documents.

    A cause that waits already stays as it is; only the end of an embargo moves.
    """
    for keys in in_portions(document_keys, KEYS_A_STATEMENT):
        found = (
            select(
                CheckRow.claim_id,
                CitationRow.document_key,
                literal(kind.value),
                CheckRow.workspace_id,
                literal(due_at, RecheckCauseRow.due_at.type),
            )
            .distinct()
            .join(CheckRow, CheckRow.check_id == CitationRow.check_id)
            .where(CitationRow.document_key.in_(keys), CheckRow.status == "done")
        )
        names = ["claim_id", "document_key", "kind", "workspace_id", "due_at"]
        statement = insert_into(session, RecheckCauseRow).from_select(names, found)
        if kind is Cause.EMBARGO_ENDED:
            index = [RecheckCauseRow.claim_id, RecheckCauseRow.document_key, RecheckCauseRow.kind]
            moved = statement.on_conflict_do_update(index_elements=index, set_={"due_at": due_at})
            session.execute(moved)
        else:
            session.execute(statement.on_conflict_do_nothing())


def add_cause(session: Session, claim: tuple[str, str], document_key: str, kind: Cause, due_at: datetime) -> None:
    """Have one claim (workspace_id, claim_id) checked again; a cause that waits already stays as it is."""
    workspace_id, claim_id = claim
    values = {
        "claim_id": claim_id,
        "document_key": document_key,
        "kind": kind.value,
        "workspace_id": workspace_id,
        "due_at": due_at,
    }
    insert_ignoring(session, RecheckCauseRow, [values])


def note_stale_citations(
    session: Session, now: datetime, check: CheckRow, report: dict[str, Any], document_keys: Collection[str]
) -> None:
    """Have a claim checked again if a document that its report, just finished, cites has changed meanwhile.

    ``document_keys`` are all that the check cited; the rows of those that are still there are locked.
    """
    versions = dict(cited_versions(report))
    claim = check.workspace_id, check.claim_id
    query = select(DocumentRow).where(DocumentRow.document_key.in_(document_keys), DocumentRow.deleted_at.is_(None))
    rows = {row.document_key: row for row in session.scalars(query)}
    for document_key in document_keys:
        row = rows.get(document_key)
        if row is None:
            add_cause(session, claim, document_key, Cause.DELETED, now)
        elif not is_visible(row, now):
            add_cause(session, claim, document_key, _why_hidden(row), now)
            if row.status == DocumentStatus.USABLE and row.embargoed_until:
                add_cause(session, claim, document_key, Cause.EMBARGO_ENDED, row.embargoed_until)
        elif row.version != versions.get(row.document_id, row.version):
            add_cause(session, claim, document_key, Cause.NEW_VERSION, now)


def note_for_matching(session: Session, now: datetime, workspace_id: str, rows: Iterable[DocumentRow]) -> None:
    """Note documents to be compared with the workspace's watched claims, if there are any."""
    usable = [row for row in rows if row.status == DocumentStatus.USABLE and row.deleted_at is None]
    if not usable:
        return
    _wait_for_watching(session, workspace_id, shared=True)
    if not _is_anything_watched(session, workspace_id):
        return
    values = [
        {
            "document_key": row.document_key,
            "workspace_id": workspace_id,
            "due_at": max(now, row.embargoed_until or now),
            "matched_at": None,
        }
        for row in usable
    ]
    insert = insert_into(session, MatchingRow)
    again = {"due_at": insert.excluded.due_at, "matched_at": None}
    session.execute(insert.on_conflict_do_update(index_elements=[MatchingRow.document_key], set_=again), values)


def note_unseen(session: Session, now: datetime, workspace_id: str) -> None:
    """Note the documents that no check can see yet, before the workspace's first claim is watched.

    Until then nobody has noted them: they are under embargo, or the index has not got them.
    """
    if _is_anything_watched(session, workspace_id):
        return
    _wait_for_watching(session, workspace_id, shared=False)
    at_once = literal(now, MatchingRow.due_at.type)
    is_unindexed = DocumentRow.index_status.in_(("queued", "failed"))
    found = select(
        DocumentRow.document_key,
        DocumentRow.workspace_id,
        case((DocumentRow.embargoed_until > now, DocumentRow.embargoed_until), else_=at_once),
    ).where(
        DocumentRow.workspace_id == workspace_id,
        DocumentRow.deleted_at.is_(None),
        DocumentRow.status == DocumentStatus.USABLE.value,
        or_(is_unindexed, DocumentRow.embargoed_until > now - CLOCK_SLACK),
    )
    insert = insert_into(session, MatchingRow)
    again = {"due_at": insert.excluded.due_at, "matched_at": None}
    statement = insert.from_select(["document_key", "workspace_id", "due_at"], found)
    session.execute(statement.on_conflict_do_update(index_elements=[MatchingRow.document_key], set_=again))


def _is_anything_watched(session: Session, workspace_id: str) -> bool:
    watched = exists().where(ClaimWatchRow.workspace_id == workspace_id, ClaimWatchRow.is_watched)
    return bool(session.scalar(select(watched)))


def _wait_for_watching(session: Session, workspace_id: str, *, shared: bool) -> None:
    """Let no document change while a workspace begins to watch: one of the two would not see the other.

    On SQLite they take turns in any case.
    """
    if session.get_bind().dialect.name != "sqlite":
        lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        session.execute(select(lock(WATCHING_LOCK, func.hashtext(workspace_id))))


def _why_hidden(row: DocumentRow) -> Cause:
    return Cause.EMBARGO_CHANGED if row.status == DocumentStatus.USABLE else OF_STATUS[row.status]


def _find_causes(row: DocumentRow, before: DocumentState, now: datetime) -> Iterable[tuple[Cause, datetime]]:
    if before.version == 0:
        return
    if row.version != before.version:
        yield Cause.NEW_VERSION, now
    if row.status != before.status:
        yield OF_STATUS[row.status], now
    if row.embargoed_until != before.embargoed_until:
        yield Cause.EMBARGO_CHANGED, now
    if row.embargoed_until is not None and row.embargoed_until > now:
        yield Cause.EMBARGO_ENDED, row.embargoed_until
