"""A store, an index and a broker that fit together, for tests that then break one of them behind the others' backs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from factcheck.doctor.archive import ArchivePart
from factcheck.doctor.examination import Part, examine
from factcheck.domain import Passage
from factcheck.index import build_index, open_inspector
from factcheck.pipeline.indexing import DocumentIndexer
from factcheck.store import Store
from factcheck.store.engine import parse_url
from factcheck.store.records import Document
from tests.fakes import FakeEmbedder
from tests.store_samples import put_text

TEXT = "The bridge at Sant Pere was closed on Monday because of cracks. The mayor expects the repair to take two weeks."


class DoctorRoom:
    """Documents of one workspace in the store and in a real index, by a fake embedder."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.url = str(folder / "index")
        self.embedder = FakeEmbedder()
        self.index = build_index(self.url, self.embedder.dimensions, self.embedder.name)
        self.indexer = DocumentIndexer(self.index, self.embedder)
        self.workspace_id = store.workspaces.ensure("doctor").workspace_id
        self.part = ArchivePart(store, lambda: open_inspector(self.url), self.embedder.name)

    def put(self, document_id: str, body: str = TEXT) -> Document:
        """Store a document and index it, as a worker does."""
        document = put_text(self.store, self.workspace_id, document_id, body).document
        self.index_documents([document])
        return document

    def index_documents(self, documents: Sequence[Document]) -> None:
        self.indexer.index_documents(documents)
        for document in documents:
            assert self.store.documents.mark_indexed(document.document_key, document.index_attempt)

    def put_passages(self, document: Document, workspace_id: str | None = None, **fields: Any) -> None:
        """Have the index hold the document's passages with other fields, and perhaps under another workspace."""
        owner = workspace_id or document.workspace_id
        pairs = [
            (replace(passage, workspace_id=owner, **fields), vector)
            for passage, vector in self.indexer.embed_documents([document])
        ]
        self.index.replace_documents([(owner, document.document_key)], pairs)

    def passages_of(self, document: Document) -> list[Passage]:
        inspector = open_inspector(self.url)
        assert inspector is not None
        return inspector.passages_of([document.document_key])


def look(*parts: Part) -> dict[str, list[str]]:
    """Return the ids of what is found by kind, after both looks."""
    examination = examine(parts, pause=lambda: None)
    assert not examination.unlooked, examination.unlooked
    return {finding.kind: list(finding.ids) for finding in examination.findings}


@contextmanager
def broken_into(database_url: str) -> Iterator[Any]:
    """Give a connection that writes past the store, without checks of references."""
    engine = create_engine(parse_url(database_url))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        yield connection
    engine.dispose()
