"""Imports whose senders went away: what they sent is removed, once it is clear that nothing comes any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from factcheck.store.engine import Database
from factcheck.store.import_rows import select_receiving
from factcheck.store.tables import ImportRow


class AbandonedImports:
    """The part of the imports' repository that cleans up."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def receiving(self) -> list[tuple[str, datetime]]:
        """Return the imports that are receiving lines, each with the time when lines came last, by its receiver's clock."""
        query = select(ImportRow.import_id, ImportRow.touched_at).where(ImportRow.status == "receiving")
        return self._database.read(lambda session: [(import_id, at) for import_id, at in session.execute(query)])

    def abort_untouched(self, seen: Sequence[tuple[str, datetime]]) -> int:
        """Remove those of these imports that still receive and have got nothing since; return how many."""

        def work(session: Session) -> int:
            removed = 0
            for import_id, touched_at in seen:
                row = session.scalar(select_receiving(import_id))
                if row is not None and row.touched_at == touched_at:
                    session.delete(row)
                    removed += 1
            return removed

        return self._database.write(work) if seen else 0

    def abort_stale(self, older_than_seconds: float) -> int:
        """Remove the imports that by this clock have been receiving nothing for that long, and return how many."""
        before = self._database.now() - timedelta(seconds=older_than_seconds)
        statement = (
            delete(ImportRow)
            .where(ImportRow.status == "receiving", ImportRow.touched_at <= before)
            .returning(ImportRow.import_id)
        )
        return self._database.write(lambda session: len(session.scalars(statement).all()))
