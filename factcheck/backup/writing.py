"""Taking a backup: one state of the database, table by table, into a folder that gets its name when it is whole."""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, Connection, Table, create_engine, select

from factcheck.backup.manifest import MANIFEST, BackupError, Manifest, TableEntry, hash_file, write_manifest
from factcheck.backup.values import KINDS, kind_of
from factcheck.store.engine import build_engine, mapped_driver_errors, parse_url, sqlite_path
from factcheck.store.migration import read_schema_state
from factcheck.store.tables import Base

ROWS_A_FETCH = 500
COMPRESSION = 3
SNAPSHOT = "snapshot.db"
PARTIAL = ".partial-"
# What a backup writes; SQLite adds a journal to the snapshot.
OWN_FILES = (MANIFEST, "*.jsonl.gz", f"{SNAPSHOT}*")


def write_backup(database_url: str, path: Path, versions: dict[str, str]) -> Manifest:
    """Write a backup of the database's present state to ``path``, a folder that must not exist; return its manifest.

    Whatever ends this half-way, no folder of that name appears. Raises BackupError, StoreUnavailableError.
    """
    if os.path.lexists(path):
        raise BackupError(f"{path} exists already; a backup never takes the place of another.")
    state = read_schema_state(database_url)
    if state.current != state.newest:
        raise BackupError(
            f"The database's schema is {state.current or 'none'}, this version works with {state.newest}; use the version "
            "that belongs to the database."
        )
    try:
        with _partial_folder(path) as partial:
            with _snapshot(parse_url(database_url), partial) as connection:
                manifest = _write_tables(connection, partial, versions)
            _sync(write_manifest(partial, manifest))
            _sync(partial)
            partial.rename(path)
            _sync(path.parent)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"The backup can't be written: {error}.") from error
    return manifest


@contextmanager
def _partial_folder(path: Path) -> Iterator[Path]:
    """Give a folder beside ``path`` that is removed unless it was renamed; those of backups that were killed go, too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _held(path.parent):
        # Whatever they were to be called: a nightly backup has another name every night.
        for left in path.parent.glob(f".*{PARTIAL}*"):
            if _is_left_over(left):
                shutil.rmtree(left, ignore_errors=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{path.name}{PARTIAL}", dir=path.parent))
        holding = ExitStack()
        holding.enter_context(_held(partial))
    try:
        with holding:
            yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _is_left_over(folder: Path) -> bool:
    """Whether nobody works on a folder and it holds nothing but what a backup writes."""
    try:
        with _held(folder, fcntl.LOCK_NB):
            return all(any(map(path.match, OWN_FILES)) for path in folder.iterdir())
    except OSError:
        # In use, a file, gone meanwhile, or not ours to open.
        return False


@contextmanager
def _held(folder: Path, option: int = 0) -> Iterator[None]:
    """Hold a folder's lock, which the system lets go of when the process ends, however it ends."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | option)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _snapshot(url: URL, partial: Path) -> Iterator[Connection]:
    """Give a connection that sees one state of the database, however long it takes and whatever is written meanwhile."""
    if url.get_backend_name() == "sqlite":
        copy = partial / SNAPSHOT
        _copy_sqlite(sqlite_path(url), copy)
        engine = create_engine(URL.create("sqlite", database=str(copy)))
    else:
        engine = build_engine(url.render_as_string(hide_password=False)).execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    try:
        with mapped_driver_errors(), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
        (partial / SNAPSHOT).unlink(missing_ok=True)


def _copy_sqlite(source: Path, copy: Path) -> None:
    # All pages in one step: SQLite begins anew whenever somebody writes between two steps. Writers go on meanwhile.
    address = f"{source.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True)) as reading, closing(sqlite3.connect(copy)) as writing:
        reading.backup(writing, pages=-1)
        (answer,) = writing.execute("PRAGMA quick_check(1)").fetchone()
    if answer != "ok":
        raise BackupError(f"The database is damaged: {answer}. Nothing was written.")


def _write_tables(connection: Connection, partial: Path, versions: dict[str, str]) -> Manifest:
    revision = MigrationContext.configure(connection).get_current_revision() or ""
    entries = tuple(_write_table(connection, partial, table) for table in Base.metadata.sorted_tables)
    return Manifest(datetime.now(UTC).isoformat(), revision, versions, entries)


def _write_table(connection: Connection, partial: Path, table: Table) -> TableEntry:
    columns = tuple((column.name, kind_of(column.type)) for column in table.columns)
    encoders = [KINDS[kind].encode for _name, kind in columns]
    path = partial / f"{table.name}.jsonl.gz"
    rows = 0
    result = connection.execution_options(yield_per=ROWS_A_FETCH).execute(select(table))
    with path.open("wb") as file, gzip.GzipFile("", "wb", COMPRESSION, file, mtime=0) as packed:
        for row in result:
            values = [None if value is None else encode(value) for value, encode in zip(row, encoders, strict=True)]
            packed.write(json.dumps(values).encode() + b"\n")
            rows += 1
    _sync(path)
    return TableEntry(table.name, columns, rows, path.name, hash_file(path))


def _sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
