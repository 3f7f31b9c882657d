"""The way of a whole archive into a new table of the index, while workers go on writing to the one in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from factcheck.pipeline.indexing import DocumentIndexer
from factcheck.portions import in_portions
from factcheck.ports import Embedder, PassageIndex
from factcheck.store import Store

# Few enough that a batch is embedded in seconds, many enough that the index is not committed to for every document.
BATCH = 100


class Rebuild(Protocol):
    """A table that is filled through ``index``, and searched from its switch on."""

    @property
    def index(self) -> PassageIndex:
        """Return the index that writes to the new table alone."""

    def switch(self) -> None:
        """Put the new table into use."""


def rebuild_archive(store: Store, rebuild: Rebuild, embedder: Embedder) -> int:
    """Fill the new table from the store, switch to it, and return the number of documents.

    What changed meanwhile a worker may have written to the old table only, before the switch or in the middle of it.
    Every change of a document begins a new attempt at indexing, whatever clocks say: where a document's attempt is no
    longer the one that was filled in, it is queued for a worker once more. This is done before the switch, in case that
    this process ends with it, and again after it.
    """
    indexer = DocumentIndexer(rebuild.index, embedder)
    filled: dict[str, tuple[str, int]] = {}
    for batch in store.documents.iterate_live(BATCH):
        indexer.index_documents(batch)
        filled |= {document.document_key: (document.workspace_id, document.index_attempt) for document in batch}
    _catch_up(store, rebuild.index, filled)
    rebuild.switch()
    _catch_up(store, rebuild.index, filled)
    store.documents.requeue_failed()
    return len(filled)


def _catch_up(store: Store, index: PassageIndex, filled: Mapping[str, tuple[str, int]]) -> None:
    """Queue what has changed since it was filled in, and take out what the store has no row of any more."""
    attempts = store.documents.attempts()
    store.documents.queue_anew([key for key, attempt in attempts.items() if key not in filled or filled[key][1] != attempt])
    gone = [(workspace_id, key) for key, (workspace_id, _attempt) in filled.items() if key not in attempts]
    for portion in in_portions(gone, BATCH):
        index.replace_documents(portion, [])
