"""Idempotency keys: a request that is sent again is carried out once and answered twice.

Source: draft-ietf-httpapi-idempotency-key-header-07. A row is reserved before anything is done. It is marked as used in the
very transaction that does what was asked for (``factcheck.store.writes``), and gets the answer afterwards. Until it has
answered, its process prolongs it (``factcheck.leases``). A reservation whose process died unused may be taken over when its
lease has run out; a used one never is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from factcheck.errors import FactcheckError
from factcheck.leases import LEASE_SECONDS
from factcheck.store.engine import Database
from factcheck.store.ids import new_id
from factcheck.store.inserting import insert_or_lock
from factcheck.store.tables import IdempotencyRow

KEPT_HOURS = 24


class KeyInUseError(FactcheckError):
    """A request with this key is still being carried out."""


class KeyReusedError(FactcheckError):
    """The key was given to another request before."""


class AnswerLostError(FactcheckError):
    """What the request asked for was done, but the process died before it could keep the answer."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What a request was answered with: ``answer`` is as it was kept, None if only ``made_id`` is known."""

    made_id: str | None
    answer: dict[str, Any] | None


class Idempotency:
    """The idempotency keys of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reserve(self, workspace_id: str, key: str, fingerprint: str | None) -> str | KeptAnswer:
        """Return the id of a fresh reservation for the request, or what an earlier request with the key was answered.

        ``fingerprint`` is None where the body has not been read yet; the caller then compares with ``check`` once it has.
        Raises KeyInUseError, KeyReusedError, AnswerLostError.
        """
        now = self._database.now()
        reservation_id = new_id("rsv")

        def work(session: Session) -> str | KeptAnswer:
            row = _locked_row(session, now, workspace_id, key, reservation_id)
            if row.reservation_id == reservation_id:
                row.fingerprint = fingerprint
                return reservation_id
            if None not in (fingerprint, row.fingerprint) and row.fingerprint != fingerprint:
                raise KeyReusedError("This key was given to another request.")
            if row.answer is not None:
                return KeptAnswer(row.made_id, row.answer)
            if row.leased_until > now:
                raise KeyInUseError("A request with this key is still being carried out.")
            if row.made_at is None:
                row.reservation_id, row.fingerprint = reservation_id, fingerprint
                row.leased_until = now + timedelta(seconds=LEASE_SECONDS)
                return reservation_id
            if row.made_id is None:
                raise AnswerLostError("The request was carried out, but its answer was lost.")
            return KeptAnswer(row.made_id, None)

        return self._database.write(work)

    def check(self, workspace_id: str, key: str, fingerprint: str) -> None:
        """Raise KeyReusedError if the key was given to a request with another fingerprint."""
        query = select(IdempotencyRow.fingerprint).where(
            IdempotencyRow.workspace_id == workspace_id, IdempotencyRow.key == key
        )
        known = self._database.read(lambda session: session.scalar(query))
        if known not in (None, fingerprint):
            raise KeyReusedError("This key was given to another request.")

    def prolong(self, reservation_ids: Sequence[str]) -> None:
        """Begin the leases of these reservations anew; what another process has taken over stays its own."""
        statement = (
            update(IdempotencyRow)
            .where(IdempotencyRow.reservation_id.in_(reservation_ids), IdempotencyRow.answer.is_(None))
            .values(leased_until=self._database.now() + timedelta(seconds=LEASE_SECONDS))
        )
        self._database.write(lambda session: session.execute(statement))

    def keep(self, reservation_id: str, fingerprint: str, answer: dict[str, Any]) -> None:
        """Keep the answer to a request that was carried out."""
        statement = (
            update(IdempotencyRow)
            .where(IdempotencyRow.reservation_id == reservation_id)
            .values(answer=answer, fingerprint=fingerprint)
        )
        self._database.write(lambda session: session.execute(statement))

    def release(self, reservation_id: str, has_failed: bool) -> None:
        """Give the key back after a request that was refused; ``has_failed`` by a mistake of ours: not if it was used."""
        keeps = IdempotencyRow.made_at if has_failed else IdempotencyRow.made_id
        unused = delete(IdempotencyRow).where(IdempotencyRow.reservation_id == reservation_id, keeps.is_(None))
        ended = (
            update(IdempotencyRow)
            .where(IdempotencyRow.reservation_id == reservation_id)
            .values(leased_until=self._database.now())
        )

        def work(session: Session) -> None:
            session.execute(unused)
            session.execute(ended)

        self._database.write(work)


def _locked_row(session: Session, now: datetime, workspace_id: str, key: str, reservation_id: str) -> IdempotencyRow:
    session.execute(delete(IdempotencyRow).where(IdempotencyRow.expires_at <= now))
    new = {
        "workspace_id": workspace_id,
        "key": key,
        "reservation_id": reservation_id,
        "leased_until": now + timedelta(seconds=LEASE_SECONDS),
        "expires_at": now + timedelta(hours=KEPT_HOURS),
    }
    insert_or_lock(session, IdempotencyRow, [new], ("workspace_id", "key"))
    return session.get_one(IdempotencyRow, (workspace_id, key))
