"""The passage index with the store: each live document has exactly its current version's passages, nothing else is there.

Documents that are withheld or under embargo are in the index, too: the store decides at every read what may be shown. A
document that waits for the index is passed over, as is one that changed while it was looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from factcheck.doctor.findings import Suspects, gather
from factcheck.domain import Passage
from factcheck.errors import IndexUnavailableError
from factcheck.pipeline.indexing import build_passages
from factcheck.portions import in_portions
from factcheck.ports import IndexInspector
from factcheck.store import Store
from factcheck.store.records import Document

DOCUMENTS_A_BATCH = 200
INDEXED, FAILED = "indexed", "failed"
# Nothing below can be said of an index that can't be read.
OF_THE_WHOLE = ("index-missing", "index-model")


class ArchivePart:
    """Compares index and store batch by batch in the order of the documents' keys, and mends what differs.

    ``model`` names the embedding model that is in use; ``open_index`` is None where there is no index.
    """

    name = "index"

    def __init__(self, store: Store, open_index: Callable[[], IndexInspector | None], model: str) -> None:
        self._store = store
        self._open_index = open_index
        self._model = model
        self.looked_at = {"documents": 0, "passages": 0}

    def look(self) -> Suspects:
        """Return what does not fit, by kind; raises IndexUnavailableError, also if a rebuild comes into use."""
        index = self._open_index()
        state = index.describe() if index else None
        if index is None or state is None:
            return {"index-missing": ["index"]} if any(self._store.documents.iterate_live(1)) else {}
        if not state.is_readable or state.embedding_model != self._model:
            return {"index-model": [state.embedding_model or "unknown"]}
        found = gather(self._compare_all(index))
        if index.describe() != state:
            raise IndexUnavailableError("The passage index was rebuilt while it was looked at; look again.")
        leftovers = index.leftovers()
        return found | ({"index-leftover": leftovers} if leftovers else {})

    def look_again(self, suspects: Suspects) -> Suspects:
        """Return which of the suspects still do not fit."""
        index = self._open_index()
        if index is None or any(kind in suspects for kind in OF_THE_WHOLE):
            return self.look()
        keys = sorted({document_key_of(place) for kind in suspects if kind != "index-leftover" for place in suspects[kind]})
        again: Suspects = {}
        for portion in in_portions(keys, DOCUMENTS_A_BATCH):
            for kind, place in self._compare(index, portion):
                again.setdefault(kind, []).append(place)
        leftovers = set(index.leftovers()) & set(suspects.get("index-leftover", ()))
        return again | ({"index-leftover": sorted(leftovers)} if leftovers else {})

    def _compare_all(self, index: IndexInspector) -> Iterator[tuple[str, str]]:
        after = ""
        for documents in self._store.documents.iterate_live(DOCUMENTS_A_BATCH):
            until = documents[-1].document_key
            yield from self._judge(documents, index.passages_between(after, until))
            after = until
        yield from self._judge([], index.passages_between(after, None))

    def _compare(self, index: IndexInspector, document_keys: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Look at some documents again; what changed in the store meanwhile is on its way and passed over."""
        before = self._store.documents.get_by_keys(document_keys)
        passages = index.passages_of(document_keys)
        after = self._store.documents.get_by_keys(document_keys)
        moved = {key for key in document_keys if _state(before.get(key)) != _state(after.get(key))}
        still = [passage for passage in passages if passage.document_key not in moved]
        yield from self._judge([document for key, document in after.items() if key not in moved], still)

    def _judge(self, documents: Sequence[Document], passages: Sequence[Passage]) -> Iterator[tuple[str, str]]:
        self.looked_at["documents"] += len(documents)
        self.looked_at["passages"] += len(passages)
        known = {document.document_key: document for document in documents}
        found: dict[tuple[str, str], list[Passage]] = defaultdict(list)
        for passage in passages:
            found[passage.workspace_id, passage.document_key].append(passage)
        for document in documents:
            own = found.pop((document.workspace_id, document.document_key), [])
            if kind := judge_document(document, own):
                yield kind, document.document_key
        for workspace_id, key in found:
            yield "passages-foreign" if key in known else "passages-orphaned", f"{workspace_id}/{key}"


def judge_document(document: Document, found: Iterable[Passage]) -> str | None:
    """Return the kind of what is wrong with a document's passages in the index, None if nothing is."""
    if document.index_status == FAILED:
        return "document-failed"
    if document.index_status != INDEXED:
        return None
    there = Counter(found)
    expected = Counter(() if document.deleted_at else build_passages(document))
    if there == expected:
        return None
    if any(passage.version != document.version for passage in there):
        return "passages-outdated"
    return "passages-differ" if there - expected else "passages-missing"


def document_key_of(place: str) -> str:
    """Return the document key of a place, with or without a workspace before it."""
    return place.rpartition("/")[2]


def _state(document: Document | None) -> tuple[object, ...] | None:
    return (
        None if document is None else (document.index_attempt, document.index_status, document.version, document.deleted_at)
    )
