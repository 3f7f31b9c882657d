"""Claims, each with its latest check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from factcheck.store.columns import to_utc
from factcheck.store.corpus_state import note_question
from factcheck.store.cursors import decode_cursor
from factcheck.store.engine import Database
from factcheck.store.ids import new_id
from factcheck.store.reading import cut_page
from factcheck.store.records import Check, Claim, NewClaim, Page
from factcheck.store.redeciding import redecide_due
from factcheck.store.tables import CheckRow, CitationRow, ClaimRow
from factcheck.store.watches import should_watch, watch_claim


class Claims:
    """The claims of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, workspace_id: str, new: NewClaim) -> Claim:
        """Store a claim with its first check (number 1, attempt 1, queued) in one transaction.

        Raise ValueError for a time without a zone.
        """
        now = self._database.now()
        return self._database.write(lambda session: add_claim(session, now, workspace_id, new))

    def get(self, workspace_id: str, claim_id: str) -> Claim | None:
        """Return a claim with its latest check, None if the workspace has no such claim."""
        query = select_claims().where(ClaimRow.workspace_id == workspace_id, ClaimRow.claim_id == claim_id)

        def work(session: Session) -> Claim | None:
            found = session.execute(query).one_or_none()
            return _read(found) if found else None

        return self._database.read(work)

    def list(
        self,
        workspace_id: str,
        cursor: str | None = None,
        limit: int = 50,
        *,
        status: str | None = None,
        verdict: str | None = None,
        external_id: str | None = None,
    ) -> Page[Claim]:
        """Return claims, newest first, whose latest check has this status and verdict; reports come along.

        The verdict is that of the evidence which may be shown now, as ``withdraw_documents`` would draw it.
        """
        redecide_due(self._database, workspace_id)
        query = select_claims().where(CheckRow.workspace_id == workspace_id)
        # The same ids in both tables; the order is free only in the table by whose index the rows are found.
        position = CheckRow.claim_id if external_id is None else ClaimRow.claim_id
        if status is not None:
            query = query.where(CheckRow.status == status)
        if verdict is not None:
            query = query.where(CheckRow.verdict == verdict)
        if external_id is not None:
            query = query.where(ClaimRow.workspace_id == workspace_id, ClaimRow.external_id == external_id)
        if cursor is not None:
            query = query.where(position < decode_cursor("claims", cursor))
        query = query.order_by(position.desc()).limit(limit + 1)

        def work(session: Session) -> Page[Claim]:
            rows = session.execute(query).all()
            return cut_page(rows, limit, "claims", _read, lambda row: row[0].claim_id)

        return self._database.read(work)

    def citing(self, workspace_id: str, document_key: str, limit: int) -> Sequence[Claim]:
        """Return the newest claims whose latest check quotes a document."""
        query = (
            select_claims()
            .join(CitationRow, CitationRow.check_id == CheckRow.check_id)
            .where(CheckRow.workspace_id == workspace_id, CitationRow.document_key == document_key)
            .order_by(CheckRow.claim_id.desc())
            .limit(limit)
        )
        return self._database.read(lambda session: [_read(found) for found in session.execute(query)])


def add_claim(session: Session, now: datetime, workspace_id: str, new: NewClaim) -> Claim:
    """Add a claim with its first check (number 1, attempt 1, queued) to the transaction."""
    claim = ClaimRow(
        claim_id=new_id("clm"),
        workspace_id=workspace_id,
        text=new.text,
        as_of=new.as_of and to_utc(new.as_of),
        language=new.language,
        context=new.context,
        external_id=new.external_id,
        exclude_document_ids=list(dict.fromkeys(new.exclude_document_ids)) or None,
        created_at=now,
    )
    check = CheckRow(
        check_id=new_id("chk"),
        claim_id=claim.claim_id,
        workspace_id=workspace_id,
        number=1,
        latest=True,
        attempt=1,
        crashes=0,
        status="queued",
        queued_at=now,
    )
    for row in (claim, check):
        session.add(row)
        session.flush()
    note_question(session, claim, new)
    if should_watch(session, workspace_id, new.watch):
        watch_claim(session, now, (workspace_id, claim.claim_id), True)
    return claim_record(claim, check)


def select_claims() -> Select[ClaimRow, CheckRow]:
    """Return the query for claims with their latest check."""
    return select(ClaimRow, CheckRow).join(CheckRow, CheckRow.claim_id == ClaimRow.claim_id).where(CheckRow.latest)


def claim_record(claim: ClaimRow, check: CheckRow) -> Claim:
    """Return the record of a claim with this check."""
    return Claim(
        claim_id=claim.claim_id,
        workspace_id=claim.workspace_id,
        text=claim.text,
        as_of=claim.as_of,
        language=claim.language,
        context=claim.context,
        external_id=claim.external_id,
        created_at=claim.created_at,
        check=check_record(check),
        exclude_document_ids=tuple(claim.exclude_document_ids or ()),
    )


def check_record(row: CheckRow) -> Check:
    """Return the record of a check."""
    return Check(
        check_id=row.check_id,
        claim_id=row.claim_id,
        workspace_id=row.workspace_id,
        number=row.number,
        attempt=row.attempt,
        crashes=row.crashes,
        status=row.status,
        verdict=row.verdict,
        confidence=row.confidence,
        report=row.report,
        problem=row.problem,
        queued_at=row.queued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def _read(found: Row[ClaimRow, CheckRow]) -> Claim:
    return claim_record(*found)
