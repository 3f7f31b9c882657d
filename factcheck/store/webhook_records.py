"""What the store hands out of webhooks and deliveries: frozen, times aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

ACTIVE, DISABLED = "active", "disabled"
PENDING, DELIVERED, FAILED = "pending", "delivered", "failed"


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """What a workspace asks for: which events go to which address, ``thin`` or ``full``."""

    url: str
    events: tuple[str, ...]
    payload: str = "thin"
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook without its secrets. ``status`` is ``active`` or ``disabled``; ``failing_since`` is null after a success.

    ``disabled_reason`` is ``request`` or ``gone``; ``previous_secret_expires_at`` is there while two secrets sign.
    """

    webhook_id: str
    workspace_id: str
    url: str
    events: tuple[str, ...]
    payload: str
    description: str | None
    status: str
    disabled_reason: str | None
    failing_since: datetime | None
    previous_secret_expires_at: datetime | None
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one try; ``status_code`` is None without an answer, ``response`` the beginning of the answer's body."""

    number: int
    started_at: datetime
    duration_ms: int
    status_code: int | None
    error: str | None
    response: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one webhook; ``status`` is ``pending``, ``delivered`` or ``failed``.

    ``subject`` is the event's payload: what the message is about, not what it says.
    """

    delivery_id: str
    webhook_id: str
    event_id: str
    kind: str
    subject: dict[str, Any]
    occurred_at: datetime
    status: str
    tries: int
    due_at: datetime
    created_at: datetime
    finished_at: datetime | None
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class LeasedDelivery:
    """A delivery that belongs to one courier for a while, with what sending it takes.

    ``tries`` counts this one too, and those that were begun by a courier that was killed; ``recorded`` only those before
    that something came of.
    """

    delivery_id: str
    lease_id: str
    webhook_id: str
    workspace_id: str
    event_id: str
    kind: str
    subject: dict[str, Any]
    occurred_at: datetime
    tries: int
    recorded: int
    url: str
    payload: str
    is_failing: bool
    secrets: tuple[str, ...] = field(repr=False)
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a try means for the delivery, and for the webhook: ``due_at`` only while the status is ``pending``.

    ``is_gone``: the endpoint wants nothing any more; ``is_moot``: there was nothing to send, which says nothing of it.
    """

    status: str
    due_at: datetime | None = None
    is_gone: bool = False
    is_moot: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """How many deliveries a courier can take: to webhooks that answer, to those that failed last, to any one of them."""

    sound: int
    failing: int
    per_webhook: int
