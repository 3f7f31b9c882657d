"""Which documents have still to be compared with watched claims, and what comparing them has found.

Three transactions meet here: a document changes, a watched claim's check ends, a comparison ends. What was compared counts
only while neither the document nor the claims have changed since. On PostgreSQL a comparison therefore locks its documents,
and it and a check that ends lock the workspace, after their documents: whoever comes second sees what the first has written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from factcheck.portions import in_portions
from factcheck.store.causes import CLOCK_SLACK, KEYS_A_STATEMENT, Cause, DocumentState, add_cause, state_of
from factcheck.store.engine import Database
from factcheck.store.tables import CheckRow, ClaimRow, ClaimWatchRow, DocumentRow, MatchingRow, ProbeRow, WorkspaceRow

# A check takes minutes, and a clock may be wrong by an hour or two: what was compared before is new to none that runs.
FORGET_AFTER = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class PendingDocument:
    """A document that is to be compared."""

    document_key: str
    workspace_id: str


@dataclass(frozen=True, slots=True)
class ComparedDocument:
    """A document that was compared in one state, and the ids of the claims that it concerns."""

    document_key: str
    state: DocumentState
    claim_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Documents of a workspace that were compared with its claims, which had these revisions by their ids."""

    workspace_id: str
    revisions: Mapping[str, int]
    documents: Sequence[ComparedDocument]


