"""Sessions of the desk: a browser that signed in with a key, until it signs out, time is up, or the key is revoked."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from factcheck.store.engine import Database
from factcheck.store.keys import hash_secret, key_record
from factcheck.store.records import ApiKey
from factcheck.store.tables import ApiKeyRow, DeskSessionRow

SECRET_BYTES = 32


class DeskSessions:
    """The sessions of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, key_id: str, lifetime: timedelta) -> str:
        """Begin a session for a key and return its secret, which can't be had again; forget those that are over."""
        now = self._database.now()
        secret = secrets.token_urlsafe(SECRET_BYTES)

        def work(session: Session) -> None:
            session.execute(delete(DeskSessionRow).where(DeskSessionRow.expires_at <= now))
            session.add(
                DeskSessionRow(secret_sha256=hash_secret(secret), key_id=key_id, created_at=now, expires_at=now + lifetime)
            )

        self._database.write(work)
        return secret

    def find(self, secret: str) -> ApiKey | None:
        """Return the key of a session, None if the session is unknown or over, or its key revoked or expired."""
        now = self._database.now()
        query = (
            select(ApiKeyRow)
            .join(DeskSessionRow, DeskSessionRow.key_id == ApiKeyRow.key_id)
            .where(
                DeskSessionRow.secret_sha256 == hash_secret(secret),
                DeskSessionRow.expires_at > now,
                ApiKeyRow.revoked_at.is_(None),
                or_(ApiKeyRow.expires_at.is_(None), ApiKeyRow.expires_at > now),
            )
        )

        def work(session: Session) -> ApiKey | None:
            row = session.scalar(query)
            return None if row is None else key_record(row)

        return self._database.read(work)

    def end(self, secret: str) -> None:
        """End a session; one that is unknown or over is passed over."""
        statement = delete(DeskSessionRow).where(DeskSessionRow.secret_sha256 == hash_secret(secret))
        self._database.write(lambda session: session.execute(statement))
