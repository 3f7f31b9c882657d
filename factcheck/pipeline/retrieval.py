"""Finding candidates: hybrid search, then the store has the last word on what may be shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from factcheck.domain import Candidate, ClaimQuery, SearchFilters
from factcheck.pipeline.prior_checks import is_fact_check
from factcheck.ports import Embedder, PassageIndex
from factcheck.store import Store
from factcheck.store.records import ArchiveSpan, Document
from factcheck.text.invisible import drop_invisible
from factcheck.tracing import step
from factcheck.visibility import is_visible

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The index does not know of embargoes, withdrawals and versions that were replaced a moment ago, so it is asked for
# more than is needed and the store sorts those out.
OVERFETCH = 2


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Candidates, best first, the documents they come from by key, how many passages there are, the query's vector."""

    candidates: tuple[Candidate, ...]
    documents: dict[str, Document]
    passages: int
    vector: NDArray[np.float32]

    @property
    def articles(self) -> tuple[Candidate, ...]:
        """The candidates that may become evidence: what a fact check says of a claim never does."""
        return tuple(candidate for candidate in self.candidates if not self._is_fact_check(candidate))

    @property
    def fact_checks(self) -> tuple[Candidate, ...]:
        """The others: passages of fact checks that are published already."""
        return tuple(filter(self._is_fact_check, self.candidates))

    def _is_fact_check(self, candidate: Candidate) -> bool:
        return is_fact_check(self.documents[candidate.passage.document_key])


class Retriever:
    """Searches the index and keeps only candidates of documents that are visible, in their current version."""

    def __init__(
        self, store: Store, index: PassageIndex, embedder: Embedder, limit: int, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._index = index
        self._embedder = embedder
        self._limit = limit
        self._clock = clock

    @property
    def versions(self) -> dict[str, str]:
        """Name the index and the embedding model, as reports show them."""
        return {"index": self._index.name, "embedding_model": self._embedder.name}

    def survey(self, query: ClaimQuery) -> ArchiveSpan:
        """Return how many documents the query can see, and from when to when."""
        return self._store.documents.survey(query.workspace_id, query.language, query.exclude_document_ids)

    def retrieve(self, query: ClaimQuery, limit: int | None = None) -> Retrieved:
        """Return up to ``limit`` candidates, by default as many as a check looks at."""
        limit = limit or self._limit
        excluded = self._store.documents.find_keys(query.workspace_id, query.exclude_document_ids)
        filters = SearchFilters(query.workspace_id, query.language, excluded_document_keys=excluded)
        text = drop_invisible(query.text)
        with step("embed"):
            vector = self._embedder.embed_query(text)
        with step("index search"):
            found = self._index.search(text, vector, filters, limit * OVERFETCH)
        documents = self._visible_documents({candidate.passage.document_key for candidate in found}, query)
        kept = [candidate for candidate in found if _is_current(candidate, documents)]
        return Retrieved(tuple(kept[:limit]), documents, self._index.count_passages(query.workspace_id), vector)

    def _visible_documents(self, document_keys: set[str], query: ClaimQuery) -> dict[str, Document]:
        now = self._clock()
        documents = self._store.documents.get_by_keys(sorted(document_keys))
        return {
            key: document
            for key, document in documents.items()
            if document.workspace_id == query.workspace_id
            and is_visible(document, now)
            # One of them may have come in since the filter was made.
            and document.document_id not in query.exclude_document_ids
        }


def _is_current(candidate: Candidate, documents: dict[str, Document]) -> bool:
    document = documents.get(candidate.passage.document_key)
    if document is None or document.version != candidate.passage.version:
        return False
    passage = candidate.passage
    return document.content.text[passage.start : passage.end] == passage.text
