"""Deliveries on their way: who may send which one, for how long, and what came of it.

A lease lasts a limited time, is prolonged while its courier works on it, and has a name of its own: a courier that was
killed loses it, one that comes back late can change nothing any more. Several couriers at once take different deliveries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from factcheck.store.claims import claim_record
from factcheck.store.engine import Database
from factcheck.store.ids import new_id
from factcheck.store.records import Claim
from factcheck.store.tables import AttemptRow, CheckRow, ClaimRow, DeliveryRow, WebhookRow
from factcheck.store.webhook_records import ACTIVE, DELIVERED, DISABLED, PENDING, Attempt, LeasedDelivery, NextStep, Room
from factcheck.store.webhooks import live_secrets

# One endpoint that failed last gets one delivery at a time: enough to notice that it is back.
PER_FAILING_WEBHOOK = 1
# A courier that is killed is no word on what it had in hand. What was lost so often may be what kills it, and pauses.
LOSSES_WITHOUT_PAUSE = 10
FIRST_PAUSE_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 3_600.0


class Dispatch:
    """The deliveries of all workspaces, as those who send them see them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lease(self, room: Room, lease_seconds: float) -> list[LeasedDelivery]:
        """Take deliveries that are due, as many as there is room for, and keep them from other couriers for that long.

        One webhook never has more than ``room.per_webhook`` on their way, one that failed last a single one; what has
        waited longest goes first, the second of a webhook after the first of all others. What was lost with its courier too
        often is due only after a pause if it is lost once more; a part of the pause sets apart what was lost together.
        """
        now = self._database.now()
        chosen = self._database.read(lambda session: _choose(session, now, room))
        if not chosen:
            return []
        lease_id = new_id("lse")
        statement = (
            update(DeliveryRow)
            .where(DeliveryRow.delivery_id.in_(chosen), *_is_due(now))
            .values(lease_id=lease_id, leased_until=now + timedelta(seconds=lease_seconds), tries=DeliveryRow.tries + 1)
        )
        recorded = select(func.count()).where(AttemptRow.delivery_id == DeliveryRow.delivery_id).scalar_subquery()
        query = (
            select(DeliveryRow, WebhookRow, recorded)
            .join(WebhookRow, WebhookRow.webhook_id == DeliveryRow.webhook_id)
            .where(DeliveryRow.delivery_id.in_(chosen), DeliveryRow.lease_id == lease_id)
            .order_by(DeliveryRow.due_at, DeliveryRow.delivery_id)
        )

        def work(session: Session) -> list[LeasedDelivery]:
            session.execute(statement, execution_options={"synchronize_session": False})
            found = session.execute(query).all()
            for place, (row, _webhook, count) in enumerate(found):
                pause = pause_after(row.tries - count) * (1 + place / len(found))
                row.due_at = now + timedelta(seconds=pause) if pause else row.due_at
            return [_leased(row, webhook, count, now) for row, webhook, count in found]

        return self._database.write(work)

    def prolong(self, leases: Sequence[tuple[str, str]], lease_seconds: float) -> None:
        """Begin these leases (delivery_id, lease_id) anew; what has ended or another courier has taken stays as it is."""
        statement = (
            update(DeliveryRow)
            .where(tuple_(DeliveryRow.delivery_id, DeliveryRow.lease_id).in_(leases))
            .values(leased_until=self._database.now() + timedelta(seconds=lease_seconds))
        )
        self._database.write(lambda session: session.execute(statement, execution_options={"synchronize_session": False}))

    def record(self, delivery: LeasedDelivery, attempt: Attempt, step: NextStep) -> bool:
        """Store what came of a leased delivery and end the lease; False, and nothing stored, if it was lost meanwhile.

        What was sent in vain to an address that the webhook has given up is due for the new one at once.
        """
        now = self._database.now()
        query = (
            select(DeliveryRow)
            .where(DeliveryRow.delivery_id == delivery.delivery_id, DeliveryRow.lease_id == delivery.lease_id)
            .with_for_update()
        )

        def work(session: Session) -> bool:
            row = session.scalar(query)
            if row is None:
                return False
            follows = NextStep(PENDING, due_at=now) if _is_for_new_address(session, delivery, step) else step
            session.add(_attempt_row(row.delivery_id, attempt))
            row.lease_id = row.leased_until = None
            row.status, row.due_at = follows.status, follows.due_at or row.due_at
            row.finished_at = None if follows.status == PENDING else now
            session.flush()
            if not step.is_moot:
                _note_health(session, delivery, step, now)
            return True

        return self._database.write(work)

    def has(self, delivery_id: str) -> bool:
        """Say whether the delivery is still there: it goes with its webhook."""
        return self._database.read(lambda session: session.get(DeliveryRow, delivery_id) is not None)

    def find_claim(self, workspace_id: str, check_id: str) -> tuple[Claim, bool] | None:
        """Return the claim with this check, and whether that is its latest one; None if either is gone."""
        query = (
            select(ClaimRow, CheckRow)
            .join(CheckRow, CheckRow.claim_id == ClaimRow.claim_id)
            .where(CheckRow.check_id == check_id, CheckRow.workspace_id == workspace_id)
        )

        def work(session: Session) -> tuple[Claim, bool] | None:
            found = session.execute(query).one_or_none()
            return (claim_record(*found), found[1].latest) if found else None

        return self._database.read(work)


