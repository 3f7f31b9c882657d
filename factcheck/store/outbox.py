"""The outbox: what others may want to hear of, kept in the same transaction as what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from factcheck.store.engine import Database
from factcheck.store.ids import new_id
from factcheck.store.records import OutboxEvent
from factcheck.store.tables import OutboxRow


class Outbox:
    """Events that wait to be sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, limit: int) -> list[OutboxEvent]:
        """Return events that were not sent yet, oldest first."""
        query = select(OutboxRow).where(OutboxRow.sent_at.is_(None)).order_by(OutboxRow.event_id).limit(limit)
        return self._database.read(lambda session: [_record(row) for row in session.scalars(query)])

    def mark_sent(self, event_ids: Sequence[str]) -> None:
        """Say that these events were sent; unknown ids and those sent before are passed over."""
        statement = (
            update(OutboxRow)
            .where(OutboxRow.event_id.in_(event_ids), OutboxRow.sent_at.is_(None))
            .values(sent_at=self._database.now())
        )
        self._database.write(lambda session: session.execute(statement))


def add_event(session: Session, now: datetime, workspace_id: str, kind: str, payload: dict[str, Any]) -> None:
    """Add an event to the transaction that makes it true."""
    session.add(OutboxRow(event_id=new_id("evt"), workspace_id=workspace_id, kind=kind, payload=payload, created_at=now))


def _record(row: OutboxRow) -> OutboxEvent:
    return OutboxEvent(
        event_id=row.event_id,
        workspace_id=row.workspace_id,
        kind=row.kind,
        payload=row.payload,
        created_at=row.created_at,
    )
