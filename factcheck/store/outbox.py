"""The outbox: what others may want to hear of, kept in the same transaction as what happened.

Handing an event out makes a delivery for each webhook that wants it, in one transaction with marking it as handed out:
an event is never lost between the two, nor handed out twice.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from factcheck.store.deliveries import build_delivery
from factcheck.store.engine import Database
from factcheck.store.ids import new_id
from factcheck.store.records import OutboxEvent
from factcheck.store.tables import OutboxRow, WebhookRow
from factcheck.store.webhook_records import ACTIVE
from factcheck.tracing import current_traceparent


class Outbox:
    """Events that wait to be handed out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, limit: int) -> list[OutboxEvent]:
        """Return events that were not handed out yet, oldest first."""
        return self._database.read(lambda session: [_record(row) for row in session.scalars(_select_pending(limit))])

    def hand_out(self, limit: int) -> int:
        """Turn up to ``limit`` events into deliveries, oldest first, and return how many events.

        An event goes to the webhooks of its workspace that are active now and want its kind. Several processes may do
        this at once: on PostgreSQL each takes events that the others have not.
        """
        if not self.pending(1):
            return 0
        now = self._database.now()

        def work(session: Session) -> int:
            rows = session.scalars(_select_pending(limit).with_for_update(skip_locked=True)).all()
            webhooks = _active_webhooks(session, {row.workspace_id for row in rows})
            for row in rows:
                row.sent_at = now
                wanting = (webhook for webhook in webhooks.get(row.workspace_id, ()) if row.kind in webhook.events)
                session.add_all(build_delivery(webhook.webhook_id, _record(row), now) for webhook in wanting)
            return len(rows)

        return self._database.write(work)


def add_event(session: Session, now: datetime, workspace_id: str, kind: str, payload: dict[str, Any]) -> None:
    """Add an event to the transaction that makes it true; it belongs to the trace that this thread works on."""
    session.add(
        OutboxRow(
            event_id=new_id("evt"),
            workspace_id=workspace_id,
            kind=kind,
            payload=payload,
            created_at=now,
            traceparent=current_traceparent(),
        )
    )


def _select_pending(limit: int) -> Select[OutboxRow]:
    return select(OutboxRow).where(OutboxRow.sent_at.is_(None)).order_by(OutboxRow.event_id).limit(limit)


def _active_webhooks(session: Session, workspace_ids: Collection[str]) -> dict[str, list[WebhookRow]]:
    # Locked against deletion until the deliveries that refer to them are written.
    query = (
        select(WebhookRow)
        .where(WebhookRow.workspace_id.in_(workspace_ids), WebhookRow.status == ACTIVE)
        .order_by(WebhookRow.webhook_id)
        .with_for_update(read=True)
    )
    found: dict[str, list[WebhookRow]] = {}
    for row in session.scalars(query):
        found.setdefault(row.workspace_id, []).append(row)
    return found


def _record(row: OutboxRow) -> OutboxEvent:
    return OutboxEvent(
        event_id=row.event_id,
        workspace_id=row.workspace_id,
        kind=row.kind,
        payload=row.payload,
        created_at=row.created_at,
        traceparent=row.traceparent,
    )
