"""Restoring a backup into an empty database, of either kind, in one transaction; an older schema is migrated afterwards."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, column, func, inspect, select, table, text
from sqlalchemy.exc import StatementError
from sqlalchemy.sql.expression import TableClause

from factcheck.backup.manifest import BackupError, Manifest, TableEntry, read_checked
from factcheck.backup.values import KINDS
from factcheck.store.migration import migrating, read_revisions, upgrade
from factcheck.store.tables import Base

ROWS_A_STATEMENT = 500
REVISION_TABLE = "alembic_version"


def restore_backup(database_url: str, folder: Path) -> Manifest:
    """Put a backup into the database and bring it to this version's schema; return the backup's manifest.

    Every file is compared with its sum before anything is written. Raises BackupError, also where the database has rows
    already, and StoreUnavailableError.
    """
    manifest = read_checked(folder)
    known = read_revisions()
    if manifest.revision not in known:
        raise BackupError(
            f"The backup's schema is {manifest.revision}, the newest known here {known[-1]}; use the release that made it."
        )
    with migrating(database_url) as connection:
        _clear(connection, {*Base.metadata.tables, *(entry.name for entry in manifest.tables)})
        upgrade(connection, manifest.revision)
        for entry in manifest.tables:
            try:
                _fill(connection, folder, entry)
            except (StatementError, OSError, ValueError, TypeError) as error:
                reason = type(error).__name__
                raise BackupError(f"{entry.file} can't be restored ({reason}); nothing was written.") from error
        upgrade(connection)
    return manifest


def _clear(connection: Connection, ours: set[str]) -> None:
    """Drop our tables, none of which may have rows, and no others; raises BackupError."""
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - set(read_revisions())
    if unknown:
        raise BackupError(
            f"The database's schema, {', '.join(sorted(unknown))}, is not known here. Restore into an empty one."
        )
    present = inspect(connection).get_table_names()
    names = [name for name in present if name in ours]
    for name in names:
        query = select(text("1")).select_from(table(name)).limit(1)
        if connection.execute(query).first() is not None:
            raise BackupError(f"The database is not empty: there are rows in {name}. Restore into an empty one.")
    metadata = MetaData()
    metadata.reflect(connection, only=[*names, *({REVISION_TABLE} & {*present})], resolve_fks=False)
    metadata.drop_all(connection)


def _fill(connection: Connection, folder: Path, entry: TableEntry) -> None:
    target = table(entry.name, *(column(name, KINDS[kind].sql_type) for name, kind in entry.columns))
    rows = _read_rows(folder / entry.file, entry)
    filled = 0
    while batch := list(islice(rows, ROWS_A_STATEMENT)):
        connection.execute(target.insert(), batch)
        filled += len(batch)
    if filled != entry.rows:
        raise BackupError(f"{entry.file} has {filled} rows instead of {entry.rows}.")
    _advance_sequences(connection, target)


def _read_rows(path: Path, entry: TableEntry) -> Iterator[dict[str, Any]]:
    names = [name for name, _kind in entry.columns]
    decoders = [KINDS[kind].decode for _name, kind in entry.columns]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            values = json.loads(line)
            decoded = (None if value is None else decode(value) for value, decode in zip(values, decoders, strict=True))
            yield dict(zip(names, decoded, strict=True))


def _advance_sequences(connection: Connection, target: TableClause) -> None:
    """Have PostgreSQL count on from the highest number that was restored."""
    if connection.dialect.name != "postgresql":
        return
    for each in target.columns:
        sequence = connection.scalar(select(func.pg_get_serial_sequence(target.name, each.name)))
        if sequence is not None:
            highest = select(func.max(each)).scalar_subquery()
            connection.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))
