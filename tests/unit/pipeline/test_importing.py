"""An import beside other writers of the same documents."""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.domain import SearchFilters
from factcheck.pipeline.importing import ImportRunner, read_line
from factcheck.pipeline.indexing import DocumentIndexer, FindCurrent
from factcheck.store import Store
from factcheck.store.records import Document
from tests.fakes import FakeEmbedder, FakePassageIndex
from tests.store_samples import put_text


class OvertakenIndexer(DocumentIndexer):
    """While it embeds its first documents, another worker stores and indexes a later version of one of them."""

    def __init__(self, index: FakePassageIndex, store: Store) -> None:
        super().__init__(index, FakeEmbedder())
        self._other = DocumentIndexer(index, FakeEmbedder())
        self._store = store
        self._is_overtaken = False

    def index_documents(self, documents: Sequence[Document], find_current: FindCurrent | None = None) -> Sequence[Document]:
        if not self._is_overtaken:
            self._is_overtaken = True
            later = put_text(self._store, documents[0].workspace_id, "bridge", "The bridge is open again.").document
            self._other.index_documents([later])
            self._store.documents.mark_indexed(later.document_key, later.index_attempt)
        return super().index_documents(documents, find_current)


def test_a_later_version_that_another_worker_has_indexed_stays_in_the_index(store: Store) -> None:
    workspace_id = store.workspaces.ensure("desk").workspace_id
    index = FakePassageIndex(FakeEmbedder.dimensions)
    runner = ImportRunner(store, OvertakenIndexer(index, store))
    line = '{"document_id": "bridge", "text": "The bridge is closed."}'

    assert [outcome.done for outcome in runner.run_items(workspace_id, [(1, read_line(line))])] == [1]

    found = index.search("bridge", FakeEmbedder().embed_query("bridge"), SearchFilters(workspace_id), 10)
    assert [candidate.passage.text for candidate in found] == ["The bridge is open again."]
    assert store.documents.unindexed(10) == []
