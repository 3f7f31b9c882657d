"""The way of an import: one chunk of lines at a time is validated, stored and indexed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from factcheck.pipeline.aligning import align_index
from factcheck.pipeline.indexing import DocumentIndexer
from factcheck.schemas.document import DocumentError, load_item, name_item
from factcheck.schemas.formats import read_json, read_one
from factcheck.schemas.items import Item, UnreadableBodyError
from factcheck.store import Store
from factcheck.store.editions import DocumentPut
from factcheck.store.import_rows import LineBatch
from factcheck.store.imports import NOTHING_TO_TAKE_BACK
from factcheck.store.records import Document, ImportChunk, LineError
from factcheck.store.versions import content_sha256

# Few enough that each batch is stored and indexed within a second or two, so that the reconciler does not take
# its documents for forgotten; many enough that the index is not committed to for every document.
BATCH = 50


@dataclass(frozen=True, slots=True)
class ChunkOutcome:
    """How many documents were stored, and why the others were not."""

    done: int
    errors: tuple[LineError, ...]


class ImportRunner:
    """Stores and indexes many documents at a time; what can't be used becomes an error, never an exception."""

    def __init__(self, store: Store, indexer: DocumentIndexer) -> None:
        self._store = store
        self._indexer = indexer

    def run_chunk(self, chunk: ImportChunk) -> bool:
        """Work off one attempt of a chunk and say whether it came to the end: not if it is superseded.

        Each line is stored once, also if a worker dies under the chunk and another one goes on with it.
        """
        self._index_left_over(chunk)
        last_places = _find_last_places(chunk.lines)
        for start in range(chunk.position, len(chunk.lines), BATCH):
            batch = _load_lines(chunk.lines, start)
            batch = replace(batch, ends=_find_ends(chunk.lines, batch, last_places))
            stored = self._store.imports.store_lines(chunk, batch)
            if stored is None:
                return False
            self._index([item.document for item in stored if item is not None])
        return self._store.imports.finish_chunk(chunk.chunk_id, chunk.attempt, done=0, errors=[])

    def run_items(self, workspace_id: str, items: Iterable[tuple[int, Item]]) -> Iterator[ChunkOutcome]:
        """Store and index the items of a file, each with the number of its line or its place, and tell of every batch."""
        remaining = iter(items)
        while taken := list(islice(remaining, BATCH)):
            puts, errors = _load_items(taken)
            stored = self._store.documents.put_many(workspace_id, [put for _number, put in puts])
            missing = [number for (number, _put), found in zip(puts, stored, strict=True) if found is None]
            self._index([item.document for item in stored if item is not None])
            errors += [LineError(number, NOTHING_TO_TAKE_BACK) for number in missing]
            yield ChunkOutcome(len(stored) - len(missing), tuple(errors))

    def _index_left_over(self, chunk: ImportChunk) -> None:
        """Index what an earlier attempt has stored and not indexed: of its last batch, before its worker died."""
        if chunk.position:
            puts = _load_lines(chunk.lines, max(0, chunk.position - BATCH)).puts
            found = [self._store.documents.get(chunk.workspace_id, put[0]) for _line, put in puts]
            self._index([document for document in found if document is not None])

    def _index(self, stored: Iterable[Document]) -> None:
        """Bring the index in line with the latest state of each document that waits for it."""
        latest = {document.document_key: document for document in stored}
        queued = [document for document in latest.values() if document.index_status == "queued"]
        align_index(self._store, self._indexer, queued)


def read_line(line: str) -> Item:
    """Return the one document of a line of JSON; what it can't be read for is the item's refusal."""
    try:
        return read_one(read_json(line))
    except UnreadableBodyError as error:
        return Item({}, refusal=("", f"This line is not JSON: {error}"))
    except DocumentError as error:
        return Item({}, refusal=error.errors[0])


def _load_lines(lines: Sequence[tuple[int, str]], start: int) -> LineBatch:
    taken = lines[start : start + BATCH]
    puts, errors = _load_items((number, read_line(line)) for number, line in taken)
    return LineBatch(start, start + len(taken), puts, errors)


def _find_last_places(lines: Sequence[tuple[int, str]]) -> dict[str, int]:
    """Return the place of the last line on each document that has several, by document id."""
    names = [name_item(read_line(line)) for _number, line in lines]
    counts = Counter(names)
    return {name: place for place, name in enumerate(names) if name is not None and counts[name] > 1}


def _find_ends(lines: Sequence[tuple[int, str]], batch: LineBatch, last_places: Mapping[str, int]) -> dict[str, str]:
    """Return the sums of the contents that documents of the batch get by later lines, by document id."""
    ids = {put.document_id for _number, put in batch.puts}
    later = sorted(last_places[name] for name in ids if last_places.get(name, 0) >= batch.end)
    puts, _errors = _load_items((lines[place][0], read_line(lines[place][1])) for place in later)
    return {put.document_id: content_sha256(put.content) for _number, put in puts if put.content is not None}


def _load_items(items: Iterable[tuple[int, Item]]) -> tuple[list[tuple[int, DocumentPut]], list[LineError]]:
    puts: list[tuple[int, DocumentPut]] = []
    errors: list[LineError] = []
    for number, item in items:
        try:
            puts.append((number, load_item(item, None)))
        except DocumentError as error:
            errors += [LineError(number, detail, pointer) for pointer, detail in error.errors]
    return puts, errors
