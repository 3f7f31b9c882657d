"""What a transaction does on behalf of the request that asked for it, besides its own work.

A request that may write announces itself here; ``Database.write`` then adds to its first transaction what must hold
together with the write: the entry in the audit log, and the mark that the reservation of its idempotency key was used. A
process whose reservation was taken over by another one can no longer write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from factcheck.errors import FactcheckError
from factcheck.leases import LEASE_SECONDS
from factcheck.store.tables import AuditRow, IdempotencyRow

MADE = "factcheck_made"


class ReservationLostError(FactcheckError):
    """Another process took over the reservation of this request's idempotency key; nothing was written."""


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """Who asks for what: the audit log's entry but for the outcome. ``ids`` name things, never hold texts."""

    workspace_id: str
    key_id: str
    operation: str
    ids: dict[str, str]
    request_id: str


@dataclass(slots=True)
class WritingRequest:
    """A request under way, with the id of its entry in the audit log.

    ``fingerprint`` tells its content apart from others; it is asked for when the body has been read.
    """

    facts: RequestFacts
    entry_id: str
    reservation_id: str | None = None
    fingerprint: Callable[[], str] = str
    has_written: bool = field(default=False, init=False)


_CURRENT: ContextVar[WritingRequest | None] = ContextVar("factcheck_writing_request", default=None)


@contextmanager
def writing_for(request: WritingRequest) -> Iterator[None]:
    """Have all transactions in here made on behalf of the request."""
    token = _CURRENT.set(request)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def name_made(session: Session, name: str, value: str) -> None:
    """Say what this transaction makes, such as ``claim_id``; of several the first is what the request asked for."""
    session.info.setdefault(MADE, (name, value))


@contextmanager
def on_behalf_of_request(session: Session, now: datetime, provisional: bool) -> Iterator[None]:
    """Add to the transaction what belongs to the current request's first write; see the module.

    ``provisional`` is a write that nobody sees before another one: it only prolongs the reservation. Raises
    ReservationLostError.
    """
    request = _CURRENT.get()
    if request is None or request.has_written:
        yield
        return
    if request.reservation_id is not None:
        _use_reservation(session, now, request, provisional)
    yield
    if provisional:
        return
    made = session.info.get(MADE)
    if made is not None and request.reservation_id is not None:
        statement = update(IdempotencyRow).where(IdempotencyRow.reservation_id == request.reservation_id)
        session.execute(statement.values(made_id=made[1]))
    session.add(audit_row(request, now, dict([made]) if made else {}))


def note_committed(provisional: bool) -> None:
    """Say that the transaction is on the disk."""
    request = _CURRENT.get()
    if request is not None and not provisional:
        request.has_written = True


def audit_row(request: WritingRequest, now: datetime, made: dict[str, str]) -> AuditRow:
    """Return the audit log's entry of a request that was carried out."""
    facts = request.facts
    return AuditRow(
        entry_id=request.entry_id,
        workspace_id=facts.workspace_id,
        key_id=facts.key_id,
        at=now,
        operation=facts.operation,
        ids={**facts.ids, **made},
        outcome="done",
        problem=None,
        request_id=facts.request_id,
    )


def _use_reservation(session: Session, now: datetime, request: WritingRequest, provisional: bool) -> None:
    values: dict[str, Any] = {"leased_until": now + timedelta(seconds=LEASE_SECONDS)}
    if not provisional:
        values |= {"made_at": now, "fingerprint": request.fingerprint()}
    statement = (
        update(IdempotencyRow)
        .where(IdempotencyRow.reservation_id == request.reservation_id)
        .values(values)
        .returning(IdempotencyRow.reservation_id)
    )
    if session.scalar(statement) is None:
        raise ReservationLostError("Another process carries this request out.")
