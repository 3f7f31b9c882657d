"""The keys with which workspaces sign. Whoever reads the database can sign: it is to be guarded like the archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from factcheck.store.engine import Database
from factcheck.store.inserting import insert_ignoring
from factcheck.store.tables import SigningKeyRow


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A workspace's key pair, as ``factcheck.exports.signing`` writes it."""

    private_key: str
    public_key: str
    created_at: datetime


class SigningKeys:
    """One key for each workspace, made when it is needed first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ensure(self, workspace_id: str, make: Callable[[], tuple[str, str]]) -> SigningKey:
        """Return the workspace's key; if it has none, keep the one that ``make`` returns (private and public half)."""
        found = self._database.read(lambda session: session.get(SigningKeyRow, workspace_id))
        if found is not None:
            return _read(found)
        private_key, public_key = make()
        new = {
            "workspace_id": workspace_id,
            "private_key": private_key,
            "public_key": public_key,
            "created_at": self._database.now(),
        }

        def work(session: Session) -> SigningKey:
            insert_ignoring(session, SigningKeyRow, [new])
            return _read(session.get_one(SigningKeyRow, workspace_id))

        return self._database.write(work)


def _read(row: SigningKeyRow) -> SigningKey:
    return SigningKey(row.private_key, row.public_key, row.created_at)
