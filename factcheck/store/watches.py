"""Which claims are watched, and what they are recognised by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from factcheck.portions import in_portions
from factcheck.store.causes import KEYS_A_STATEMENT, Cause, add_cause, note_unseen
from factcheck.store.comparing import DocumentMatching, compare_again, lock_workspace
from factcheck.store.tables import CheckRow, ClaimRow, ClaimWatchRow, ProbeRow, WorkspaceSettingsRow


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


class Watches(DocumentMatching):
    """Watched claims of all workspaces, and the documents that are compared with them."""

    def set(self, workspace_id: str, claim_id: str, is_watched: bool) -> bool:
        """Watch a claim or stop it; False if the workspace has no such claim.

        A claim that was not watched before is checked again, as nobody knows what came in since its last check.
        """
        now = self._database.now()
        query = select(ClaimRow).where(ClaimRow.workspace_id == workspace_id, ClaimRow.claim_id == claim_id)

        def work(session: Session) -> bool:
            if session.scalar(query.with_for_update()) is None:
                return False
            if watch_claim(session, now, (workspace_id, claim_id), is_watched) and is_watched:
                add_cause(session, (workspace_id, claim_id), "", Cause.WATCH_STARTED, now)
            return True

        return self._database.write(work)

    def is_watched(self, claim_id: str) -> bool:
        """Say whether new documents are compared with the claim."""
        query = select(ClaimWatchRow.is_watched).where(ClaimWatchRow.claim_id == claim_id)
        return self._database.read(lambda session: bool(session.scalar(query)))

    def revision(self, workspace_id: str) -> int:
        """Return a number that grows whenever the workspace's watched claims, or what they are recognised by, change."""
        query = select(func.sum(ClaimWatchRow.revision)).where(ClaimWatchRow.workspace_id == workspace_id)
        return self._database.read(lambda session: session.scalar(query) or 0)

    def revisions(self, workspace_id: str) -> dict[str, int]:
        """Return of each claim in the workspace that is watched, or was, the part of that number which is its own."""
        query = select(ClaimWatchRow.claim_id, ClaimWatchRow.revision).where(ClaimWatchRow.workspace_id == workspace_id)
        return self._database.read(lambda session: {claim_id: own for claim_id, own in session.execute(query)})

    def probes(
        self, workspace_id: str, embedding_model: str, claim_ids: Collection[str] | None = None
    ) -> list[WatchedProbe]:
        """Return the parts of the workspace's watched claims, or of these of them, that this model has embedded."""
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
        portions = [query]
        if claim_ids is not None:
            chosen = in_portions(sorted(claim_ids), KEYS_A_STATEMENT)
            portions = [query.where(ProbeRow.claim_id.in_(keys)) for keys in chosen]
        return self._database.read(
            lambda session: [WatchedProbe(*found) for own in portions for found in session.execute(own)]
        )

    def texts(self, claim_ids: Sequence[str]) -> dict[str, str]:
        """Return the texts of these claims by id; one that is gone is left out."""
        query = select(ClaimRow.claim_id, ClaimRow.text)
        portions = [query.where(ClaimRow.claim_id.in_(keys)) for keys in in_portions(claim_ids, KEYS_A_STATEMENT)]
        return self._database.read(
            lambda session: {claim_id: text for own in portions for claim_id, text in session.execute(own)}
        )


def watch_claim(session: Session, now: datetime, claim: tuple[str, str], is_watched: bool) -> bool:
    """Note whether a claim (workspace_id, claim_id) is watched; return whether that is a change."""
    workspace_id, claim_id = claim
    row = session.get(ClaimWatchRow, claim_id)
    if (row is not None and row.is_watched) == is_watched:
        return False
    if is_watched:
        note_unseen(session, now, workspace_id)
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


def end_watched(
    session: Session, check: CheckRow, probes: Sequence[StoredProbe] | None, matched_before: datetime | None
) -> None:
    """Keep what a watched claim is recognised by now, if it is told, and have compared again what its check may have missed.

    To be called when the check's documents are locked; ``matched_before`` as for ``compare_again``.
    """
    watch = session.get(ClaimWatchRow, check.claim_id, with_for_update=True)
    if watch is None or not watch.is_watched:
        return
    if probes is not None:
        _keep_probes(session, watch, probes)
    lock_workspace(session, check.workspace_id)
    compare_again(session, check, matched_before)


def _keep_probes(session: Session, watch: ClaimWatchRow, probes: Sequence[StoredProbe]) -> None:
    owner = {"claim_id": watch.claim_id, "workspace_id": watch.workspace_id}
    session.execute(delete(ProbeRow).where(ProbeRow.claim_id == watch.claim_id))
    session.add_all(
        ProbeRow(**owner, part=part, **{**asdict(probe), "kept": list(probe.kept)}) for part, probe in enumerate(probes)
    )
    watch.revision += 1
    session.flush()
