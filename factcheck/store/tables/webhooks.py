"""Webhooks, their deliveries and each attempt at one.

Of the indexes three serve the couriers (who wants to hear, what is due, what is on its way), the others lists and removal.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.store.tables.base import Base, workspace_column


class WebhookRow(Base):
    """An address that wants to hear of events. The secrets are kept as they are: whoever signs needs them."""

    __tablename__ = "webhooks"
    __table_args__ = (Index(None, "workspace_id", "webhook_id"), Index(None, "status"))

    webhook_id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    url: Mapped[str]
    events: Mapped[list[Any]]
    payload: Mapped[str]
    description: Mapped[str | None]
    status: Mapped[str]
    disabled_reason: Mapped[str | None]
    secret: Mapped[str]
    previous_secret: Mapped[str | None]
    previous_expires_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class DeliveryRow(Base):
    """One event on its way to one webhook. ``lease_id`` names the try that runs, until ``leased_until``."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index(None, "webhook_id", "delivery_id"),
        Index(None, "webhook_id", "status", "delivery_id"),
        Index(
            "ix_webhook_deliveries_due",
            "webhook_id",
            "due_at",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        Index(
            "ix_webhook_deliveries_leased",
            "leased_until",
            sqlite_where=text("leased_until IS NOT NULL"),
            postgresql_where=text("leased_until IS NOT NULL"),
        ),
        Index(None, "finished_at"),
    )

    delivery_id: Mapped[str] = mapped_column(primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.webhook_id", ondelete="CASCADE"))
    workspace_id: Mapped[str] = workspace_column()
    event_id: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[dict[str, Any]]
    occurred_at: Mapped[datetime]
    status: Mapped[str]
    tries: Mapped[int]
    due_at: Mapped[datetime]
    lease_id: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    traceparent: Mapped[str | None]


class AttemptRow(Base):
    """What came of one try. ``number`` counts tries that were begun: one that a killed courier had begun is missing."""

    __tablename__ = "webhook_attempts"

    delivery_id: Mapped[str] = mapped_column(
        ForeignKey("webhook_deliveries.delivery_id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    started_at: Mapped[datetime]
    duration_ms: Mapped[int]
    status_code: Mapped[int | None]
    error: Mapped[str | None]
    response: Mapped[str]
