"""Bringing the database to the schema that this code knows, by one process at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from factcheck.errors import FactcheckError, StoreUnavailableError
from factcheck.store.engine import build_engine, mapped_driver_errors, parse_url, sqlite_path

MIGRATIONS_DIR = Path(__file__).resolve().parent / "migrations"
# Any number does, as long as nothing else in the same database takes the same one.
ADVISORY_LOCK = 7_402_118_305


class MigrationError(FactcheckError):
    """The database can't be brought to the schema that this code knows; the message says what to do."""


def migrate(database_url: str) -> None:
    """Bring the database to the current schema, made if need be; processes that call this at once wait for each other.

    Raise MigrationError if a newer release has migrated it, StoreUnavailableError if it can't be reached.
    """
    url = parse_url(database_url)
    engine = build_engine(database_url)
    try:
        with mapped_driver_errors():
            if url.get_backend_name() == "sqlite":
                _migrate_sqlite(engine, sqlite_path(url))
            else:
                _migrate_postgresql(engine)
    finally:
        engine.dispose()


@dataclass(frozen=True, slots=True)
class SchemaState:
    """The schema's revision in a database (None: no tables), and the newest that this code knows."""

    current: str | None
    newest: str


def read_schema_state(database_url: str) -> SchemaState:
    """Return how far the database is migrated, and migrate nothing; raises StoreUnavailableError."""
    url = parse_url(database_url)
    if url.get_backend_name() == "sqlite" and not sqlite_path(url).exists():
        raise StoreUnavailableError(f"There is no database at {sqlite_path(url)}.")
    engine = build_engine(database_url)
    try:
        with mapped_driver_errors(), engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            newest = ScriptDirectory.from_config(build_config(connection)).get_current_head()
            return SchemaState(current, newest or "")
    finally:
        engine.dispose()


def build_config(connection: Connection) -> Config:
    """Return Alembic's configuration for a connection whose transaction the migrations join."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_DIR).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _migrate_sqlite(engine: Engine, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked_file(path.with_name(f"{path.name}.migration-lock")):
            with engine.connect() as connection:
                # The journal mode is kept in the file, and can't be changed inside a transaction.
                cursor = connection.connection.cursor()
                cursor.execute("PRAGMA journal_mode=WAL")
                cursor.close()
            with engine.execution_options(factcheck_writes=True).begin() as connection:
                _upgrade(connection)
    except OSError as error:
        raise StoreUnavailableError(f"The database's folder can't be used: {error.strerror}.") from error


def _migrate_postgresql(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ADVISORY_LOCK})
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    config = build_config(connection)
    current = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(config)
    known = {revision.revision for revision in script.walk_revisions()}
    if current is not None and current not in known:
        raise MigrationError(
            f"The database was migrated by a newer release (its schema is {current}, the newest known here is"
            f" {script.get_current_head()}). Install that release or restore a backup."
        )
    if current != script.get_current_head():
        command.upgrade(config, "head")


@contextmanager
def _locked_file(path: Path) -> Iterator[None]:
    # The system drops the lock when the process ends, however it ends; the empty file stays.
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
