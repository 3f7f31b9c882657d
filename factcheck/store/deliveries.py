"""The log of deliveries: what was sent to a webhook, what came back, and sending it once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.store.cursors import decode_cursor
from factcheck.store.engine import Database
from factcheck.store.ids import new_id
from factcheck.store.reading import cut_page
from factcheck.store.records import OutboxEvent, Page
from factcheck.store.tables import AttemptRow, DeliveryRow
from factcheck.store.webhook_records import PENDING, Attempt, Delivery
from factcheck.store.webhooks import select_webhook
from factcheck.store.writes import name_made
from factcheck.tracing import current_traceparent

TEST_KIND = "webhook.test"


class Deliveries:
    """The deliveries to the webhooks of all workspaces, as their owners see them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, workspace_id: str, webhook_id: str, delivery_id: str) -> Delivery | None:
        """Return a delivery with its attempts, None if this webhook of the workspace has no such one."""
        query = select(DeliveryRow).where(
            DeliveryRow.workspace_id == workspace_id,
            DeliveryRow.webhook_id == webhook_id,
            DeliveryRow.delivery_id == delivery_id,
        )

        def work(session: Session) -> Delivery | None:
            row = session.scalar(query)
            return _record(row, _attempts(session, [row.delivery_id])) if row else None

        return self._database.read(work)

    def list(
        self, workspace_id: str, webhook_id: str, cursor: str | None = None, limit: int = 50, *, status: str | None = None
    ) -> Page[Delivery]:
        """Return the deliveries to a webhook with their attempts, newest first; an empty page for an unknown webhook."""
        query = select(DeliveryRow).where(DeliveryRow.workspace_id == workspace_id, DeliveryRow.webhook_id == webhook_id)
        if status is not None:
            query = query.where(DeliveryRow.status == status)
        if cursor is not None:
            query = query.where(DeliveryRow.delivery_id < decode_cursor("deliveries", cursor))
        query = query.order_by(DeliveryRow.delivery_id.desc()).limit(limit + 1)

        def work(session: Session) -> Page[Delivery]:
            rows = session.scalars(query).all()
            attempts = _attempts(session, [row.delivery_id for row in rows])
            return cut_page(rows, limit, "deliveries", lambda row: _record(row, attempts), lambda row: row.delivery_id)

        return self._database.read(work)

    def add_test(self, workspace_id: str, webhook_id: str) -> Delivery | None:
        """Queue a delivery of nothing but a test; None if the workspace has no such webhook."""
        now = self._database.now()

        def work(session: Session) -> Delivery | None:
            # Shared with whoever delivers and refused to whoever deletes, or the row would refer to nothing.
            webhook = session.scalar(select_webhook(workspace_id, webhook_id).with_for_update(read=True))
            if webhook is None:
                return None
            row = build_delivery(
                webhook_id, OutboxEvent(new_id("evt"), workspace_id, TEST_KIND, {}, now, current_traceparent()), now
            )
            session.add(row)
            session.flush()
            name_made(session, "delivery_id", row.delivery_id)
            return _record(row, {})

        return self._database.write(work)

    def replay(self, workspace_id: str, webhook_id: str, delivery_id: str) -> Delivery | None:
        """Queue the same event for the same webhook once more, as a delivery of its own; None if there is no such one."""
        now = self._database.now()

        def work(session: Session) -> Delivery | None:
            webhook = session.scalar(select_webhook(workspace_id, webhook_id).with_for_update(read=True))
            old = session.get(DeliveryRow, delivery_id) if webhook else None
            if old is None or old.webhook_id != webhook_id:
                return None
            # Who asks for it again is the reason for this one, so it belongs to that request.
            here = current_traceparent()
            event = OutboxEvent(old.event_id, workspace_id, old.kind, old.subject, old.occurred_at, here)
            row = build_delivery(webhook_id, event, now)
            session.add(row)
            session.flush()
            name_made(session, "delivery_id", row.delivery_id)
            return _record(row, {})

        return self._database.write(work)


def build_delivery(webhook_id: str, event: OutboxEvent, now: datetime) -> DeliveryRow:
    """Return the delivery of an event to a webhook, due at once."""
    return DeliveryRow(
        delivery_id=new_id("dlv"),
        webhook_id=webhook_id,
        workspace_id=event.workspace_id,
        event_id=event.event_id,
        kind=event.kind,
        subject=event.payload,
        occurred_at=event.created_at,
        status=PENDING,
        tries=0,
        due_at=now,
        created_at=now,
        traceparent=event.traceparent,
    )


def _attempts(session: Session, delivery_ids: Sequence[str]) -> dict[str, tuple[Attempt, ...]]:
    query = select(AttemptRow).where(AttemptRow.delivery_id.in_(delivery_ids)).order_by(AttemptRow.number)
    found: dict[str, tuple[Attempt, ...]] = {}
    for row in session.scalars(query) if delivery_ids else ():
        attempt = Attempt(row.number, row.started_at, row.duration_ms, row.status_code, row.error, row.response)
        found[row.delivery_id] = (*found.get(row.delivery_id, ()), attempt)
    return found


def _record(row: DeliveryRow, attempts: dict[str, tuple[Attempt, ...]]) -> Delivery:
    return Delivery(
        delivery_id=row.delivery_id,
        webhook_id=row.webhook_id,
        event_id=row.event_id,
        kind=row.kind,
        subject=row.subject,
        occurred_at=row.occurred_at,
        status=row.status,
        tries=row.tries,
        due_at=row.due_at,
        created_at=row.created_at,
        finished_at=row.finished_at,
        attempts=attempts.get(row.delivery_id, ()),
    )
