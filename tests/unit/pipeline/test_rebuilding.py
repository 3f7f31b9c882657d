"""A rebuild of the index while the archive changes: whatever happens beside it, the new table ends up like the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from factcheck.domain import SearchFilters
from factcheck.pipeline.indexing import DocumentIndexer
from factcheck.pipeline.rebuilding import rebuild_archive
from factcheck.store import Store, open_store
from tests.conftest import FakeClock
from tests.fakes import FakeEmbedder, FakePassageIndex
from tests.store_samples import put_text


class Archive:
    """A store, and two tables of an index; the worker writes to the one in use."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.embedder = FakeEmbedder()
        self.index = FakePassageIndex(FakeEmbedder.dimensions)
        self.live = FakePassageIndex(FakeEmbedder.dimensions)
        self.workspace_id = store.workspaces.ensure("desk").workspace_id
        self.before_switch: Callable[[], None] = lambda: None
        self.after_switch: Callable[[], None] = lambda: None

    def switch(self) -> None:
        self.before_switch()
        self.live = self.index
        self.after_switch()

    def put(self, document_id: str, text: str) -> None:
        put_text(self.store, self.workspace_id, document_id, text)

    def work(self) -> None:
        for document in self.store.documents.unindexed(100):
            current = self.store.documents.get_by_keys([document.document_key])
            DocumentIndexer(self.live, self.embedder).index_documents(list(current.values()))
            self.store.documents.mark_indexed(document.document_key, document.index_attempt)

    def find(self) -> set[str]:
        vector = self.embedder.embed_query("bridge")
        return {found.passage.text for found in self.live.search("bridge", vector, SearchFilters(self.workspace_id), 100)}


@pytest.fixture
def archive(sqlite_url: str, clock: FakeClock) -> Iterator[Archive]:
    store = open_store(sqlite_url, clock)
    archive = Archive(store)
    archive.put("a", "The old bridge is closed.")
    archive.put("b", "The new bridge is open.")
    archive.work()
    yield archive
    store.close()


def rebuild(archive: Archive) -> int:
    count = rebuild_archive(archive.store, archive, archive.embedder)
    archive.work()
    return count


def test_an_archive_that_rests_is_in_the_new_table(archive: Archive) -> None:
    assert rebuild(archive) == 2
    assert archive.live is archive.index
    assert archive.find() == {"The old bridge is closed.", "The new bridge is open."}


def test_a_document_that_came_and_was_indexed_before_the_switch_is_in_the_new_table_too(archive: Archive) -> None:
    def receive() -> None:
        archive.put("c", "A third bridge is planned.")
        archive.work()

    archive.before_switch = receive
    rebuild(archive)
    assert "A third bridge is planned." in archive.find()


def test_a_version_of_a_clock_that_is_behind_is_in_the_new_table(archive: Archive, clock: FakeClock) -> None:
    def correct() -> None:
        clock.now -= timedelta(hours=2)
        archive.put("a", "The old bridge is open again.")
        archive.work()

    archive.before_switch = correct
    rebuild(archive)
    assert archive.find() == {"The old bridge is open again.", "The new bridge is open."}


@pytest.mark.parametrize("is_worker_quick", [True, False])
def test_a_document_that_was_deleted_meanwhile_is_not_in_the_new_table(archive: Archive, is_worker_quick: bool) -> None:
    def delete() -> None:
        archive.store.documents.delete(archive.workspace_id, "a")
        if is_worker_quick:
            archive.work()

    archive.before_switch = delete
    rebuild(archive)
    assert archive.find() == {"The new bridge is open."}
    assert len(archive.store.documents.attempts()) == 1


class SlowEmbedder(FakeEmbedder):
    """While it embeds the first batch, the archive changes and a worker follows."""

    def __init__(self, change: Callable[[], None]) -> None:
        self._changes = [change]

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self._changes:
            self._changes.pop()()
        return super().embed_passages(texts)


def test_a_rebuild_that_is_killed_after_its_switch_leaves_nothing_out_of_date(archive: Archive) -> None:
    def change() -> None:
        archive.put("a", "The old bridge is open again.")
        archive.put("c", "A third bridge is planned.")
        archive.store.documents.delete(archive.workspace_id, "b")
        archive.work()

    def be_killed() -> None:
        raise KeyboardInterrupt

    archive.after_switch = be_killed
    with pytest.raises(KeyboardInterrupt):
        rebuild_archive(archive.store, archive, SlowEmbedder(change))
    archive.work()
    assert archive.find() == {"The old bridge is open again.", "A third bridge is planned."}
