"""Second looks: a check of a claim that has a finished one already, and that replaces it only if it found something else.

A recheck is a check with the next number that is not the claim's latest. While it runs, the claim goes on showing the
latest. If verdict, evidence and published fact checks are the same it vanishes: the latest remembers when it was confirmed
and takes over what else it found. One that failed stays in the history. The number is unique, so a claim has one recheck at
a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from factcheck.store.causes import Cause
from factcheck.store.claims import check_record
from factcheck.store.columns import has_waited
from factcheck.store.confirming import take_over
from factcheck.store.engine import Database
from factcheck.store.ids import new_id
from factcheck.store.outbox import add_event
from factcheck.store.records import UNFINISHED, Check
from factcheck.store.tables import CheckNoteRow, CheckRow, DocumentRow, RecheckCauseRow
from factcheck.store.writes import name_made
from factcheck.watching.changes import compare_evidence, has_other_prior_checks, summarize_evidence

# Causes that are looked at for each recheck that may begin: several may be of one claim.
CAUSES_A_CLAIM = 8


@dataclass(frozen=True, slots=True)
class WatchState:
    """What a claim's reader is told besides the report: watched or not, a recheck under way, the report confirmed when."""

    is_watched: bool
    is_rechecking: bool
    number: int
    rechecked_at: datetime | None


