"""Documents change while they are on their way into the index: what is there in the end is the store's latest state."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from factcheck.domain import Passage
from factcheck.errors import IndexUnavailableError
from factcheck.pipeline.aligning import align_index
from factcheck.pipeline.importing import ImportRunner, read_line
from factcheck.pipeline.indexing import DocumentIndexer
from factcheck.store import Store
from factcheck.store.records import Document
from tests.conftest import FakeClock
from tests.fakes import FakeEmbedder, FakePassageIndex
from tests.integration.watching_room import WatchingRoom

OLD = "The Aller bridge stays closed to traffic because of cracks in a pillar."
NEW = "The Aller bridge opened to traffic on Monday after four years of work."


def nothing() -> None:
    pass


class OvertakenEmbedder(FakeEmbedder):
    """Something happens while it embeds for the next time."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[], object] = nothing

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        happen, self.meanwhile = self.meanwhile, nothing
        happen()
        return super().embed_passages(texts)


class OvertakenIndex(FakePassageIndex):
    """Something happens right before its next write."""

    def __init__(self) -> None:
        super().__init__(FakeEmbedder.dimensions)
        self.meanwhile: Callable[[], object] = nothing
        self.written: list[str] = []

    def replace_documents(
        self, documents: Sequence[tuple[str, str]], passages: Iterable[tuple[Passage, NDArray[np.float32]]]
    ) -> None:
        happen, self.meanwhile = self.meanwhile, nothing
        happen()
        pairs = list(passages)
        self.written += [passage.text for passage, _vector in pairs]
        super().replace_documents(documents, pairs)

    @property
    def texts(self) -> list[str]:
        return [passage.text for pairs in self._documents.values() for passage, _vector in pairs]


class Room:
    """A runtime of which one process is overtaken by ``another``."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        room = WatchingRoom(store, clock)
        self.store, self.workspace_id, self.put = store, room.workspace_id, room.put
        self.embedder, self.index = OvertakenEmbedder(), OvertakenIndex()
        indexer = DocumentIndexer(self.index, self.embedder)
        self.runtime = replace(room.runtime, index=self.index, indexer=indexer, importer=ImportRunner(store, indexer))

    def another(self, document: Document | None) -> None:
        """Have another worker index the document, or unindex it, and note that."""
        assert document is not None
        align_index(self.store, DocumentIndexer(self.index, FakeEmbedder()), [document])

    def delete(self) -> None:
        self.another(self.store.documents.delete(self.workspace_id, "bridge"))

    def change(self) -> None:
        self.another(self.put("bridge", NEW))

    def work(self) -> None:
        """Index what waits, as the reconciler and a worker do."""
        for waiting in self.store.documents.unindexed(10):
            self.runtime.index_document(waiting.document_key, waiting.index_attempt)


@pytest.fixture
def room(store: Store, clock: FakeClock) -> Room:
    return Room(store, clock)


def index_by_worker(room: Room) -> None:
    document = room.put("bridge", OLD)
    room.runtime.index_document(document.document_key, document.index_attempt)


def index_by_import(room: Room) -> None:
    line = json.dumps({"document_id": "bridge", "text": OLD})
    list(room.runtime.importer.run_items(room.workspace_id, [(1, read_line(line))]))


every_way = pytest.mark.parametrize("index", [index_by_worker, index_by_import])
Way = Callable[[Room], None]


@every_way
@pytest.mark.parametrize("during", ["embedder", "index"])
def test_the_text_of_a_deleted_document_does_not_come_back(room: Room, index: Way, during: str) -> None:
    getattr(room, during).meanwhile = room.delete
    index(room)
    assert room.index.texts == []
    assert room.store.documents.attempts() == {}


@every_way
def test_a_version_that_was_replaced_while_it_was_embedded_is_not_written(room: Room, index: Way) -> None:
    room.embedder.meanwhile = room.change
    index(room)
    assert room.index.written == [NEW]
    assert room.store.documents.unindexed(10) == []


@every_way
def test_a_version_that_came_while_another_was_embedded_is_indexed_with_it(room: Room, index: Way) -> None:
    room.embedder.meanwhile = lambda: room.put("bridge", NEW)
    index(room)
    assert room.index.written == [NEW]
    assert room.store.documents.unindexed(10) == []


@every_way
def test_a_version_that_was_replaced_while_it_was_written_is_written_over(room: Room, index: Way) -> None:
    room.index.meanwhile = room.change
    index(room)
    assert room.index.texts == [NEW]
    assert room.store.documents.unindexed(10) == []


@every_way
@pytest.mark.parametrize("error", [IndexUnavailableError("The disk is full."), KeyboardInterrupt()])
def test_an_older_version_over_a_newer_one_is_remembered_if_the_next_write_fails(
    room: Room, index: Way, error: BaseException
) -> None:
    def fail() -> None:
        raise error

    def change() -> None:
        room.change()
        room.index.meanwhile = fail

    room.index.meanwhile = change
    with pytest.raises(type(error)):
        index(room)
    assert room.index.texts == [OLD]
    room.work()
    assert room.index.texts == [NEW]
    assert room.store.documents.unindexed(10) == []


def test_what_nobody_else_has_changed_is_written_with_what_has(room: Room) -> None:
    first, second = room.put("bridge", OLD), room.put("tunnel", OLD)
    room.embedder.meanwhile = room.change
    align_index(room.store, room.runtime.indexer, [first, second])
    assert room.index.written == [NEW, OLD]
    assert room.store.documents.unindexed(10) == []
