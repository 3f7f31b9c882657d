"""What ``factcheck doctor`` asks of the store: what is unfinished, what contradicts itself, what has waited for too long.

Reads only, but for the ends that a batch, an article or an import has missed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Select, func, literal, select, text, tuple_
from sqlalchemy.orm import Session

from factcheck.jobs import CHECK, IMPORT, INDEX
from factcheck.portions import in_portions
from factcheck.store.contradictions import KINDS, late_kinds
from factcheck.store.engine import Database
from factcheck.store.import_rows import end_if_done
from factcheck.store.progress import end_article_if_done, end_batch_if_done
from factcheck.store.records import UNFINISHED
from factcheck.store.tables import ArticleRow, Base, CheckRow, ChunkRow, ClaimBatchRow, DocumentRow, ImportRow
from factcheck.store.versions import QUEUED

ROWS_A_PAGE = 1000
PAIRS_A_STATEMENT = 200
# Of one kind; whoever has more of it does not need the rest.
MOST_PLACES = 10_000
ENDLESS: Mapping[str, type[Base]] = {
    "batch-endless": ClaimBatchRow,
    "article-endless": ArticleRow,
    "import-endless": ImportRow,
}


@dataclass(frozen=True, slots=True)
class Work:
    """One attempt at something: ``function`` is the name of the task, ``thing_id`` a check, a document or a chunk."""

    function: str
    thing_id: str
    attempt: int


class Inspection:
    """Questions about the whole store, of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unfinished_work(self, older_than_seconds: float) -> Iterator[Work]:
        """Yield what was queued that long ago and has not ended: checks, chunks of committed imports, documents."""
        before = self._database.now() - timedelta(seconds=older_than_seconds)
        for query in _unfinished(before):
            last = ""
            key = query.selected_columns[1]
            while rows := self._page(query.where(key > last).order_by(key)):
                yield from (Work(*row) for row in rows)
                last = rows[-1][1]

    def still_open(self, works: Collection[Work]) -> set[Work]:
        """Return which of these attempts the store still calls unfinished."""
        listed = list(works)
        found: set[Work] = set()
        for portion in in_portions(listed, PAIRS_A_STATEMENT):
            pairs = [(work.thing_id, work.attempt) for work in portion]
            for query in _unfinished(None):
                _function, thing_id, attempt = query.selected_columns
                found |= {Work(*row) for row in self._read(query.where(tuple_(thing_id, attempt).in_(pairs)))}
        return found & set(listed)

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Yield kind and id of what contradicts itself or has waited for too long (``factcheck.doctor.findings``)."""
        for kind, query in [*KINDS, *late_kinds(self._database.now())]:
            for row in self._read(query.limit(MOST_PLACES)):
                yield kind, "/".join(str(part) for part in row)
        if self._database.engine.dialect.name == "sqlite":
            yield from self._database.read(_ask_sqlite)

    def count_rows(self) -> dict[str, int]:
        """Return how many claims and documents there are."""
        queries = {
            "claims": select(func.count()).where(CheckRow.latest),
            "documents": select(func.count()).where(DocumentRow.deleted_at.is_(None)),
        }
        return {name: self._read(query)[0][0] for name, query in queries.items()}

    def end_missed(self, kind: str, ids: Sequence[str]) -> None:
        """End batches, articles or imports of which nothing is left to do."""
        for thing_id in ids:
            self._database.write(partial(_end, kind, thing_id, self._database.now()))

    def database_time(self) -> datetime | None:
        """Return what the database's clock says, None for SQLite, which has none of its own."""
        if self._database.engine.dialect.name == "sqlite":
            return None
        moment: datetime = self._read(select(func.clock_timestamp()))[0][0]
        return moment

    def _page(self, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
        return self._read(query.limit(ROWS_A_PAGE))

    def _read(self, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
        return self._database.read(lambda session: session.execute(query).all())


def _unfinished(before: datetime | None) -> list[Select[*tuple[Any, ...]]]:
    checks = select(literal(CHECK), CheckRow.check_id, CheckRow.attempt).where(CheckRow.status.in_(UNFINISHED))
    chunks = (
        select(literal(IMPORT), ChunkRow.chunk_id, ChunkRow.attempt)
        .join(ImportRow, ImportRow.import_id == ChunkRow.import_id)
        .where(ImportRow.status.in_(UNFINISHED), ChunkRow.status.in_(UNFINISHED))
    )
    documents = select(literal(INDEX), DocumentRow.document_key, DocumentRow.index_attempt).where(
        DocumentRow.index_status == QUEUED
    )
    if before is None:
        return [checks, chunks, documents]
    return [
        checks.where(CheckRow.queued_at <= before),
        chunks.where(ChunkRow.queued_at <= before),
        documents.where(DocumentRow.index_queued_at <= before),
    ]


def _end(kind: str, thing_id: str, now: datetime, session: Session) -> None:
    row = session.get(ENDLESS[kind], thing_id, with_for_update=True)
    if isinstance(row, ClaimBatchRow) and row.finished_at is None:
        end_batch_if_done(session, now, row)
    if isinstance(row, ArticleRow) and row.finished_at is None:
        end_article_if_done(session, now, row)
    if isinstance(row, ImportRow) and row.finished_at is None:
        end_if_done(session, row, now)


def _ask_sqlite(session: Session) -> list[tuple[str, str]]:
    answers = [str(row[0]) for row in session.execute(text("PRAGMA quick_check(100)"))]
    broken = session.execute(text("PRAGMA foreign_key_check")).all()
    return [
        *(("database-damaged", answer) for answer in answers if answer != "ok"),
        *(("reference-broken", f"{row[0]}/{row[1]}/{row[2]}") for row in broken),
    ]
