"""Documents and their immutable versions, and how far the passage index has got with them.

How much of the texts comes along: ``put``, ``get`` and ``get_version`` give all; ``get_by_keys`` and ``iterate_live``
leave ``raw`` empty; ``list``, ``versions`` and ``unindexed`` leave ``raw`` and ``text`` empty, as two hundred documents
may be 800 MB of text. A deleted document has an empty content.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from factcheck.domain import DocumentStatus
from factcheck.portions import in_portions
from factcheck.store.causes import note_deletion
from factcheck.store.corpus_state import change_corpus_state
from factcheck.store.cursors import decode_cursor, decode_number
from factcheck.store.editions import DocumentPut
from factcheck.store.indexing import DocumentIndexing
from factcheck.store.preconditions import Precondition, state_of_document
from factcheck.store.putting import ANY_STATE, IDS_A_STATEMENT, put_documents
from factcheck.store.reading import (
    Texts,
    cut_page,
    read_document,
    read_text,
    read_version,
    select_documents,
    select_texts,
    select_versions,
)
from factcheck.store.records import ArchiveSpan, Document, DocumentContent, DocumentVersion, Page, StoredDocument
from factcheck.store.scrubbing import scrub_document
from factcheck.store.surveying import survey_archive
from factcheck.store.tables import DocumentRow, VersionRow
from factcheck.store.versions import EMPTY_CONTENT, Versioner, document_record, queue_for_indexing
from factcheck.visibility import is_visible

# Inside the class below, ``list`` is its method.
StoredDocuments = list[StoredDocument | None]


class Documents(DocumentIndexing):
    """The documents of all workspaces."""

    def put(
        self,
        workspace_id: str,
        document_id: str,
        content: DocumentContent,
        status: str = "usable",
        embargoed_until: datetime | None = None,
    ) -> StoredDocument:
        """Store a document; a new version is made only if any field of the content differs from the current one.

        Status and embargo are state: changing them makes no version and asks for no indexing. A deleted document comes
        back with the next version number. Raise ValueError for an unknown status or a time without a zone.
        """
        (stored,) = self.put_many(workspace_id, [DocumentPut(document_id, content, status, embargoed_until)])
        return cast(StoredDocument, stored)

    def put_many(
        self, workspace_id: str, puts: Sequence[DocumentPut], precondition: Precondition = ANY_STATE
    ) -> StoredDocuments:
        """Store documents in one transaction, in the order given: all of them or, on an error, none.

        A put without content sets the state of a document that is there; for one that is not, None comes back. Raise
        PreconditionFailedError if a document is in another state than it should.
        """
        now = self._database.now()
        return self._database.write(lambda session: put_documents(session, now, workspace_id, puts, precondition))

    def get(self, workspace_id: str, document_id: str) -> Document | None:
        """Return a document with its whole content, None if it is unknown or deleted."""
        query = select_documents(Texts.ALL).where(*_is_live(workspace_id, document_id))

        def work(session: Session) -> Document | None:
            found = session.execute(query).one_or_none()
            return read_document(found, Texts.ALL) if found else None

        return self._database.read(work)

    def find_visible(self, workspace_id: str, document_ids: Collection[str], now: datetime) -> set[str]:
        """Return which of these documents are there and may be shown at ``now``."""
        ids = sorted(set(document_ids))
        state = select(DocumentRow.document_id, DocumentRow.status, DocumentRow.embargoed_until, DocumentRow.deleted_at)

        def work(session: Session) -> set[str]:
            visible: set[str] = set()
            for portion in in_portions(ids, IDS_A_STATEMENT):
                asked = DocumentRow.document_id.in_(portion)
                rows = session.execute(
                    state.where(DocumentRow.workspace_id == workspace_id, asked, DocumentRow.deleted_at.is_(None))
                )
                visible.update(row.document_id for row in rows if is_visible(row, now))
            return visible

        return self._database.read(work)

    def get_by_keys(self, document_keys: Sequence[str]) -> dict[str, Document]:
        """Return the documents of these keys that exist, without ``raw``; deleted ones have ``deleted_at`` set."""
        keys = sorted(set(document_keys))

        def work(session: Session) -> dict[str, Document]:
            documents: dict[str, Document] = {}
            for portion in in_portions(keys, IDS_A_STATEMENT):
                for found in session.execute(select_texts().where(DocumentRow.document_key.in_(portion))):
                    documents[found.document_key] = read_text(found)
            return documents

        return self._database.read(work)

    def get_version(self, workspace_id: str, document_id: str, version: int) -> DocumentVersion | None:
        """Return one version with its whole content, None if the document is deleted or never had it."""
        query = select_versions(Texts.ALL).where(*_is_live(workspace_id, document_id), VersionRow.version == version)

        def work(session: Session) -> DocumentVersion | None:
            row = session.scalar(query)
            return read_version(row, Texts.ALL) if row else None

        return self._database.read(work)

    def versions(
        self, workspace_id: str, document_id: str, cursor: str | None = None, limit: int = 50
    ) -> Page[DocumentVersion]:
        """Return versions, newest first, without ``raw`` and ``text``; an empty page for an unknown document."""
        query = select_versions(Texts.NONE).where(*_is_live(workspace_id, document_id))
        if cursor is not None:
            query = query.where(VersionRow.version < decode_number("versions", cursor))
        query = query.order_by(VersionRow.version.desc()).limit(limit + 1)

        def work(session: Session) -> Page[DocumentVersion]:
            rows = session.scalars(query).all()
            return cut_page(rows, limit, "versions", lambda row: read_version(row, Texts.NONE), lambda row: str(row.version))

        return self._database.read(work)

    def list(
        self,
        workspace_id: str,
        cursor: str | None = None,
        limit: int = 50,
        *,
        visible_at: datetime | None = None,
        status: str | None = None,
    ) -> Page[Document]:
        """Return documents that are not deleted, newest first, without ``raw`` and ``text``.

        With ``visible_at`` only those that may be shown to everybody at that time, with ``status`` only those.
        """
        query = select_documents(Texts.NONE).where(
            DocumentRow.workspace_id == workspace_id, DocumentRow.deleted_at.is_(None)
        )
        if status is not None:
            query = query.where(DocumentRow.status == status)
        if visible_at is not None:
            is_free = or_(DocumentRow.embargoed_until.is_(None), DocumentRow.embargoed_until <= visible_at)
            query = query.where(DocumentRow.status == DocumentStatus.USABLE.value, is_free)
        if cursor is not None:
            query = query.where(DocumentRow.document_key < decode_cursor("documents", cursor))
        query = query.order_by(DocumentRow.document_key.desc()).limit(limit + 1)

        def work(session: Session) -> Page[Document]:
            rows = session.execute(query).all()
            return cut_page(
                rows, limit, "documents", lambda row: read_document(row, Texts.NONE), lambda row: row[0].document_key
            )

        return self._database.read(work)

    def find_keys(self, workspace_id: str, document_ids: Sequence[str]) -> tuple[str, ...]:
        """Return the keys of the documents with these ids, deleted ones too; unknown ids have none."""
        if not document_ids:
            return ()
        query = (
            select(DocumentRow.document_key)
            .where(DocumentRow.workspace_id == workspace_id, DocumentRow.document_id.in_(document_ids))
            .order_by(DocumentRow.document_key)
        )
        return self._database.read(lambda session: tuple(session.scalars(query)))

    def survey(self, workspace_id: str, language: str | None = None, excluded: Sequence[str] = ()) -> ArchiveSpan:
        """Count the documents that may be shown now, in one language or in all, with the dates of the first and last.

        The documents with the ids ``excluded`` count as not there.
        """
        return survey_archive(self._database, workspace_id, self._database.now(), language, excluded)

    def delete(self, workspace_id: str, document_id: str, precondition: Precondition = ANY_STATE) -> Document | None:
        """Delete a document, the texts of all its versions and its evidence in stored reports, and queue its unindexing.

        Return what is left of it (no content, the attempt to enqueue), None if it is unknown or deleted already. Raise
        PreconditionFailedError if it is in another state than it should.
        """
        now = self._database.now()
        query = select(DocumentRow).where(*_is_live(workspace_id, document_id)).with_for_update()

        def work(session: Session) -> Document | None:
            row = session.scalar(query)
            if row is None:
                return None
            precondition.require(state_of_document(row))
            row.deleted_at = row.changed_at = now
            # The numbers of all versions are spent, those of late ones too.
            row.version = Versioner(session, now).find_last_number(row)
            row.sha256 = ""
            row.published_at = row.language = None
            row.index_crashes = 0
            queue_for_indexing(row, now)
            session.execute(delete(VersionRow).where(VersionRow.document_key == row.document_key))
            note_deletion(session, now, row)
            scrub_document(session, now, row)
            change_corpus_state(session, workspace_id)
            return document_record(row, EMPTY_CONTENT)

        return self._database.write(work)

    def iterate_live(self, batch: int = 200) -> Iterator[Sequence[Document]]:
        """Go through all documents that are not deleted, oldest first, without ``raw``; each batch is one transaction."""
        last_key = ""
        while documents := self._live_after(last_key, batch):
            yield documents
            last_key = documents[-1].document_key

    def _live_after(self, last_key: str, batch: int) -> Sequence[Document]:
        query = (
            select_texts()
            .where(DocumentRow.document_key > last_key, DocumentRow.deleted_at.is_(None))
            .order_by(DocumentRow.document_key)
            .limit(batch)
        )
        return self._database.read(lambda session: [read_text(found) for found in session.execute(query)])


def _is_live(workspace_id: str, document_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        DocumentRow.workspace_id == workspace_id,
        DocumentRow.document_id == document_id,
        DocumentRow.deleted_at.is_(None),
    )
