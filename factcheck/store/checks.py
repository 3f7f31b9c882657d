"""Checks on their way: queued, running, then done, failed or canceled. Who holds a superseded attempt can change nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from factcheck.failures import MOST_CRASHES, UNAVAILABLE, describe_failure
from factcheck.store.causes import note_stale_citations
from factcheck.store.claims import check_record, claim_record
from factcheck.store.columns import has_waited
from factcheck.store.engine import Database
from factcheck.store.outbox import add_event
from factcheck.store.progress import end_groups
from factcheck.store.rechecks import note_report, settle_recheck
from factcheck.store.records import UNFINISHED, Check, Claim
from factcheck.store.redeciding import redecide_checks
from factcheck.store.scrubbing import without_missing
from factcheck.store.tables import CheckRow, CitationRow, ClaimRow
from factcheck.store.watches import StoredProbe, end_watched
from factcheck.store.writes import name_made


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What an attempt has found.

    ``cited_document_keys`` must name every document of the report's evidence: evidence of one that is not among them, or
    was deleted meanwhile, is withdrawn, and the verdict decided anew without it; of one that was withheld or put under
    embargo meanwhile only the verdict leaves it out. ``probes`` are what a watched claim is recognised by from now on, None
    if that stays; ``matched_before`` is what ``Watches.last_matched`` gave before the search.
    """

    report: dict[str, Any]
    verdict: str
    confidence: float
    cited_document_keys: Collection[str]
    probes: Sequence[StoredProbe] | None = None
    matched_before: datetime | None = None


class Checks:
    """The checks of all workspaces, as those who run them see them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, check_id: str, attempt: int) -> tuple[Claim, Check] | None:
        """Mark this attempt as running and return what to check; None if it is superseded or has ended.

        A second start of the same attempt is allowed: its first worker may be gone, and only one of them can finish it.
        """
        now = self._database.now()

        def work(session: Session) -> tuple[Claim, Check] | None:
            row = session.scalar(_open_attempt(check_id, attempt))
            if row is None:
                return None
            row.status, row.started_at = "running", now
            claim = claim_record(session.get_one(ClaimRow, row.claim_id), row)
            return claim, claim.check

        return self._database.write(work)

    def finish(self, check_id: str, attempt: int, result: CheckResult) -> bool:
        """Store an attempt's result; False, and nothing stored, if it is superseded or has ended."""
        now = self._database.now()

        def work(session: Session) -> bool:
            row = session.scalar(_open_attempt(check_id, attempt))
            if row is None:
                return False
            row.report, document_keys = without_missing(session, result.report, result.cited_document_keys)
            row.verdict, row.confidence = result.verdict, result.confidence
            session.add_all(
                CitationRow(check_id=check_id, document_key=key, workspace_id=row.workspace_id) for key in document_keys
            )
            if result.cited_document_keys:
                redecide_checks(session, now, [row])
            note_stale_citations(session, now, row, row.report, result.cited_document_keys)
            end_watched(session, row, result.probes, result.matched_before)
            _end(session, row, "done", now)
            return True

        return self._database.write(work)

    def fail(self, check_id: str, attempt: int, problem: dict[str, Any]) -> bool:
        """Store why an attempt failed for good; False if it is superseded or has ended."""
        now = self._database.now()

        def work(session: Session) -> bool:
            row = session.scalar(_open_attempt(check_id, attempt))
            if row is None:
                return False
            row.problem = problem
            _end(session, row, "failed", now)
            return True

        return self._database.write(work)

    def cancel(self, workspace_id: str, claim_id: str) -> Check | None:
        """End the claim's latest check, queued or running, without a report; None if it has ended or there is none.

        Whoever runs it can't finish it any more.
        """
        now = self._database.now()
        query = (
            select(CheckRow)
            .where(
                CheckRow.workspace_id == workspace_id,
                CheckRow.claim_id == claim_id,
                CheckRow.latest,
                CheckRow.status.in_(UNFINISHED),
            )
            .with_for_update()
        )

        def work(session: Session) -> Check | None:
            row = session.scalar(query)
            if row is None:
                return None
            _end(session, row, "canceled", now)
            name_made(session, "claim_id", row.claim_id)
            return check_record(row)

        return self._database.write(work)

    def unfinished(self, older_than_seconds: float, limit: int, statuses: Collection[str] = UNFINISHED) -> list[Check]:
        """Return checks that are queued or running and were queued that long ago, longest waiting first."""
        query = (
            select(CheckRow)
            .where(CheckRow.status.in_(statuses), has_waited(CheckRow.queued_at, self._database.now(), older_than_seconds))
            .order_by(CheckRow.queued_at, CheckRow.check_id)
            .limit(limit)
        )
        return self._database.read(lambda session: [check_record(row) for row in session.scalars(query)])

    def retry(
        self, check_id: str, attempt: int, crashed: bool, outcome: str | None = None, give_up_seconds: float = float("inf")
    ) -> Check | None:
        """Put an attempt that was lost back in the queue as the next one; None if superseded, ended, or given up.

        ``crashed`` says that it counts against the claim: the third time the check fails. ``outcome`` is how the attempt
        ended, as far as anybody could say (``factcheck.failures``). An attempt for which something else could not be used
        does not count, but once this has been so for ``give_up_seconds`` without another end in between, the check fails.
        A recheck does not: nobody waits for it, and its causes would be forgotten with it.
        """
        now = self._database.now()

        def work(session: Session) -> Check | None:
            row = session.scalar(_open_attempt(check_id, attempt))
            if row is None:
                return None
            row.crashes += crashed
            if outcome == UNAVAILABLE:
                row.failing_since = row.failing_since or now
            elif crashed:
                row.failing_since = None
            is_given_up = outcome == UNAVAILABLE and row.latest and _has_failed(row, now, give_up_seconds)
            if row.crashes >= MOST_CRASHES or is_given_up:
                row.problem = describe_failure(outcome)
                _end(session, row, "failed", now)
                return None
            row.attempt += 1
            row.status, row.queued_at, row.started_at = "queued", now, None
            return check_record(row)

        return self._database.write(work)


def _has_failed(row: CheckRow, now: datetime, for_seconds: float) -> bool:
    return row.failing_since is not None and (now - row.failing_since).total_seconds() >= for_seconds


def _open_attempt(check_id: str, attempt: int) -> Select[CheckRow]:
    return (
        select(CheckRow)
        .where(CheckRow.check_id == check_id, CheckRow.attempt == attempt, CheckRow.status.in_(UNFINISHED))
        .with_for_update()
    )


def _end(session: Session, row: CheckRow, status: str, now: datetime) -> None:
    row.status, row.finished_at = status, now
    if not row.latest:
        if status == "done":
            settle_recheck(session, now, row)
        return
    if status == "done":
        note_report(session, row)
    payload = {"claim_id": row.claim_id, "check_id": row.check_id, "status": status, "verdict": row.verdict}
    add_event(session, now, row.workspace_id, f"claim.{status}", payload)
    end_groups(session, now, row.claim_id)
