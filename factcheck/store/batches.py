"""Batches: up to a hundred claims that were sent at once, each with its place in the order in which they came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.store.engine import Database
from factcheck.store.ids import new_id
from factcheck.store.progress import ClaimState, end_batch_if_done, read_states
from factcheck.store.records import NewClaim
from factcheck.store.redeciding import redecide_due
from factcheck.store.sharing import SharePolicy, take_of_group
from factcheck.store.tables import ClaimBatchItemRow, ClaimBatchRow
from factcheck.store.writes import name_made


@dataclass(frozen=True, slots=True)
class NewItem:
    """One item of a batch: a claim, or the (pointer, sentence) pairs that say why it can't be taken."""

    claim: NewClaim | None = None
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One item of a batch: how far its claim is, or why there is none."""

    claim: ClaimState | None
    errors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClaimBatch:
    """Claims that were sent at once; ``finished_at`` is None while one of them is being checked."""

    batch_id: str
    workspace_id: str
    created_at: datetime
    finished_at: datetime | None
    items: tuple[BatchItem, ...]


class Batches:
    """The batches of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, workspace_id: str, items: Sequence[NewItem], policy: SharePolicy | None = None) -> ClaimBatch:
        """Store a batch with all its claims, queued, in one transaction; with nothing to check it is done at once.

        With a policy, claims that ask what was asked a moment ago are the claims that are there.
        """
        now = self._database.now()

        def work(session: Session) -> ClaimBatch:
            row = ClaimBatchRow(batch_id=new_id("bat"), workspace_id=workspace_id, created_at=now)
            session.add(row)
            session.flush()
            name_made(session, "batch_id", row.batch_id)
            for place, item in enumerate(items):
                claim = take_of_group(session, now, workspace_id, item.claim, policy) if item.claim else None
                session.add(
                    ClaimBatchItemRow(
                        batch_id=row.batch_id,
                        place=place,
                        claim_id=claim and claim.claim_id,
                        errors=[list(error) for error in item.errors],
                    )
                )
            end_batch_if_done(session, now, row)
            return _read(session, row)

        return self._database.write(work)

    def get(self, workspace_id: str, batch_id: str) -> ClaimBatch | None:
        """Return a batch with how far each of its claims is; None if the workspace has no such batch."""
        redecide_due(self._database, workspace_id)
        query = select(ClaimBatchRow).where(ClaimBatchRow.workspace_id == workspace_id, ClaimBatchRow.batch_id == batch_id)

        def work(session: Session) -> ClaimBatch | None:
            row = session.scalar(query)
            return _read(session, row) if row else None

        return self._database.read(work)


def _read(session: Session, row: ClaimBatchRow) -> ClaimBatch:
    query = select(ClaimBatchItemRow).where(ClaimBatchItemRow.batch_id == row.batch_id).order_by(ClaimBatchItemRow.place)
    items = session.scalars(query).all()
    states = read_states(session, [item.claim_id for item in items if item.claim_id])
    return ClaimBatch(
        batch_id=row.batch_id,
        workspace_id=row.workspace_id,
        created_at=row.created_at,
        finished_at=row.finished_at,
        items=tuple(
            BatchItem(
                claim=states.get(item.claim_id or ""),
                errors=tuple((pointer, detail) for pointer, detail in item.errors),
            )
            for item in items
        ),
    )
