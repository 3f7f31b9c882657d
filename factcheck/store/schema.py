"""Whether the database has the schema that this code knows, found out without Alembic."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from factcheck.errors import FactcheckError
from factcheck.store.engine import build_engine, parse_url, sqlite_path

MIGRATIONS_DIR = Path(__file__).resolve().parent / "migrations"
_MODULE = re.compile(r"r(\d+)_\w+")


class MigrationError(FactcheckError):
    """The database can't be brought to the schema that this code knows; the message says what to do."""


def migrate(database_url: str) -> None:
    """Bring the database to the current schema, made if need be; processes that call this at once wait for each other.

    Raise MigrationError if a newer release has migrated it, StoreUnavailableError if it can't be reached.
    """
    if is_current(database_url):
        return
    # Loaded here because every process of ours asks, and there is something to do once a release.
    from factcheck.store.migration import migrate_with_alembic

    migrate_with_alembic(database_url)


def is_current(database_url: str) -> bool:
    """Say whether the database has the newest schema known here; False too where that can't be found out."""
    url = parse_url(database_url)
    if url.get_backend_name() == "sqlite" and not sqlite_path(url).exists():
        return False
    engine = build_engine(database_url)
    try:
        with engine.connect() as connection:
            found = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    except DBAPIError:
        return False
    finally:
        engine.dispose()
    return found == [read_newest_revision()]


def read_newest_revision() -> str:
    """Return the newest revision known here: its module is named after its number."""
    names = (_MODULE.fullmatch(path.stem) for path in (MIGRATIONS_DIR / "versions").glob("*.py"))
    return max(name[1] for name in names if name)
