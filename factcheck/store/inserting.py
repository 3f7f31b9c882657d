"""Inserting rows that may be there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import false
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from factcheck.store.tables import Base


def insert_ignoring(session: Session, table: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert the rows, passing over those that break a uniqueness rule: someone else was first."""
    if rows:
        session.execute(insert_into(session, table).on_conflict_do_nothing(), rows)


def insert_or_lock(session: Session, table: type[Base], rows: Sequence[Mapping[str, object]], unique: Sequence[str]) -> None:
    """Insert the rows in their order; one that is there already, by its ``unique`` columns, is locked and left as it is.

    Afterwards every row is there and stays until the transaction ends. Passing it over and locking it with a second
    statement would find nothing if it was deleted between the two.
    """
    insert = insert_into(session, table)
    # The columns are set for the strength of the lock alone: with those of a key it is the one that a deletion takes.
    own = {name: insert.excluded[name] for name in unique}
    if rows:
        session.execute(insert.on_conflict_do_update(index_elements=unique, set_=own, where=false()), rows)


def insert_into(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Return the statement that inserts into a table, of the database at hand: only they know conflicts."""
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)
