"""Which claims are watched, what they are recognised by, and which documents have still to be compared with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from factcheck.portions import in_portions
from factcheck.store.causes import KEYS_A_STATEMENT, Cause, add_cause
from factcheck.store.engine import Database
from factcheck.store.tables import (
    CheckRow,
    ClaimRow,
    ClaimWatchRow,
    DocumentRow,
    MatchingRow,
    ProbeRow,
    WorkspaceSettingsRow,
)

# Clocks of two machines may differ by so much without a document being missed.
CLOCK_SLACK = timedelta(seconds=5)
# A check takes minutes, and a clock may be wrong by an hour or two: what was compared before is new to none that runs.
FORGET_AFTER = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class StoredProbe:
    """One part of a claim as ``factcheck.watching.probes`` writes it; ``kept`` names documents as ``key@version``."""

    embedding_model: str
    vector: bytes
    terms: bytes
    similarities: bytes
    shares: bytes
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WatchedProbe:
    """One part of a watched claim, for comparing."""

    claim_id: str
    vector: bytes
    terms: bytes
    similarities: bytes
    shares: bytes


@dataclass(frozen=True, slots=True)
class PendingDocument:
    """A document that is to be compared, in the state noted at ``due_at``."""

    document_key: str
    workspace_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ComparedDocument:
    """A document that was compared in one version, and the ids of the claims that it concerns."""

    pending: PendingDocument
    version: int
    claim_ids: Sequence[str]


class Watches:
    """Watched claims of all workspaces, as those who compare documents see them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, workspace_id: str, claim_id: str, is_watched: bool) -> bool:
        """Watch a claim or stop it; False if the workspace has no such claim.

        A claim that was not watched before is checked again, as nobody knows what came in since its last check.
        """
        now = self._database.now()
        query = select(ClaimRow).where(ClaimRow.workspace_id == workspace_id, ClaimRow.claim_id == claim_id)

        def work(session: Session) -> bool:
            if session.scalar(query.with_for_update()) is None:
                return False
            if watch_claim(session, (workspace_id, claim_id), is_watched) and is_watched:
                add_cause(session, (workspace_id, claim_id), "", Cause.WATCH_STARTED, now)
            return True

        return self._database.write(work)

    def is_watched(self, claim_id: str) -> bool:
        """Say whether new documents are compared with the claim."""
        query = select(ClaimWatchRow.is_watched).where(ClaimWatchRow.claim_id == claim_id)
        return self._database.read(lambda session: bool(session.scalar(query)))

    def keep_probes(self, workspace_id: str, claim_id: str, probes: Sequence[StoredProbe]) -> None:
        """Replace what the claim is recognised by; to be done before its check is finished."""
        rows = [
            ProbeRow(claim_id=claim_id, workspace_id=workspace_id, part=part, **{**asdict(probe), "kept": list(probe.kept)})
            for part, probe in enumerate(probes)
        ]

        def work(session: Session) -> None:
            session.execute(delete(ProbeRow).where(ProbeRow.claim_id == claim_id))
            session.add_all(rows)
            changed = update(ClaimWatchRow).where(ClaimWatchRow.claim_id == claim_id)
            session.execute(changed.values(revision=ClaimWatchRow.revision + 1))

        self._database.write(work)

    def revision(self, workspace_id: str) -> int:
        """Return a number that grows whenever the workspace's watched claims, or what they are recognised by, change."""
        query = select(func.sum(ClaimWatchRow.revision)).where(ClaimWatchRow.workspace_id == workspace_id)
        return self._database.read(lambda session: session.scalar(query) or 0)

    def probes(self, workspace_id: str, embedding_model: str) -> list[WatchedProbe]:
        """Return the parts of the workspace's watched claims that this model has embedded."""
        query = (
            select(ProbeRow.claim_id, ProbeRow.vector, ProbeRow.terms, ProbeRow.similarities, ProbeRow.shares)
            .join(ClaimWatchRow, ClaimWatchRow.claim_id == ProbeRow.claim_id)
            .where(
                ClaimWatchRow.workspace_id == workspace_id,
                ClaimWatchRow.is_watched,
                ProbeRow.embedding_model == embedding_model,
            )
            .order_by(ProbeRow.claim_id, ProbeRow.part)
        )
        return self._database.read(lambda session: [WatchedProbe(*found) for found in session.execute(query)])

    def texts(self, claim_ids: Sequence[str]) -> dict[str, str]:
        """Return the texts of these claims by id; one that is gone is left out."""
        query = select(ClaimRow.claim_id, ClaimRow.text)
        portions = [query.where(ClaimRow.claim_id.in_(keys)) for keys in in_portions(claim_ids, KEYS_A_STATEMENT)]
        return self._database.read(
            lambda session: {claim_id: text for own in portions for claim_id, text in session.execute(own)}
        )

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
            rows = session.scalars(query)
            return [PendingDocument(row.document_key, row.workspace_id, row.due_at) for row in rows]

        return self._database.read(work)

    def mark_matched(self, compared: Sequence[ComparedDocument]) -> None:
        """Say that documents were compared, and have the claims checked again that they concern.

        A claim whose last check has judged this version of it already is passed over, and one that excludes the document.
        A document that has changed since is still to be compared.
        """
        now = self._database.now()

        def work(session: Session) -> None:
            for one in compared:
                _note_match(session, one, now)
            session.execute(delete(MatchingRow).where(MatchingRow.matched_at < now - FORGET_AFTER))

        self._database.write(work)


