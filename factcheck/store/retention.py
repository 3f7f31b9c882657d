"""Forgetting what only grows: records of what was done, once their time is over. Documents, claims and reports stay.

Ids hold the time of their making, so each statement goes through what is old enough and nothing else. What goes is decided
by a time, though: in which order a database puts texts is for its collation to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from factcheck.store.engine import Database
from factcheck.store.ids import first_id_of
from factcheck.store.tables import (
    AuditRow,
    ClaimBatchRow,
    DeliveryRow,
    DeskSessionRow,
    IdempotencyRow,
    ImportRow,
    OutboxRow,
    WebhookRow,
)
from factcheck.store.webhook_records import DISABLED, PENDING

# Small enough that nobody waits long for the lock, which SQLite has one of.
ROWS_A_STATEMENT = 1000
STATEMENTS_A_SWEEP = 50
Rule = tuple[InstrumentedAttribute[Any], tuple[ColumnElement[bool], ...]]


@dataclass(frozen=True, slots=True)
class Keep:
    """For how many days what is kept; 0: for ever.

    ``audit``: the audit log. ``deliveries``: deliveries that have ended or wait for a webhook that was disabled for as
    long, with their attempts, and events that were handed out. ``imports``: imports and batches that have ended, not
    their documents and claims.
    """

    audit_days: int = 365
    deliveries_days: int = 30
    imports_days: int = 90


class Retention:
    """Removes what is old from the tables of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sweep(self, keep: Keep) -> int:
        """Remove what is to be kept no longer, some thousand rows of each table at the most; return how many rows."""
        return sum(self._remove(rule) for rule in _rules(self._database.now(), keep))

    def _remove(self, rule: Rule) -> int:
        key, conditions = rule
        old = select(key).where(*conditions).order_by(key).limit(ROWS_A_STATEMENT)
        removed = 0
        for _ in range(STATEMENTS_A_SWEEP):
            # Nobody has to wait for the writer's lock if there is nothing to remove.
            if self._database.read(lambda session: session.scalar(old.limit(1))) is None:
                break
            removed += self._database.write(lambda session: _delete(session, key, session.scalars(old).all()))
        return removed


def _delete(session: Session, key: InstrumentedAttribute[Any], keys: Any) -> int:
    return session.connection().execute(delete(key.class_).where(key.in_(keys))).rowcount


def _rules(now: datetime, keep: Keep) -> Iterator[Rule]:
    """Yield the key of a table with the conditions for its rows to go."""
    yield IdempotencyRow.reservation_id, (IdempotencyRow.expires_at <= now,)
    yield DeskSessionRow.secret_sha256, (DeskSessionRow.expires_at <= now,)
    if keep.audit_days:
        before = now - timedelta(days=keep.audit_days)
        yield AuditRow.entry_id, (AuditRow.entry_id < first_id_of("aud", before), AuditRow.at <= before)
    if keep.deliveries_days:
        before = now - timedelta(days=keep.deliveries_days)
        yield DeliveryRow.delivery_id, (DeliveryRow.finished_at <= before,)
        disabled = select(WebhookRow.webhook_id).where(WebhookRow.status == DISABLED, WebhookRow.changed_at <= before)
        yield (
            DeliveryRow.delivery_id,
            (
                DeliveryRow.webhook_id.in_(disabled),
                DeliveryRow.status == PENDING,
                DeliveryRow.created_at <= before,
            ),
        )
        yield OutboxRow.event_id, (OutboxRow.event_id < first_id_of("evt", before), OutboxRow.sent_at <= before)
    if keep.imports_days:
        before = now - timedelta(days=keep.imports_days)
        yield ImportRow.import_id, (ImportRow.import_id < first_id_of("imp", before), ImportRow.finished_at <= before)
        yield (
            ClaimBatchRow.batch_id,
            (ClaimBatchRow.batch_id < first_id_of("bat", before), ClaimBatchRow.finished_at <= before),
        )
