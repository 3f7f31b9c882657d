"""The rows behind imports: what to lock before counting, how errors are kept, when an import has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from factcheck.store.editions import DocumentPut
from factcheck.store.outbox import add_event
from factcheck.store.records import UNFINISHED, Import, ImportChunk, LineError
from factcheck.store.tables import ChunkRow, ImportRow, LineErrorRow

SHOWN_ERRORS = 100


@dataclass(frozen=True, slots=True)
class LineBatch:
    """What lines ``start`` to ``end`` of a chunk (counted from 0) hold: documents by line number, and errors.

    ``ends`` are the sums of the contents that later lines of the chunk give to documents, by document id.
    """

    start: int
    end: int
    puts: Sequence[tuple[int, DocumentPut]]
    errors: Sequence[LineError] = ()
    ends: Mapping[str, str] = field(default_factory=dict)


def select_receiving(import_id: str) -> Select[ImportRow]:
    """Return the query that locks an import if it is still receiving lines."""
    return select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.status == "receiving").with_for_update()


def lock_attempt(session: Session, chunk_id: str, attempt: int) -> tuple[ImportRow, ChunkRow] | None:
    """Lock a chunk's import, then the chunk, if this attempt is the current one and has not ended.

    The import comes first: of two chunks that end at the same time, the later one must see that the other has ended.
    """
    of_chunk = select(ChunkRow.import_id).where(ChunkRow.chunk_id == chunk_id).scalar_subquery()
    row = session.scalar(
        select(ImportRow).where(ImportRow.import_id == of_chunk, ImportRow.status.in_(UNFINISHED)).with_for_update()
    )
    chunk = session.scalar(
        select(ChunkRow)
        .where(ChunkRow.chunk_id == chunk_id, ChunkRow.attempt == attempt, ChunkRow.status.in_(UNFINISHED))
        .with_for_update()
    )
    return (row, chunk) if row is not None and chunk is not None else None


def note_errors(session: Session, chunk: ChunkRow, errors: Sequence[LineError]) -> int:
    """Keep the first hundred errors of a chunk, count its failed lines and return how many there are."""
    failed = len({error.line for error in errors})
    chunk.failed += failed
    session.add_all(
        LineErrorRow(import_id=chunk.import_id, line=error.line, detail=error.detail, pointer=error.pointer)
        for error in sorted(errors, key=lambda error: error.line)[:SHOWN_ERRORS]
    )
    return failed


def end_chunk(session: Session, row: ImportRow, chunk: ChunkRow, errors: Sequence[LineError], now: datetime) -> None:
    """End a chunk, drop its lines, and end its import if this was the last one."""
    note_errors(session, chunk, errors)
    chunk.status, chunk.lines = "done", []
    end_if_done(session, row, now)


def end_if_done(session: Session, row: ImportRow, now: datetime) -> None:
    """End an import, with an event, once none of its chunks is left to do."""
    session.flush()
    is_open = exists().where(ChunkRow.import_id == row.import_id, ChunkRow.status.in_(UNFINISHED))
    if session.scalar(select(is_open)):
        return
    row.status, row.finished_at = "done", now
    record = import_record(session, row)
    payload: dict[str, Any] = {
        "import_id": row.import_id,
        "status": record.status,
        "total": record.total,
        "done": record.done,
        "failed": record.failed,
    }
    add_event(session, now, row.workspace_id, "import.done", payload)


def import_record(session: Session, row: ImportRow) -> Import:
    """Return the record of an import with the counts of its chunks and its first errors."""
    of_import = ChunkRow.import_id == row.import_id
    done, failed = session.execute(
        select(func.coalesce(func.sum(ChunkRow.done), 0), func.coalesce(func.sum(ChunkRow.failed), 0)).where(of_import)
    ).one()
    errors = session.scalars(
        select(LineErrorRow)
        .where(LineErrorRow.import_id == row.import_id)
        .order_by(LineErrorRow.line, LineErrorRow.error_id)
        .limit(SHOWN_ERRORS)
    )
    return Import(
        import_id=row.import_id,
        workspace_id=row.workspace_id,
        status=row.status,
        total=row.total,
        done=done,
        failed=failed,
        errors=tuple(LineError(line=error.line, detail=error.detail, pointer=error.pointer) for error in errors),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def chunk_record(row: ChunkRow, lines: Sequence[tuple[int, str]] = ()) -> ImportChunk:
    """Return the record of a chunk with these lines."""
    return ImportChunk(
        chunk_id=row.chunk_id,
        import_id=row.import_id,
        workspace_id=row.workspace_id,
        number=row.number,
        attempt=row.attempt,
        crashes=row.crashes,
        status=row.status,
        lines=tuple((line, text) for line, text in lines),
        position=row.position,
    )
