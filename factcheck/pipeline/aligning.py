"""Bringing the index in line with the store while documents change and other processes do the same."""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.pipeline.indexing import DocumentIndexer
from factcheck.store import Store
from factcheck.store.records import Document


def align_index(store: Store, indexer: DocumentIndexer, documents: Sequence[Document]) -> None:
    """Make the index hold the latest state of these documents, and the store say so.

    One that changes while it is embedded is not written but read again, if it still waits. One that changes during the
    write may lie over a later state that another process has put in: it is queued in the store, so that it is not
    forgotten if this process ends here, and indexed again. If it was deleted and unindexed meanwhile, its passages are
    taken out again.
    """
    while documents:
        written = indexer.index_documents(documents, store.documents.find_current)
        attempts = {document.document_key: document.index_attempt for document in written}
        overtaken = set(store.documents.mark_all_indexed(attempts, requeue=True))
        settled = attempts.keys() - overtaken
        moved = [document.document_key for document in documents if document.document_key not in settled]
        latest = store.documents.get_by_keys(moved) if moved else {}
        gone = [document for document in written if document.document_key in overtaken - latest.keys()]
        if gone:
            indexer.remove_documents(gone)
        documents = [document for document in latest.values() if document.index_status == "queued"]