def watch_claim(session: Session, claim: tuple[str, str], is_watched: bool) -> bool:
    """Note whether a claim (workspace_id, claim_id) is watched; return whether that is a change."""
    workspace_id, claim_id = claim
    row = session.get(ClaimWatchRow, claim_id)
    if (row is not None and row.is_watched) == is_watched:
        return False
    if row is None:
        row = ClaimWatchRow(claim_id=claim_id, workspace_id=workspace_id, revision=0)
        session.add(row)
    row.is_watched, row.revision = is_watched, row.revision + 1
    return True


def should_watch(session: Session, workspace_id: str, wanted: bool | None) -> bool:
    """Say whether a new claim is to be watched: as its sender wants, else as the workspace has settled."""
    if wanted is not None:
        return wanted
    query = select(WorkspaceSettingsRow.watch_claims).where(WorkspaceSettingsRow.workspace_id == workspace_id)
    return bool(session.scalar(query))


def compare_again(session: Session, check: CheckRow) -> None:
    """Have the documents compared again that were compared while a watched claim's check ran: it may have missed them."""
    watch = session.get(ClaimWatchRow, check.claim_id)
    if watch is None or not watch.is_watched or check.started_at is None:
        return
    # Two processes wrote the two times: if the clock of one is ahead, the other knows when the check had not begun yet.
    since = min(check.queued_at, check.started_at) - CLOCK_SLACK
    session.execute(
        update(MatchingRow)
        .where(MatchingRow.workspace_id == check.workspace_id, MatchingRow.matched_at >= since)
        .values(matched_at=None)
    )


def _note_match(session: Session, compared: ComparedDocument, now: datetime) -> None:
    document_key, workspace_id = compared.pending.document_key, compared.pending.workspace_id
    if compared.claim_ids:
        concerned = _not_excluding(session, compared.claim_ids, document_key)
        for claim_id in _without_known(session, concerned, f"{document_key}@{compared.version}"):
            add_cause(session, (workspace_id, claim_id), document_key, Cause.NEW_DOCUMENT, now)
    session.execute(
        update(MatchingRow)
        .where(MatchingRow.document_key == document_key, MatchingRow.due_at == compared.pending.due_at)
        .values(matched_at=now)
    )


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
