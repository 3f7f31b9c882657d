"""Workspaces and their API keys. Of a key only the hash of its secret is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from factcheck.store.columns import to_utc
from factcheck.store.cursors import decode_cursor
from factcheck.store.engine import Database
from factcheck.store.ids import new_id
from factcheck.store.inserting import insert_ignoring
from factcheck.store.reading import cut_page
from factcheck.store.records import SCOPES, ApiKey, Page, Workspace
from factcheck.store.tables import ApiKeyRow, WorkspaceRow
from factcheck.store.writes import name_made

TOUCH_SECONDS = 60
SECRET_BYTES = 32


class Workspaces:
    """The newsrooms of this installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ensure(self, name: str) -> Workspace:
        """Return the workspace of this name, made if there is none."""
        now = self._database.now()

        def work(session: Session) -> Workspace:
            new = {"workspace_id": new_id("ws"), "name": name, "created_at": now}
            insert_ignoring(session, WorkspaceRow, [new])
            row = session.scalars(select(WorkspaceRow).where(WorkspaceRow.name == name)).one()
            return _workspace_record(row)

        return self._database.write(work)

    def find(self, name: str) -> Workspace | None:
        """Return the workspace of this name, None if there is none."""
        query = select(WorkspaceRow).where(WorkspaceRow.name == name)

        def work(session: Session) -> Workspace | None:
            row = session.scalar(query)
            return _workspace_record(row) if row else None

        return self._database.read(work)

    def list(self) -> Sequence[Workspace]:
        """Return all workspaces, by name."""
        query = select(WorkspaceRow).order_by(WorkspaceRow.name)
        return self._database.read(lambda session: [_workspace_record(row) for row in session.scalars(query)])


class Keys:
    """The API keys of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self, workspace_id: str, scopes: Iterable[str], expires_at: datetime | None = None, name: str | None = None
    ) -> tuple[ApiKey, str]:
        """Make a key and return it with its token, which can't be had again; raise ValueError for unknown scopes."""
        wanted = sorted(set(scopes))
        if not wanted or not set(wanted) <= set(SCOPES):
            raise ValueError(f"The scopes of a key are some of {', '.join(SCOPES)}.")
        now = self._database.now()
        key_id = new_id("key")
        secret = secrets.token_urlsafe(SECRET_BYTES)

        def work(session: Session) -> ApiKey:
            row = ApiKeyRow(
                key_id=key_id,
                workspace_id=workspace_id,
                name=name,
                secret_sha256=hash_secret(secret),
                scopes=wanted,
                created_at=now,
                expires_at=expires_at and to_utc(expires_at),
            )
            session.add(row)
            session.flush()
            name_made(session, "key_id", key_id)
            return key_record(row)

        return self._database.write(work), f"fck_{key_id.removeprefix('key_')}_{secret}"

    def find(self, token: str) -> ApiKey | None:
        """Return the key of a token, None if it is unknown, wrong, revoked or expired.

        When a key was last used is noted at most once a minute, so that most requests write nothing.
        """
        now = self._database.now()
        prefix, _, rest = token.partition("_")
        key_part, _, secret = rest.partition("_")
        if prefix != "fck" or not _is_hex_id(key_part):
            return None
        key = self._database.read(lambda session: _find(session, f"key_{key_part}", secret, now))
        stale = now - timedelta(seconds=TOUCH_SECONDS)
        if key is not None and (key.last_used_at is None or key.last_used_at <= stale):
            self._touch(key.key_id, now, stale)
        return key

    def is_live(self, key_id: str) -> bool:
        """Say whether a key is known, and neither revoked nor expired."""
        now = self._database.now()
        row = self._database.read(lambda session: session.get(ApiKeyRow, key_id))
        return row is not None and _is_live(row, now)

    def get(self, workspace_id: str, key_id: str) -> ApiKey | None:
        """Return a key without its secret, a revoked one too; None if the workspace has no such key."""
        query = select(ApiKeyRow).where(ApiKeyRow.workspace_id == workspace_id, ApiKeyRow.key_id == key_id)

        def work(session: Session) -> ApiKey | None:
            row = session.scalar(query)
            return key_record(row) if row else None

        return self._database.read(work)

    def page(self, workspace_id: str, cursor: str | None = None, limit: int = 50) -> Page[ApiKey]:
        """Return the keys of a workspace, newest first, revoked ones too."""
        query = select(ApiKeyRow).where(ApiKeyRow.workspace_id == workspace_id)
        if cursor is not None:
            query = query.where(ApiKeyRow.key_id < decode_cursor("keys", cursor))
        query = query.order_by(ApiKeyRow.key_id.desc()).limit(limit + 1)

        def work(session: Session) -> Page[ApiKey]:
            rows = session.scalars(query).all()
            return cut_page(rows, limit, "keys", key_record, lambda row: row.key_id)

        return self._database.read(work)

    def revoke(self, key_id: str) -> bool:
        """Make a key useless from now on; False if it is unknown or revoked already."""
        statement = (
            update(ApiKeyRow)
            .where(ApiKeyRow.key_id == key_id, ApiKeyRow.revoked_at.is_(None))
            .values(revoked_at=self._database.now())
            .returning(ApiKeyRow.key_id)
        )
        return self._database.write(lambda session: session.scalar(statement) is not None)

    def list(self, workspace_id: str) -> Sequence[ApiKey]:
        """Return all keys of a workspace, newest first, revoked ones too."""
        query = select(ApiKeyRow).where(ApiKeyRow.workspace_id == workspace_id).order_by(ApiKeyRow.key_id.desc())
        return self._database.read(lambda session: [key_record(row) for row in session.scalars(query)])

    def _touch(self, key_id: str, now: datetime, stale: datetime) -> None:
        statement = (
            update(ApiKeyRow)
            .where(ApiKeyRow.key_id == key_id, or_(ApiKeyRow.last_used_at.is_(None), ApiKeyRow.last_used_at <= stale))
            .values(last_used_at=now)
        )
        self._database.write(lambda session: session.execute(statement))


def _workspace_record(row: WorkspaceRow) -> Workspace:
    return Workspace(workspace_id=row.workspace_id, name=row.name, created_at=row.created_at)


def _find(session: Session, key_id: str, secret: str, now: datetime) -> ApiKey | None:
    row = session.get(ApiKeyRow, key_id)
    if row is None or not hmac.compare_digest(row.secret_sha256, hash_secret(secret)):
        return None
    return key_record(row) if _is_live(row, now) else None


def _is_live(row: ApiKeyRow, now: datetime) -> bool:
    return row.revoked_at is None and (row.expires_at is None or row.expires_at > now)


def hash_secret(secret: str) -> str:
    """Return the hash under which a secret of ours is kept, in hexadecimal."""
    # A secret of 256 random bits needs no slow hash: there is nothing to guess.
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def _is_hex_id(text: str) -> bool:
    return len(text) == 32 and all(character in "0123456789abcdef" for character in text)


def key_record(row: ApiKeyRow) -> ApiKey:
    """Return the record of a key."""
    return ApiKey(
        key_id=row.key_id,
        workspace_id=row.workspace_id,
        scopes=frozenset(row.scopes),
        created_at=row.created_at,
        revoked_at=row.revoked_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        name=row.name,
    )