class Rechecks:
    """The rechecks of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def request(self, workspace_id: str, claim_id: str) -> Check | None:
        """Begin a recheck for an editor and return it; None if the workspace has no such claim.

        If the claim has an unfinished check already, that one is returned.
        """
        now = self._database.now()

        def work(session: Session) -> Check | None:
            latest = _lock_latest(session, claim_id)
            if latest is None or latest.workspace_id != workspace_id:
                return None
            check = session.scalar(_unfinished_of(claim_id))
            if check is None:
                check = _begin(session, now, latest, [{"kind": Cause.EDITOR.value, "document_id": None}])
            name_made(session, "check_id", check.check_id)
            return check_record(check)

        return self._database.write(work)

    def start_due(self, at_once: int, older_than_seconds: float) -> list[Check]:
        """Begin the rechecks that are due, as long as no more than ``at_once`` are under way; return them, to be enqueued.

        A cause waits until it is that old, so that several changes lead to one run, and until the index has the document.
        """
        now = self._database.now()
        waiting = select(RecheckCauseRow.claim_id).where(_is_due(RecheckCauseRow, now, older_than_seconds)).limit(1)
        if self._database.read(lambda session: session.scalar(waiting)) is None:
            return []

        def work(session: Session) -> list[Check]:
            free = at_once - (session.scalar(_count_under_way()) or 0)
            if free <= 0:
                return []
            claim_ids = dict.fromkeys(session.scalars(_select_due(now, older_than_seconds).limit(free * CAUSES_A_CLAIM)))
            begun = (_begin_due(session, now, claim_id) for claim_id in list(claim_ids)[:free])
            return [check_record(row) for row in begun if row is not None]

        return self._database.write(work)


def note_report(session: Session, row: CheckRow) -> CheckNoteRow:
    """Keep what a check has found, apart from its report."""
    note = session.get(CheckNoteRow, row.check_id)
    if note is None:
        note = CheckNoteRow(check_id=row.check_id, workspace_id=row.workspace_id, reasons=[], changes=[])
        session.add(note)
    note.verdict, note.evidence = row.verdict, summarize_evidence(row.report or {})
    return note


def settle_recheck(session: Session, now: datetime, row: CheckRow) -> None:
    """End a recheck that has its report: let it replace the latest check, or vanish if it says the same."""
    latest = _lock_latest(session, row.claim_id)
    note = note_report(session, row)
    before = find_note(session, latest) if latest is not None else None
    if latest is None or before is None:
        _replace(session, latest, row)
        _tell_end(session, now, row)
        return
    note.changes = compare_evidence(before.evidence or [], note.evidence or [])
    note.previous_number, note.previous_verdict = latest.number, before.verdict
    is_new = has_other_prior_checks(latest.report or {}, row.report or {})
    if not note.changes and note.verdict == before.verdict and not is_new:
        before.rechecked_at = now
        take_over(session, now, latest, row)
        session.delete(row)
        return
    _replace(session, latest, row)
    _tell_change(session, now, row, note, latest)


def find_note(session: Session, row: CheckRow) -> CheckNoteRow | None:
    """Return what a finished check has found; made from its report if it was finished before notes were kept."""
    if row.status != "done":
        return None
    note = session.get(CheckNoteRow, row.check_id)
    return note if note is not None and note.evidence is not None else note_report(session, row)


def _begin(session: Session, now: datetime, latest: CheckRow, reasons: Sequence[dict[str, Any]]) -> CheckRow:
    number = session.scalar(select(func.max(CheckRow.number)).where(CheckRow.claim_id == latest.claim_id)) or 0
    row = CheckRow(
        check_id=new_id("chk"),
        claim_id=latest.claim_id,
        workspace_id=latest.workspace_id,
        number=number + 1,
        latest=False,
        attempt=1,
        crashes=0,
        status="queued",
        queued_at=now,
    )
    session.add(row)
    session.flush()
    session.add(CheckNoteRow(check_id=row.check_id, workspace_id=row.workspace_id, reasons=list(reasons), changes=[]))
    session.flush()
    return row


def _begin_due(session: Session, now: datetime, claim_id: str) -> CheckRow | None:
    latest = _lock_latest(session, claim_id)
    if latest is None or session.scalar(_unfinished_of(claim_id)) is not None:
        return None
    # Younger causes as well: the check will see what they are about, if the index has it.
    causes = session.execute(
        select(RecheckCauseRow, DocumentRow.document_id)
        .outerjoin(DocumentRow, DocumentRow.document_key == RecheckCauseRow.document_key)
        .where(RecheckCauseRow.claim_id == claim_id, _is_due(RecheckCauseRow, now, 0))
        .where(or_(DocumentRow.index_status.is_(None), DocumentRow.index_status != "queued"))
        .order_by(RecheckCauseRow.due_at, RecheckCauseRow.document_key)
    ).all()
    for cause, _document_id in causes:
        session.delete(cause)
    reasons = [{"kind": cause.kind, "document_id": document_id} for cause, document_id in causes]
    return _begin(session, now, latest, reasons) if reasons else None


def _is_due(cause: type[RecheckCauseRow], now: datetime, older_than_seconds: float) -> ColumnElement[bool]:
    """Return the condition that a cause is that old; only the end of an embargo is noted ahead of its time."""
    is_past = cause.due_at <= now - timedelta(seconds=older_than_seconds)
    return or_(is_past, and_(cause.kind != Cause.EMBARGO_ENDED.value, has_waited(cause.due_at, now, older_than_seconds)))


def _select_due(now: datetime, older_than_seconds: float) -> Select[Any]:
    """Return the query for claims with a cause that is due, none that waits for the index, and no unfinished check."""
    other = aliased(RecheckCauseRow)
    unindexed = (
        exists()
        .where(other.claim_id == RecheckCauseRow.claim_id, _is_due(other, now, older_than_seconds))
        .where(DocumentRow.document_key == other.document_key, DocumentRow.index_status == "queued")
    )
    unfinished = exists().where(CheckRow.claim_id == RecheckCauseRow.claim_id, CheckRow.status.in_(UNFINISHED))
    return (
        select(RecheckCauseRow.claim_id)
        .where(_is_due(RecheckCauseRow, now, older_than_seconds), ~unindexed, ~unfinished)
        .order_by(RecheckCauseRow.due_at, RecheckCauseRow.claim_id)
    )


def _count_under_way() -> Select[Any]:
    return select(func.count()).select_from(CheckRow).where(CheckRow.status.in_(UNFINISHED), ~CheckRow.latest)


def _unfinished_of(claim_id: str) -> Select[CheckRow]:
    return (
        select(CheckRow)
        .where(CheckRow.claim_id == claim_id, CheckRow.status.in_(UNFINISHED))
        .order_by(CheckRow.number.desc())
        .limit(1)
    )


def _lock_latest(session: Session, claim_id: str) -> CheckRow | None:
    return session.scalar(select(CheckRow).where(CheckRow.claim_id == claim_id, CheckRow.latest).with_for_update())


def _replace(session: Session, latest: CheckRow | None, row: CheckRow) -> None:
    # Two statements: at no moment are there two latest checks.
    if latest is not None:
        latest.latest = False
        session.flush()
    row.latest = True


def _tell_end(session: Session, now: datetime, row: CheckRow) -> None:
    payload = {"claim_id": row.claim_id, "check_id": row.check_id, "status": row.status, "verdict": row.verdict}
    add_event(session, now, row.workspace_id, "claim.done", payload)


def _tell_change(session: Session, now: datetime, row: CheckRow, note: CheckNoteRow, latest: CheckRow) -> None:
    payload = {
        "claim_id": row.claim_id,
        "check_id": row.check_id,
        "previous_check_id": latest.check_id,
        "verdict": row.verdict,
        "previous_verdict": note.previous_verdict,
        "reason": note.reasons[0]["kind"] if note.reasons else None,
    }
    add_event(session, now, row.workspace_id, "claim.evidence_changed", payload)
