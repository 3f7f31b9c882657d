"""The way of an import: one chunk of lines at a time is validated, stored and indexed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from factcheck.pipeline.indexing import DocumentIndexer
from factcheck.schemas.claim_review import holds_claim_review
from factcheck.schemas.document import DocumentError, DocumentInput, load_document
from factcheck.schemas.strict_json import StrictJsonError, parse_json
from factcheck.store import Store
from factcheck.store.records import Document, ImportChunk, LineError

# Few enough that each batch is stored and indexed within a second or two, so that the reconciler does not take
# its documents for forgotten; many enough that the index is not committed to for every document.
BATCH = 50


@dataclass(slots=True)
class ChunkOutcome:
    """How many lines of a chunk were stored, and why the others were not."""

    done: int = 0
    errors: list[LineError] = field(default_factory=list)


class ImportRunner:
    """Works through chunks of imports.

    Running a chunk twice stores nothing twice, unless it holds several versions of one document: those come again.
    """

    def __init__(self, store: Store, indexer: DocumentIndexer) -> None:
        self._store = store
        self._indexer = indexer

    def run(self, chunk: ImportChunk) -> ChunkOutcome:
        """Store and index the documents of one chunk; a line that can't be used becomes an error, never an exception."""
        outcome = ChunkOutcome()
        inputs = _read_lines(chunk.lines, outcome.errors)
        while batch := list(islice(inputs, BATCH)):
            stored = self._store.documents.put_many(chunk.workspace_id, batch)
            latest = {item.document.document_key: item.document for item in stored}
            self._index([document for document in latest.values() if document.index_status == "queued"])
            outcome.done += len(batch)
        return outcome

    def _index(self, documents: Sequence[Document]) -> None:
        if not documents:
            return
        self._indexer.index_documents(documents)
        for document in documents:
            self._store.documents.mark_indexed(document.document_key, document.index_attempt)


def _read_lines(lines: Sequence[tuple[int, str]], errors: list[LineError]) -> Iterator[DocumentInput]:
    for number, line in lines:
        try:
            yield load_document(_parse(line), id_required=True)
        except DocumentError as error:
            errors += [LineError(number, detail, pointer) for pointer, detail in error.errors]


def _parse(line: str) -> Any:
    try:
        data = parse_json(line)
    except StrictJsonError as error:
        raise DocumentError([("", f"This line is not JSON: {error}")]) from error
    if not isinstance(data, dict) and not holds_claim_review(data):
        raise DocumentError([("", "This line is not a JSON object.")])
    return data
