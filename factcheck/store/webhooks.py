"""Webhooks: which workspace wants to hear of which events at which address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from factcheck.store.cursors import decode_cursor
from factcheck.store.engine import Database
from factcheck.store.ids import new_id
from factcheck.store.reading import cut_page
from factcheck.store.records import Page
from factcheck.store.tables import WebhookRow
from factcheck.store.webhook_records import ACTIVE, NewWebhook, Webhook
from factcheck.store.writes import name_made


class Webhooks:
    """The webhooks of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, workspace_id: str, new: NewWebhook, secret: str) -> Webhook:
        """Store a webhook, active from now on."""
        now = self._database.now()

        def work(session: Session) -> Webhook:
            row = WebhookRow(
                webhook_id=new_id("whk"),
                workspace_id=workspace_id,
                url=new.url,
                events=list(new.events),
                payload=new.payload,
                description=new.description,
                status=ACTIVE,
                secret=secret,
                created_at=now,
                changed_at=now,
            )
            session.add(row)
            session.flush()
            name_made(session, "webhook_id", row.webhook_id)
            return webhook_record(row, now)

        return self._database.write(work)

    def get(self, workspace_id: str, webhook_id: str) -> Webhook | None:
        """Return a webhook, None if the workspace has no such one."""
        now = self._database.now()

        def work(session: Session) -> Webhook | None:
            row = session.scalar(select_webhook(workspace_id, webhook_id))
            return webhook_record(row, now) if row else None

        return self._database.read(work)

    def secret(self, workspace_id: str, webhook_id: str) -> str | None:
        """Return the newest secret of a webhook, None if the workspace has no such one."""
        query = select(WebhookRow.secret).where(WebhookRow.workspace_id == workspace_id, WebhookRow.webhook_id == webhook_id)
        return self._database.read(lambda session: session.scalar(query))

    def list(self, workspace_id: str, cursor: str | None = None, limit: int = 50) -> Page[Webhook]:
        """Return webhooks, newest first."""
        now = self._database.now()
        query = select(WebhookRow).where(WebhookRow.workspace_id == workspace_id)
        if cursor is not None:
            query = query.where(WebhookRow.webhook_id < decode_cursor("webhooks", cursor))
        query = query.order_by(WebhookRow.webhook_id.desc()).limit(limit + 1)

        def work(session: Session) -> Page[Webhook]:
            rows = session.scalars(query).all()
            return cut_page(rows, limit, "webhooks", lambda row: webhook_record(row, now), lambda row: row.webhook_id)

        return self._database.read(work)

    def change(self, workspace_id: str, webhook_id: str, changes: Mapping[str, Any]) -> Webhook | None:
        """Change url, events, payload, description or status; None if the workspace has no such webhook.

        What waits for a webhook goes on waiting while it is disabled, and is sent when it is active again; retention
        removes it in the end.
        """
        now = self._database.now()

        def work(session: Session) -> Webhook | None:
            row = session.scalar(select_webhook(workspace_id, webhook_id).with_for_update())
            if row is None:
                return None
            for name, value in changes.items():
                setattr(row, name, value)
            if "status" in changes:
                row.disabled_reason = None if row.status == ACTIVE else "request"
            if "url" in changes or "status" in changes:
                row.failing_since = None
            row.changed_at = now
            return webhook_record(row, now)

        return self._database.write(work)

    def rotate_secret(self, workspace_id: str, webhook_id: str, secret: str, overlap_seconds: int) -> Webhook | None:
        """Give a webhook a new secret; the one before signs as well for that long. None if there is no such webhook.

        No more than two sign: what an earlier rotation left signing ends here.
        """
        now = self._database.now()

        def work(session: Session) -> Webhook | None:
            row = session.scalar(select_webhook(workspace_id, webhook_id).with_for_update())
            if row is None:
                return None
            row.previous_secret = row.secret if overlap_seconds else None
            row.previous_expires_at = now + timedelta(seconds=overlap_seconds) if overlap_seconds else None
            row.secret, row.changed_at = secret, now
            name_made(session, "webhook_id", webhook_id)
            return webhook_record(row, now)

        return self._database.write(work)

    def delete(self, workspace_id: str, webhook_id: str) -> bool:
        """Delete a webhook with its deliveries; False if the workspace has no such one."""
        statement = (
            delete(WebhookRow)
            .where(WebhookRow.workspace_id == workspace_id, WebhookRow.webhook_id == webhook_id)
            .returning(WebhookRow.webhook_id)
        )
        return self._database.write(lambda session: session.scalar(statement) is not None)


def select_webhook(workspace_id: str, webhook_id: str) -> Select[WebhookRow]:
    """Return the query for one webhook of a workspace."""
    return select(WebhookRow).where(WebhookRow.workspace_id == workspace_id, WebhookRow.webhook_id == webhook_id)


def live_secrets(row: WebhookRow, now: datetime) -> tuple[str, ...]:
    """Return the secrets that sign at the time ``now``, the newest first."""
    if row.previous_secret is None or row.previous_expires_at is None or row.previous_expires_at <= now:
        return (row.secret,)
    return (row.secret, row.previous_secret)


def webhook_record(row: WebhookRow, now: datetime) -> Webhook:
    """Return the record of a webhook."""
    return Webhook(
        webhook_id=row.webhook_id,
        workspace_id=row.workspace_id,
        url=row.url,
        events=tuple(row.events),
        payload=row.payload,
        description=row.description,
        status=row.status,
        disabled_reason=row.disabled_reason,
        failing_since=row.failing_since,
        previous_secret_expires_at=row.previous_expires_at if len(live_secrets(row, now)) > 1 else None,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )
