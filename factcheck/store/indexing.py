"""How far the passage index has got with each document, as its worker and the reconciler see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from factcheck.portions import in_portions
from factcheck.store.columns import has_waited
from factcheck.store.corpus_state import change_corpus_state
from factcheck.store.engine import Database
from factcheck.store.putting import IDS_A_STATEMENT
from factcheck.store.reading import Texts, read_document, select_documents
from factcheck.store.records import Document
from factcheck.store.tables import DocumentRow
from factcheck.store.versions import EMPTY_CONTENT, QUEUED, document_record, queue_for_indexing

# After that many attempts whose worker vanished, the document itself is taken to be the cause.
MOST_CRASHES = 3
FAILED = "failed"
KEYS_A_PAGE = 5_000


class DocumentIndexing:
    """The half of the documents' repository that the indexing worker uses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mark_indexed(self, document_key: str, attempt: int) -> bool:
        """Say that the index holds the current version; a deleted document's last trace goes. False if superseded."""
        return not self.mark_all_indexed({document_key: attempt})

    def find_current(self, attempts: Mapping[str, int]) -> set[str]:
        """Return the keys of the documents whose latest attempt is the one given by their key."""
        query = select(DocumentRow.document_key, DocumentRow.index_attempt)

        def work(session: Session) -> set[str]:
            portions = in_portions(sorted(attempts), IDS_A_STATEMENT)
            found = (session.execute(query.where(DocumentRow.document_key.in_(portion))) for portion in portions)
            return {key for rows in found for key, attempt in rows if attempt == attempts[key]}

        return self._database.read(work)

    def mark_all_indexed(self, attempts: Mapping[str, int], *, requeue: bool = False) -> list[str]:
        """Do so for several documents (attempts by document_key) and return the keys of those that were superseded.

        ``requeue`` queues these anew in the same transaction: what the superseded attempt has written may have come after
        what the current one wrote.
        """
        keys, now = sorted(attempts), self._database.now()

        def work(session: Session) -> list[str]:
            rows = [row for portion in in_portions(keys, IDS_A_STATEMENT) for row in _lock(session, portion)]
            current = [row for row in rows if row.index_attempt == attempts[row.document_key]]
            for row in current:
                if row.deleted_at is not None:
                    session.delete(row)
                row.index_status, row.index_error = "indexed", None
            for workspace_id in sorted({row.workspace_id for row in current}):
                change_corpus_state(session, workspace_id)
            marked = {row.document_key for row in current}
            if requeue:
                for row in rows:
                    if row.document_key not in marked:
                        queue_for_indexing(row, now)
            return [key for key in keys if key not in marked]

        return self._database.write(work)

    def mark_index_failed(self, document_key: str, attempt: int, error: str) -> bool:
        """Say that indexing failed for good, with a sentence for the reader; False if superseded."""

        def work(session: Session) -> bool:
            row = session.scalar(_attempt(document_key, attempt))
            if row is None:
                return False
            row.index_status, row.index_error = FAILED, error
            return True

        return self._database.write(work)

    def retry_index(self, document_key: str, attempt: int, crashed: bool = True) -> Document | None:
        """Begin the next attempt in place of a lost one, without texts; None if superseded, ended, or given up.

        ``crashed`` says that the worker vanished while it held the job: the third time the document is marked as failed.
        Pass False when only the broker forgot the job.
        """
        now = self._database.now()

        def work(session: Session) -> Document | None:
            row = session.scalar(_attempt(document_key, attempt).where(DocumentRow.index_status == QUEUED))
            if row is None:
                return None
            row.index_crashes += crashed
            if row.index_crashes >= MOST_CRASHES:
                row.index_status, row.index_error = FAILED, f"The worker stopped {MOST_CRASHES} times while indexing it."
                return None
            queue_for_indexing(row, now)
            return document_record(row, EMPTY_CONTENT)

        return self._database.write(work)

    def requeue_failed(self) -> int:
        """Queue the documents anew whose indexing failed for good, and return how many."""
        now = self._database.now()
        statement = (
            update(DocumentRow)
            .where(DocumentRow.index_status == FAILED)
            .values(
                index_status=QUEUED,
                index_error=None,
                index_crashes=0,
                index_attempt=DocumentRow.index_attempt + 1,
                index_queued_at=now,
                index_waits_since=now,
            )
        )
        return self._database.write(lambda session: session.connection().execute(statement).rowcount)

    def queue_anew(self, document_keys: Sequence[str]) -> None:
        """Queue these documents for the index once more, whatever it has made of them; unknown keys are passed over."""
        now = self._database.now()

        def work(session: Session) -> None:
            for portion in in_portions(document_keys, IDS_A_STATEMENT):
                for row in _lock(session, portion):
                    row.index_crashes = 0
                    queue_for_indexing(row, now)

        self._database.write(work)

    def failed(self, workspace_id: str, limit: int) -> list[Document]:
        """Return the workspace's newest documents whose indexing failed for good, without texts."""
        query = (
            select_documents(Texts.NONE)
            .where(DocumentRow.workspace_id == workspace_id, DocumentRow.index_status == FAILED)
            .order_by(DocumentRow.document_key.desc())
            .limit(limit)
        )
        return self._database.read(lambda session: [read_document(found, Texts.NONE) for found in session.execute(query)])

    def requeue(self, workspace_id: str, document_id: str) -> Document | None:
        """Queue a document anew whose indexing failed for good, without texts; None if the workspace has no such one."""
        now = self._database.now()
        query = select(DocumentRow).where(
            DocumentRow.workspace_id == workspace_id,
            DocumentRow.document_id == document_id,
            DocumentRow.index_status == FAILED,
        )

        def work(session: Session) -> Document | None:
            row = session.scalar(query.with_for_update())
            if row is None:
                return None
            row.index_crashes = 0
            queue_for_indexing(row, now)
            return document_record(row, EMPTY_CONTENT)

        return self._database.write(work)

    def unindexed(self, limit: int, older_than_seconds: float = 0, *, only_crashed: bool = False) -> list[Document]:
        """Return documents that wait for the index, longest waiting first and deleted ones too, without texts.

        With ``only_crashed`` only those whose worker vanished while it held the job.
        """
        query = (
            select_documents(Texts.NONE)
            .where(
                DocumentRow.index_status == QUEUED,
                has_waited(DocumentRow.index_queued_at, self._database.now(), older_than_seconds),
            )
            .order_by(DocumentRow.index_queued_at, DocumentRow.document_key)
            .limit(limit)
        )
        if only_crashed:
            query = query.where(DocumentRow.index_crashes > 0)
        return self._database.read(lambda session: [read_document(found, Texts.NONE) for found in session.execute(query)])

    def attempts(self) -> dict[str, int]:
        """Return the number of the latest attempt at each document by its key, deleted ones too that the index may have."""
        found: dict[str, int] = {}
        last_key = ""
        while page := self._attempts_after(last_key):
            found |= page
            last_key = max(page)
        return found

    def _attempts_after(self, last_key: str) -> dict[str, int]:
        query = (
            select(DocumentRow.document_key, DocumentRow.index_attempt)
            .where(DocumentRow.document_key > last_key)
            .order_by(DocumentRow.document_key)
            .limit(KEYS_A_PAGE)
        )
        return self._database.read(lambda session: {key: attempt for key, attempt in session.execute(query)})

    def index_lag(self) -> int:
        """Count the documents that wait for the index."""
        query = select(func.count()).select_from(DocumentRow).where(DocumentRow.index_status == QUEUED)
        return self._database.read(lambda session: session.scalar(query) or 0)


def _lock(session: Session, document_keys: Sequence[str]) -> Iterable[DocumentRow]:
    """Lock documents, always in one order; as many as a statement holds at the most."""
    some = DocumentRow.document_key.in_(document_keys)
    return session.scalars(select(DocumentRow).where(some).order_by(DocumentRow.document_key).with_for_update())


def _attempt(document_key: str, attempt: int) -> Select[DocumentRow]:
    return (
        select(DocumentRow)
        .where(DocumentRow.document_key == document_key, DocumentRow.index_attempt == attempt)
        .with_for_update()
    )
