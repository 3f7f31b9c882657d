"""The checks of a claim, one after the other, with what each changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, select
from sqlalchemy.orm import Session

from factcheck.store.claims import claim_record
from factcheck.store.cursors import decode_number
from factcheck.store.engine import Database
from factcheck.store.reading import cut_page
from factcheck.store.rechecks import WatchState
from factcheck.store.records import UNFINISHED, Claim, Page
from factcheck.store.tables import CheckNoteRow, CheckRow, ClaimRow, ClaimWatchRow


@dataclass(frozen=True, slots=True)
class PastCheck:
    """A claim as one of its checks left it.

    ``reasons`` are mappings with ``kind`` and ``document_id`` (None if it is gone), ``changes`` those of
    ``factcheck.watching.changes``; the first check has neither, nor a previous verdict.
    """

    claim: Claim
    is_latest: bool
    reasons: tuple[dict[str, Any], ...]
    changes: tuple[dict[str, Any], ...]
    previous_number: int | None
    previous_verdict: str | None
    rechecked_at: datetime | None


class History:
    """The checks of all workspaces' claims, as their readers see them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, workspace_id: str, claim_id: str, cursor: str | None = None, limit: int = 50) -> Page[PastCheck]:
        """Return the checks of a claim, newest first; an empty page if the workspace has no such claim."""
        query = _select_checks(workspace_id, claim_id)
        if cursor is not None:
            query = query.where(CheckRow.number < decode_number("checks", cursor))
        query = query.order_by(CheckRow.number.desc()).limit(limit + 1)

        def work(session: Session) -> Page[PastCheck]:
            return cut_page(session.execute(query).all(), limit, "checks", _read, lambda row: str(row[1].number))

        return self._database.read(work)

    def get(self, workspace_id: str, claim_id: str, number: int) -> PastCheck | None:
        """Return one check of a claim, None if there is none of this number."""
        query = _select_checks(workspace_id, claim_id).where(CheckRow.number == number)

        def work(session: Session) -> PastCheck | None:
            found = session.execute(query).one_or_none()
            return _read(found) if found else None

        return self._database.read(work)

    def state(self, claim: Claim) -> WatchState:
        """Return what is to be said of a claim besides the report of its latest check."""
        watched = exists().where(ClaimWatchRow.claim_id == claim.claim_id, ClaimWatchRow.is_watched)
        rechecking = exists().where(CheckRow.claim_id == claim.claim_id, CheckRow.status.in_(UNFINISHED), ~CheckRow.latest)
        rechecked_at = select(CheckNoteRow.rechecked_at).where(CheckNoteRow.check_id == claim.check.check_id)
        query = select(watched, rechecking, rechecked_at.scalar_subquery())

        def work(session: Session) -> WatchState:
            is_watched, is_rechecking, confirmed_at = session.execute(query).one()
            return WatchState(is_watched, is_rechecking, claim.check.number, confirmed_at)

        return self._database.read(work)


def _select_checks(workspace_id: str, claim_id: str) -> Select[ClaimRow, CheckRow, CheckNoteRow]:
    return (
        select(ClaimRow, CheckRow, CheckNoteRow)
        .join(CheckRow, CheckRow.claim_id == ClaimRow.claim_id)
        .outerjoin(CheckNoteRow, CheckNoteRow.check_id == CheckRow.check_id)
        .where(ClaimRow.workspace_id == workspace_id, ClaimRow.claim_id == claim_id)
    )


def _read(found: Row[ClaimRow, CheckRow, CheckNoteRow]) -> PastCheck:
    claim, check, note = found
    return PastCheck(
        claim=claim_record(claim, check),
        is_latest=check.latest,
        reasons=tuple(note.reasons) if note else (),
        changes=tuple(note.changes) if note else (),
        previous_number=note.previous_number if note else None,
        previous_verdict=note.previous_verdict if note else None,
        rechecked_at=note.rechecked_at if note else None,
    )
