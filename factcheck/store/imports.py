"""Imports: their lines in chunks, each chunk a job with attempts of its own, and how far they have got."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session, defer

from factcheck.store.abandoning import AbandonedImports
from factcheck.store.columns import has_waited
from factcheck.store.ids import new_id
from factcheck.store.import_rows import (
    LineBatch,
    chunk_record,
    end_chunk,
    end_if_done,
    import_record,
    lock_attempt,
    note_errors,
    select_receiving,
)
from factcheck.store.putting import put_documents
from factcheck.store.records import UNFINISHED, Import, ImportChunk, LineError, StoredDocument
from factcheck.store.tables import ChunkRow, ImportRow
from factcheck.store.writes import name_made

MOST_CRASHES = 3
NOTHING_TO_TAKE_BACK = "There is no such document to take back."


class ImportClosedError(ValueError):
    """The import takes no more lines: it was committed or aborted."""


class Imports(AbandonedImports):
    """The imports of all workspaces."""

    def begin(self, workspace_id: str) -> Import:
        """Begin an import that receives lines; nothing of it is worked on before ``commit``."""
        now = self._database.now()

        def work(session: Session) -> Import:
            row = ImportRow(
                import_id=new_id("imp"),
                workspace_id=workspace_id,
                status="receiving",
                total=0,
                created_at=now,
                touched_at=now,
            )
            session.add(row)
            session.flush()
            return import_record(session, row)

        return self._database.write(work, provisional=True)

    def add_chunk(self, import_id: str, number: int, lines: Sequence[tuple[int, str]], errors: Sequence[LineError]) -> str:
        """Store the next lines, and what was refused while receiving them; return the chunk's id.

        Raise ImportClosedError if the import is not receiving any more.
        """
        now = self._database.now()
        chunk_id = new_id("chn")

        def work(session: Session) -> str:
            row = session.scalar(select_receiving(import_id))
            if row is None:
                raise ImportClosedError("The import takes no more lines.")
            row.touched_at = now
            chunk = ChunkRow(
                chunk_id=chunk_id,
                import_id=import_id,
                workspace_id=row.workspace_id,
                number=number,
                attempt=1,
                crashes=0,
                status="queued" if lines else "done",
                lines=[list(line) for line in lines],
                done=0,
                failed=0,
                queued_at=now,
            )
            session.add(chunk)
            row.total += len(lines) + note_errors(session, chunk, errors)
            return chunk_id

        return self._database.write(work, provisional=True)

    def commit(self, import_id: str, total: int) -> Import:
        """Close a received import of ``total`` lines and queue its chunks; it is done at once if nothing is left to do.

        Raise ImportClosedError if the import is not receiving any more.
        """
        now = self._database.now()

        def work(session: Session) -> Import:
            row = session.scalar(select_receiving(import_id))
            if row is None:
                raise ImportClosedError("The import was closed before.")
            row.status, row.total = "queued", total
            session.execute(
                update(ChunkRow).where(ChunkRow.import_id == import_id, ChunkRow.status == "queued").values(queued_at=now)
            )
            end_if_done(session, row, now)
            name_made(session, "import_id", import_id)
            return import_record(session, row)

        return self._database.write(work)

    def abort(self, import_id: str) -> None:
        """Remove an import that is still receiving, with its lines; a committed one goes on."""
        statement = delete(ImportRow).where(ImportRow.import_id == import_id, ImportRow.status == "receiving")
        self._database.write(lambda session: session.execute(statement), provisional=True)

    def get(self, workspace_id: str, import_id: str) -> Import | None:
        """Return an import with its counts so far and its first hundred errors by line."""
        query = select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.workspace_id == workspace_id)

        def work(session: Session) -> Import | None:
            row = session.scalar(query)
            return import_record(session, row) if row else None

        return self._database.read(work)

    def chunks(self, import_id: str) -> list[ImportChunk]:
        """Return the chunks of an import by number, without their lines."""
        query = select(ChunkRow).where(ChunkRow.import_id == import_id).order_by(ChunkRow.number)
        return self._read_chunks(query)

    def start_chunk(self, chunk_id: str, attempt: int) -> ImportChunk | None:
        """Mark this attempt as running and return the chunk with its lines; None if superseded, ended or not committed."""

        def work(session: Session) -> ImportChunk | None:
            locked = lock_attempt(session, chunk_id, attempt)
            if locked is None:
                return None
            row, chunk = locked
            row.status = chunk.status = "running"
            return chunk_record(chunk, chunk.lines)

        return self._database.write(work)

    def store_lines(self, chunk: ImportChunk, batch: LineBatch) -> list[StoredDocument | None] | None:
        """Store the documents of some lines together with the note that these lines are done: once, however often tried.

        A line that takes back a document which is not there counts as failed. None if the attempt is superseded, has
        ended, or has come to other lines already.
        """
        now = self._database.now()

        def work(session: Session) -> list[StoredDocument | None] | None:
            locked = lock_attempt(session, chunk.chunk_id, chunk.attempt)
            if locked is None or locked[1].position != batch.start:
                return None
            row = locked[1]
            puts = [put for _line, put in batch.puts]
            stored = put_documents(session, now, row.workspace_id, puts, ends=batch.ends)
            missing = [line for (line, _put), found in zip(batch.puts, stored, strict=True) if found is None]
            note_errors(session, row, [*batch.errors, *(LineError(line, NOTHING_TO_TAKE_BACK) for line in missing)])
            row.done += len(stored) - len(missing)
            row.position = batch.end
            return stored

        return self._database.write(work)

    def finish_chunk(self, chunk_id: str, attempt: int, done: int, errors: Sequence[LineError]) -> bool:
        """Count the rest of an outcome and drop the lines; the last chunk ends the import. False if superseded."""
        now = self._database.now()

        def work(session: Session) -> bool:
            locked = lock_attempt(session, chunk_id, attempt)
            if locked is None:
                return False
            row, chunk = locked
            chunk.done += done
            end_chunk(session, row, chunk, errors, now)
            return True

        return self._database.write(work)

    def unfinished_chunks(
        self, older_than_seconds: float, limit: int, statuses: Collection[str] = UNFINISHED
    ) -> list[ImportChunk]:
        """Return chunks of committed imports, queued that long ago, longest waiting first, without their lines."""
        query = (
            select(ChunkRow)
            .join(ImportRow, ImportRow.import_id == ChunkRow.import_id)
            .where(
                ImportRow.status.in_(UNFINISHED),
                ChunkRow.status.in_(statuses),
                has_waited(ChunkRow.queued_at, self._database.now(), older_than_seconds),
            )
            .order_by(ChunkRow.queued_at, ChunkRow.chunk_id)
            .limit(limit)
        )
        return self._read_chunks(query)

    def retry_chunk(self, chunk_id: str, attempt: int, crashed: bool) -> ImportChunk | None:
        """Queue the next attempt in place of a lost one; None if superseded or ended.

        ``crashed`` says that the worker vanished while it held the job: the third time all lines count as failed.
        """
        now = self._database.now()

        def work(session: Session) -> ImportChunk | None:
            locked = lock_attempt(session, chunk_id, attempt)
            if locked is None:
                return None
            row, chunk = locked
            chunk.crashes += crashed
            if chunk.crashes >= MOST_CRASHES:
                detail = f"The worker stopped {MOST_CRASHES} times while storing the lines around this one."
                left = chunk.lines[chunk.position :]
                end_chunk(session, row, chunk, [LineError(line, detail) for line, _ in left], now)
                return None
            chunk.attempt += 1
            chunk.status, chunk.queued_at = "queued", now
            return chunk_record(chunk)

        return self._database.write(work)

    def _read_chunks(self, query: Select[ChunkRow]) -> list[ImportChunk]:
        query = query.options(defer(ChunkRow.lines, raiseload=True))
        return self._database.read(lambda session: [chunk_record(row) for row in session.scalars(query)])
