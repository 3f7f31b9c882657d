"""Inserting rows that may be there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from factcheck.store.tables import Base


def insert_ignoring(session: Session, table: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert the rows, passing over those that break a uniqueness rule: someone else was first."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    if rows:
        session.execute(insert(table).on_conflict_do_nothing(), rows)
