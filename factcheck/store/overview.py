"""How a workspace's checks fare: what waits, what the last days brought, how long it took, what failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck.store.claims import claim_record
from factcheck.store.engine import Database
from factcheck.store.records import UNFINISHED, Claim
from factcheck.store.tables import CheckRow, ClaimRow, DocumentRow

# So many of the newest checks are looked at: enough for the shape of the last days, and never more work than that.
MOST_CHECKS = 20_000


@dataclass(frozen=True, slots=True)
class Overview:
    """``days`` counts checks that ended on a day (UTC) by verdict or status; ``seconds`` holds how long each done one
    took from its queueing, rising; ``documents`` counts those that wait for the index or failed on the way there."""

    waiting: int
    waiting_since: datetime | None
    days: Mapping[date, Mapping[str, int]]
    verdicts: Mapping[str, int]
    seconds: Sequence[float]
    documents: Mapping[str, int]

    def percentile(self, share: float) -> float | None:
        """Return how many seconds that share of the checks took at most (nearest rank), None if there was none."""
        if not self.seconds:
            return None
        return self.seconds[max(0, min(len(self.seconds) - 1, round(share * len(self.seconds)) - 1))]


class _Ended(NamedTuple):
    status: str
    verdict: str | None
    queued_at: datetime
    finished_at: datetime


class Overviews:
    """The overviews of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, workspace_id: str, since: datetime) -> Overview:
        """Return the overview of a workspace over the checks that were queued since then."""
        waiting = select(func.count(), func.min(CheckRow.queued_at)).where(
            CheckRow.workspace_id == workspace_id, CheckRow.status.in_(UNFINISHED)
        )
        ended = (
            select(CheckRow.status, CheckRow.verdict, CheckRow.queued_at, CheckRow.finished_at)
            .where(CheckRow.workspace_id == workspace_id, CheckRow.queued_at >= since, CheckRow.finished_at.is_not(None))
            .order_by(CheckRow.claim_id.desc())
            .limit(MOST_CHECKS)
        )
        documents = (
            select(DocumentRow.index_status, func.count())
            .where(DocumentRow.workspace_id == workspace_id, DocumentRow.deleted_at.is_(None))
            .group_by(DocumentRow.index_status)
        )

        def work(session: Session) -> Overview:
            number, oldest = session.execute(waiting).one()
            rows = [_Ended(*cast(tuple[str, str | None, datetime, datetime], row)) for row in session.execute(ended)]
            return Overview(
                waiting=number,
                waiting_since=oldest,
                days=_count_days(rows),
                verdicts=Counter(row.verdict for row in rows if row.verdict),
                seconds=sorted((row.finished_at - row.queued_at).total_seconds() for row in rows if row.status == "done"),
                documents={status: count for status, count in session.execute(documents)},
            )

        return self._database.read(work)

    def failed(self, workspace_id: str, limit: int) -> Sequence[Claim]:
        """Return the newest claims whose latest check failed, with the problem of each."""
        query = (
            select(ClaimRow, CheckRow)
            .join(CheckRow, CheckRow.claim_id == ClaimRow.claim_id)
            .where(CheckRow.workspace_id == workspace_id, CheckRow.status == "failed", CheckRow.latest)
            .order_by(CheckRow.claim_id.desc())
            .limit(limit)
        )
        return self._database.read(lambda session: [claim_record(*row) for row in session.execute(query)])


def _count_days(rows: Sequence[_Ended]) -> dict[date, Counter[str]]:
    days: dict[date, Counter[str]] = {}
    for row in rows:
        days.setdefault(row.finished_at.date(), Counter())[row.verdict or row.status] += 1
    return days
