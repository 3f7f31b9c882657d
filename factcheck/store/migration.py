"""Bringing the database to the schema that this code knows, by one process at a time. Loads Alembic."""

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

from factcheck.errors import StoreUnavailableError
from factcheck.folders import make_private_folder
from factcheck.store import schema
from factcheck.store.engine import TRIES, build_engine, is_deadlock, mapped_driver_errors, parse_url, sqlite_path
from factcheck.store.schema import MigrationError

# Any number does, as long as nothing else in the same database takes the same one.
ADVISORY_LOCK = 7_402_118_305


def migrate_with_alembic(database_url: str) -> None:
    """Do what ``factcheck.store.migrate`` promises, whatever there is to do."""
    for tries_left in reversed(range(TRIES)):
        try:
            with migrating(database_url) as connection:
                upgrade(connection)
        except StoreUnavailableError as error:
            # The release before goes on working meanwhile: it may lock a table that this needs, and need one locked here.
            if not tries_left or not is_deadlock(error.__cause__):
                raise
        else:
            return


@contextmanager
def migrating(database_url: str) -> Iterator[Connection]:
    """Give a connection whose transaction nobody else migrates beside; SQLite's file and folder are made if need be."""
    url = parse_url(database_url)
    engine = build_engine(database_url)
    begin = _begin_sqlite(engine, sqlite_path(url)) if url.get_backend_name() == "sqlite" else _begin_postgresql(engine)
    try:
        with mapped_driver_errors(), begin as connection:
            yield connection
    finally:
        engine.dispose()


def upgrade(connection: Connection, revision: str | None = None) -> None:
    """Bring the database to a revision, the newest unless one is named; raises MigrationError."""
    config = build_config(connection)
    current = MigrationContext.configure(connection).get_current_revision()
    known = read_revisions()
    if current is not None and current not in known:
        raise MigrationError(
            f"The database was migrated by a newer release (its schema is {current}, the newest known here is"
            f" {known[-1]}). Install that release or restore a backup."
        )
    wanted = revision or known[-1]
    if current != wanted:
        command.upgrade(config, wanted)


def read_revisions() -> list[str]:
    """Return the revisions that this code knows, oldest first."""
    return [script.revision for script in ScriptDirectory(str(schema.MIGRATIONS_DIR)).walk_revisions()][::-1]


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
            return SchemaState(current, read_revisions()[-1])
    finally:
        engine.dispose()


def build_config(connection: Connection) -> Config:
    """Return Alembic's configuration for a connection whose transaction the migrations join."""
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS_DIR).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _begin_sqlite(engine: Engine, path: Path) -> Iterator[Connection]:
    try:
        make_private_folder(path.parent)
        with _locked_file(path.with_name(f"{path.name}.migration-lock")):
            with engine.connect() as connection:
                # The journal mode is kept in the file, and can't be changed inside a transaction.
                cursor = connection.connection.cursor()
                cursor.execute("PRAGMA journal_mode=WAL")
                cursor.close()
            with engine.execution_options(factcheck_writes=True).begin() as connection:
                yield connection
    except OSError as error:
        raise StoreUnavailableError(f"The database's folder can't be used: {error.strerror}.") from error


@contextmanager
def _begin_postgresql(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ADVISORY_LOCK})
        yield connection


@contextmanager
def _locked_file(path: Path) -> Iterator[None]:
    # The system drops the lock when the process ends, however it ends; the empty file stays.
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