def pause_after(losses: int) -> float:
    """Return the seconds that a delivery waits after so many leases of which nothing came."""
    if losses < LOSSES_WITHOUT_PAUSE:
        return 0.0
    doublings = min(losses - LOSSES_WITHOUT_PAUSE, 10)
    return min(FIRST_PAUSE_SECONDS * 2.0**doublings, LONGEST_PAUSE_SECONDS)


def _choose(session: Session, now: datetime, room: Room) -> list[str]:
    """Return the ids of what to take, in the order of taking."""
    chosen: list[str] = []
    for is_failing, places in ((False, room.sound), (True, room.failing)):
        most = PER_FAILING_WEBHOOK if is_failing else room.per_webhook
        due = list(_due(session, now, is_failing, most)) if places > 0 else []
        chosen += [delivery_id for *_, delivery_id in sorted(due)[:places]]
    return chosen


def _due(session: Session, now: datetime, is_failing: bool, most: int) -> Iterator[tuple[int, datetime, str]]:
    """Yield (place within its webhook, time, id) of what is due, of each webhook as much as it may have on its way."""
    failing = WebhookRow.failing_since.is_not(None) if is_failing else WebhookRow.failing_since.is_(None)
    has_due = exists().where(DeliveryRow.webhook_id == WebhookRow.webhook_id, *_is_due(now))
    webhook_ids = session.scalars(select(WebhookRow.webhook_id).where(WebhookRow.status == ACTIVE, failing, has_due)).all()
    busy = _on_their_way(session, now) if webhook_ids else {}
    for webhook_id in webhook_ids:
        taken = busy.get(webhook_id, 0)
        query = (
            select(DeliveryRow.due_at, DeliveryRow.delivery_id)
            .where(DeliveryRow.webhook_id == webhook_id, *_is_due(now))
            .order_by(DeliveryRow.due_at, DeliveryRow.delivery_id)
            .limit(max(0, most - taken))
        )
        found = enumerate(session.execute(query), start=taken)
        yield from ((place, due_at, delivery_id) for place, (due_at, delivery_id) in found)


def _on_their_way(session: Session, now: datetime) -> dict[str, int]:
    query = (
        select(DeliveryRow.webhook_id, func.count()).where(DeliveryRow.leased_until > now).group_by(DeliveryRow.webhook_id)
    )
    return {webhook_id: count for webhook_id, count in session.execute(query)}


def _is_due(now: datetime) -> Sequence[ColumnElement[bool]]:
    is_free = or_(DeliveryRow.leased_until.is_(None), DeliveryRow.leased_until <= now)
    return (DeliveryRow.status == PENDING, DeliveryRow.due_at <= now, is_free)


def _is_for_new_address(session: Session, delivery: LeasedDelivery, step: NextStep) -> bool:
    """Say whether the try was in vain and the webhook has got another address; one that comes now waits for this one."""
    if step.status == DELIVERED or step.is_moot:
        return False
    query = select(WebhookRow.url).where(WebhookRow.webhook_id == delivery.webhook_id).with_for_update(key_share=True)
    return session.scalar(query) != delivery.url


def _note_health(session: Session, delivery: LeasedDelivery, step: NextStep, now: datetime) -> None:
    """Keep what others go by: since when the webhook has been failing, and whether it is gone for good.

    What an address said says nothing of the one that the webhook has got meanwhile.
    """
    webhook = update(WebhookRow).where(WebhookRow.webhook_id == delivery.webhook_id, WebhookRow.url == delivery.url)
    if step.status == DELIVERED:
        session.execute(webhook.where(WebhookRow.failing_since.is_not(None)).values(failing_since=None))
        return
    session.execute(webhook.where(WebhookRow.failing_since.is_(None)).values(failing_since=now))
    if step.is_gone:
        session.execute(webhook.values(status=DISABLED, disabled_reason="gone", changed_at=now))


def _attempt_row(delivery_id: str, attempt: Attempt) -> AttemptRow:
    return AttemptRow(
        delivery_id=delivery_id,
        number=attempt.number,
        started_at=attempt.started_at,
        duration_ms=attempt.duration_ms,
        status_code=attempt.status_code,
        error=attempt.error,
        response=attempt.response,
    )


def _leased(row: DeliveryRow, webhook: WebhookRow, recorded: int, now: datetime) -> LeasedDelivery:
    return LeasedDelivery(
        delivery_id=row.delivery_id,
        lease_id=row.lease_id or "",
        webhook_id=row.webhook_id,
        workspace_id=row.workspace_id,
        event_id=row.event_id,
        kind=row.kind,
        subject=row.subject,
        occurred_at=row.occurred_at,
        tries=row.tries,
        recorded=recorded,
        url=webhook.url,
        payload=webhook.payload,
        is_failing=webhook.failing_since is not None,
        secrets=live_secrets(webhook, now),
        traceparent=row.traceparent,
    )