class DocumentMatching:
    """The half of the watches' repository that those who compare documents use."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, limit: int, document_keys: Collection[str] | None = None) -> list[PendingDocument]:
        """Return documents that are due and that the index has, longest waiting first.

        With ``document_keys``, of these only, which the index has just taken in.
        """
        query = (
            select(MatchingRow)
            .join(DocumentRow, DocumentRow.document_key == MatchingRow.document_key)
            # Whether it is due is asked of the embargo: a clock that was wrong may have noted any time.
            .where(
                MatchingRow.matched_at.is_(None),
                or_(DocumentRow.embargoed_until.is_(None), DocumentRow.embargoed_until <= self._database.now()),
            )
            .order_by(MatchingRow.due_at, MatchingRow.document_key)
            .limit(limit)
        )
        if document_keys is None:
            query = query.where(DocumentRow.index_status == "indexed")
        else:
            query = query.where(MatchingRow.document_key.in_(sorted(document_keys)[:KEYS_A_STATEMENT]))

        def work(session: Session) -> list[PendingDocument]:
            return [PendingDocument(row.document_key, row.workspace_id) for row in session.scalars(query)]

        return self._database.read(work)

    def last_matched(self, workspace_id: str) -> datetime | None:
        """Return when the latest document of the workspace was compared, by the clock of who did; None if none was."""
        query = select(func.max(MatchingRow.matched_at)).where(MatchingRow.workspace_id == workspace_id)
        return self._database.read(lambda session: session.scalar(query))

    def mark_matched(self, comparison: Comparison) -> dict[str, int]:
        """Say that documents were compared, and have the claims checked again that they concern.

        A claim whose last check has judged this version of it already is passed over, and one that excludes the document.
        A document that has changed since is still to be compared. If claims have changed, all are: the revisions of those
        claims come back.
        """
        now = self._database.now()

        def work(session: Session) -> dict[str, int]:
            current = _lock_unchanged(session, comparison)
            lock_workspace(session, comparison.workspace_id)
            for one in current:
                _add_causes(session, comparison.workspace_id, one, now)
            changed = _find_changed(session, comparison) if current else {}
            if not changed:
                compared = MatchingRow.document_key.in_([one.document_key for one in current])
                session.execute(update(MatchingRow).where(compared).values(matched_at=now))
            session.execute(delete(MatchingRow).where(MatchingRow.matched_at < now - FORGET_AFTER))
            return changed

        return self._database.write(work)


def lock_workspace(session: Session, workspace_id: str) -> None:
    """Let no other comparison or watched check of the workspace end before this transaction does."""
    query = select(WorkspaceRow.workspace_id).where(WorkspaceRow.workspace_id == workspace_id)
    session.execute(query.with_for_update(key_share=True))


def compare_again(session: Session, check: CheckRow, matched_before: datetime | None) -> None:
    """Have the documents compared again that were compared while a watched claim's check ran: it may have missed them.

    ``matched_before`` is what ``last_matched`` gave before the check searched, None if it gave nothing or was not asked.
    """
    if check.started_at is None:
        return
    # Whoever began the check may have a clock that is ahead: then those who compare know best when that was, and else
    # whoever queued it.
    is_missed = MatchingRow.matched_at >= min(check.queued_at, check.started_at) - CLOCK_SLACK
    if matched_before is not None:
        is_missed = or_(MatchingRow.matched_at > matched_before, MatchingRow.matched_at >= check.started_at - CLOCK_SLACK)
    session.execute(
        update(MatchingRow).where(MatchingRow.workspace_id == check.workspace_id, is_missed).values(matched_at=None)
    )


def _lock_unchanged(session: Session, comparison: Comparison) -> list[ComparedDocument]:
    """Lock the documents against changes and return those that are as they were compared."""
    query = (
        select(DocumentRow)
        .where(DocumentRow.document_key.in_([one.document_key for one in comparison.documents]))
        .order_by(DocumentRow.document_id)
        .with_for_update(read=True)
    )
    states = {row.document_key: state_of(row) for row in session.scalars(query)}
    return [one for one in comparison.documents if states.get(one.document_key) == one.state]


def _find_changed(session: Session, comparison: Comparison) -> dict[str, int]:
    """Return the revisions of the claims that have another one than they were compared in."""
    is_own = ClaimWatchRow.workspace_id == comparison.workspace_id
    # One number for all: mostly nothing has changed, and there may be ten thousand.
    if session.scalar(select(func.sum(ClaimWatchRow.revision)).where(is_own)) == sum(comparison.revisions.values()):
        return {}
    rows = session.execute(select(ClaimWatchRow.claim_id, ClaimWatchRow.revision).where(is_own))
    return {claim_id: revision for claim_id, revision in rows if comparison.revisions.get(claim_id) != revision}


def _add_causes(session: Session, workspace_id: str, compared: ComparedDocument, now: datetime) -> None:
    if compared.claim_ids:
        concerned = _not_excluding(session, compared.claim_ids, compared.document_key)
        for claim_id in _without_known(session, concerned, f"{compared.document_key}@{compared.state.version}"):
            add_cause(session, (workspace_id, claim_id), compared.document_key, Cause.NEW_DOCUMENT, now)


def _not_excluding(session: Session, claim_ids: Sequence[str], document_key: str) -> list[str]:
    document_id = session.scalar(select(DocumentRow.document_id).where(DocumentRow.document_key == document_key))
    excluding: set[str] = set()
    for keys in in_portions(claim_ids, KEYS_A_STATEMENT):
        query = select(ClaimRow.claim_id, ClaimRow.exclude_document_ids).where(
            ClaimRow.claim_id.in_(keys), ClaimRow.exclude_document_ids.is_not(None)
        )
        excluding.update(claim_id for claim_id, excluded in session.execute(query) if document_id in excluded)
    return [claim_id for claim_id in claim_ids if claim_id not in excluding]


def _without_known(session: Session, claim_ids: Sequence[str], known_name: str) -> list[str]:
    known: set[str] = set()
    for keys in in_portions(claim_ids, KEYS_A_STATEMENT):
        query = select(ProbeRow.claim_id, ProbeRow.kept).where(ProbeRow.claim_id.in_(keys))
        known.update(claim_id for claim_id, kept in session.execute(query) if known_name in kept)
    return [claim_id for claim_id in claim_ids if claim_id not in known]
