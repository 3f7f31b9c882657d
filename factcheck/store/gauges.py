"""What the store says of the whole service at this moment, for those who run it: counts and ages, nobody's content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck.store.engine import Database
from factcheck.store.records import UNFINISHED
from factcheck.store.tables import CheckRow, DeliveryRow, DocumentRow, OutboxRow, WebhookRow
from factcheck.store.webhook_records import ACTIVE, PENDING

UNINDEXED_DOCUMENTS = ("queued", "failed")


@dataclass(frozen=True, slots=True)
class Gauges:
    """Counts by status, and ages in seconds of what has waited longest (0 without any).

    ``delivery_lag_seconds`` is of events that were not handed out, and of what goes to webhooks that are active and took the
    last delivery: without a courier nothing becomes a delivery.
    """

    checks: Mapping[str, int]
    documents: Mapping[str, int]
    index_lag_seconds: float
    events: int
    deliveries: int
    delivery_lag_seconds: float
    failing_webhooks: int


class GaugeReader:
    """The gauges of the whole service. Every query follows an index and goes only through what waits."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self) -> Gauges:
        """Return the gauges of one moment; raises StoreUnavailableError."""
        now = self._database.now()
        checks = select(CheckRow.status, func.count()).where(CheckRow.status.in_(UNFINISHED)).group_by(CheckRow.status)
        documents = (
            select(DocumentRow.index_status, func.count())
            .where(DocumentRow.index_status.in_(UNINDEXED_DOCUMENTS))
            .group_by(DocumentRow.index_status)
        )
        since = func.coalesce(DocumentRow.index_waits_since, DocumentRow.index_queued_at)
        unindexed = select(func.min(since)).where(DocumentRow.index_status == "queued")
        events = select(func.count(), func.min(OutboxRow.created_at)).where(OutboxRow.sent_at.is_(None))
        deliveries = select(func.count()).select_from(DeliveryRow).where(DeliveryRow.status == PENDING)
        # What waits for a webhook that is disabled or refuses is late for its sake, not for want of a courier.
        first = select(func.min(DeliveryRow.due_at)).where(
            DeliveryRow.webhook_id == WebhookRow.webhook_id, DeliveryRow.status == PENDING
        )
        late = select(func.min(first.scalar_subquery())).where(
            WebhookRow.status == ACTIVE, WebhookRow.failing_since.is_(None)
        )
        failing = (
            select(func.count())
            .select_from(WebhookRow)
            .where(WebhookRow.status == ACTIVE, WebhookRow.failing_since.is_not(None))
        )

        def work(session: Session) -> Gauges:
            waiting, oldest = session.execute(events).one()
            return Gauges(
                checks=dict.fromkeys(UNFINISHED, 0) | {status: count for status, count in session.execute(checks)},
                documents=dict.fromkeys(UNINDEXED_DOCUMENTS, 0)
                | {status: count for status, count in session.execute(documents)},
                index_lag_seconds=_age(now, session.scalar(unindexed)),
                events=waiting,
                deliveries=session.scalar(deliveries) or 0,
                delivery_lag_seconds=max(_age(now, oldest), _age(now, session.scalar(late))),
                failing_webhooks=session.scalar(failing) or 0,
            )

        return self._database.read(work)


def _age(now: datetime, since: datetime | None) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
