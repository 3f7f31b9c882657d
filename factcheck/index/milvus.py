"""The passage index on Milvus, for an archive that one machine can't hold; runs inside the workers' processes.

Milvus has no transaction over several requests. A call that replaces documents writes their new rows first, all in one
request, and then deletes the rows of earlier writes. A search that meets both keeps the rows of each document's greatest
write, so it sees a document before or after its replacement, never both. A writer that dies in between leaves rows that the
next write of the document takes away; its job runs again, because the store still calls the document unindexed.
"""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from factcheck.domain import Candidate, Passage, SearchFilters
from factcheck.errors import IndexMismatchError, IndexUnavailableError
from factcheck.index.fusion import fuse
from factcheck.index.limits import COMMIT_ATTEMPTS, LEAST_DEPTH, RETIRED_FOR_SECONDS
from factcheck.index.milvus_address import read_milvus_address
from factcheck.index.milvus_catalog import CALL_SECONDS, NO_TABLE, MilvusCatalog, wrap_errors
from factcheck.index.milvus_rows import (
    Row,
    build_filter,
    build_marker,
    build_rows,
    documents_filter,
    name_write,
    workspace_filter,
)
from factcheck.index.milvus_searching import drop_outdated, search_vectors, search_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

# What one request carries: documents in an expression, and rows, some 4 kB each, of the 64 MB that a server takes.
DOCUMENTS_A_REQUEST = 500
ROWS_A_REQUEST = 2_000


class MilvusPassageIndex:
    """Adapter of PassageIndex to Milvus. Safe to use from several threads; belongs to the process that opened it."""

    def __init__(self, catalog: MilvusCatalog, dimensions: int, embedding_name: str, pinned: str | None = None) -> None:
        self._catalog = catalog
        self._dimensions = dimensions
        self._embedding_name = embedding_name
        self._pinned = pinned
        self._process_id = os.getpid()
        self._checked = ""

    @property
    def name(self) -> str:
        """Technology with its version, collection and last write: ``milvus-2.5.4/factcheck_passages_…@000000000012-…``."""
        with wrap_errors("be read"):
            table = self._current_table()
            return f"milvus-{self._catalog.version.lstrip('v')}/{table}@{self._catalog.read_marker(table).write}"

    def replace_documents(
        self, documents: Sequence[tuple[str, str]], passages: Iterable[tuple[Passage, NDArray[np.float32]]]
    ) -> None:
        """Make ``passages`` the only ones of ``documents``; each document's change is seen as a whole.

        Raises ValueError for a passage of another document and for a vector of another length.
        """
        rows = build_rows(self._dimensions, list(dict.fromkeys(documents)), passages)
        if not rows:
            return
        with wrap_errors("be written"):
            for _ in range(COMMIT_ATTEMPTS):
                table = self._current_table()
                for part in _split(rows):
                    self._replace(table, part)
                # Another process may have switched collections between the look at the alias and the write.
                if self._pinned is not None or self._catalog.live_table() == table:
                    return
        raise IndexUnavailableError("The passage index changes too often to be written.")

    def search(self, text: str, vector: NDArray[np.float32], filters: SearchFilters, limit: int) -> list[Candidate]:
        """Return up to ``limit`` candidates, best first; the filters hold on both sides before anything is ranked."""
        if vector.shape != (self._dimensions,):
            raise ValueError(f"The query's vector must hold {self._dimensions} numbers.")
        if limit < 1:
            return []
        depth = max(limit, LEAST_DEPTH)
        condition = build_filter(filters)
        with wrap_errors("be searched"):
            table = self._current_table()
            words = search_words(self._catalog.client, table, text, condition, depth)
            near = search_vectors(self._catalog.client, table, vector, condition, depth)
        words, near = drop_outdated(words, near)
        found = {hit.passage.passage_id: hit.passage for hit in (*words, *near)}
        similarities = {hit.passage.passage_id: hit.score for hit in near}
        by_words = [hit.passage.passage_id for hit in words[:depth]]
        by_vector = [hit.passage.passage_id for hit in near[:depth]]
        return [
            Candidate(
                found[item.item_id],
                item.score,
                item.bm25_rank,
                item.vector_rank,
                similarities.get(item.item_id),
            )
            for item in fuse(by_words, by_vector, limit)
        ]

    def count_passages(self, workspace_id: str | None) -> int:
        """Return how many passages the workspace has, or all together; amid a replacement both versions count."""
        with wrap_errors("be counted"):
            return self._catalog.count(self._current_table(), workspace_filter(workspace_id))

    def optimize(self) -> None:
        """Drop collections that a switch retired; Milvus tends the rest by itself."""
        with wrap_errors("be optimized"):
            table = self._current_table()
            switched_at = self._catalog.read_marker(table).switched_at
            if self._pinned is not None or not switched_at:
                return
            if datetime.now(UTC) - datetime.fromisoformat(switched_at) > timedelta(seconds=RETIRED_FOR_SECONDS):
                for name in self._catalog.tables():
                    if name < table:
                        self._catalog.drop_table(name)
                        log.info("dropped the retired collection %s", name)

    def _replace(self, table: str, rows: dict[str, list[Row]]) -> None:
        documents = list(rows)
        before = self._newest_writes(table, documents)
        if not before and not any(rows.values()):
            return
        write = name_write(max(before.values(), default=None))
        keyed = [
            {**row, "row_key": f"{document}-{write}-{row['ordinal']}", "write": write}
            for document, of_document in rows.items()
            for row in of_document
        ]
        switched_at = self._catalog.read_marker(table).switched_at
        marker = build_marker(self._dimensions, self._embedding_name, write, switched_at)
        self._catalog.upsert(table, [*keyed, marker])
        # Another writer may have been as fast: the greater of the two writes stays, whoever deletes last.
        after = self._newest_writes(table, documents)
        older_than: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            older_than[max(write, after.get(document, ""))].append(document)
        for bound, of_bound in older_than.items():
            condition = f'{documents_filter(of_bound)} and write < "{bound}"'
            self._catalog.client.delete(table, filter=condition, timeout=CALL_SECONDS)

    def _newest_writes(self, table: str, documents: list[str]) -> dict[str, str]:
        """Return the greatest write of each document that has rows."""
        rows = self._catalog.client.query(
            table,
            filter=f"ordinal == 0 and {documents_filter(documents)}",
            output_fields=["document", "write"],
            consistency_level="Strong",
            timeout=CALL_SECONDS,
        )
        newest: dict[str, str] = {}
        for row in rows:
            newest[row["document"]] = max(row["write"], newest.get(row["document"], ""))
        return newest

    def _current_table(self) -> str:
        """Return the name of the collection in use, once it is known to fit this process's model."""
        if os.getpid() != self._process_id:
            raise IndexUnavailableError(
                f"The passage index was opened by process {self._process_id}; open it after the fork."
            )
        name = self._pinned or self._catalog.live_table()
        if name is None:
            raise IndexUnavailableError(NO_TABLE)
        if name != self._checked:
            self._check(name)
            self._checked = name
        return name

    def _check(self, name: str) -> None:
        marker = self._catalog.read_marker(name)
        if not marker.is_readable:
            raise IndexMismatchError("The passage index has the format of another version; run `factcheck reindex`.")
        if (marker.embedding_name, marker.dimensions) != (self._embedding_name, self._dimensions):
            raise IndexMismatchError(
                f"The passage index was built with the embedding model {marker.embedding_name} "
                f"({marker.dimensions} dimensions), but this process uses {self._embedding_name} "
                f"({self._dimensions}); run `factcheck reindex`."
            )


@dataclass(frozen=True, slots=True)
class MilvusRebuild:
    """A collection that is being filled beside the one in use; ``index`` writes to it and stays with it."""

    index: MilvusPassageIndex
    catalog: MilvusCatalog
    table: str

    def switch(self) -> None:
        """Put the rebuilt collection into use by moving the alias; every open index searches it from its next call on."""
        with wrap_errors("be switched"):
            live = self.catalog.live_table()
            if live is not None and live > self.table:
                raise IndexUnavailableError("A later rebuild of the passage index is already in use.")
            self.catalog.make_live(self.table)


def open_index(url: str, dimensions: int, embedding_name: str) -> MilvusPassageIndex:
    """Open the index at ``url``, making an empty one where there is none; see ``factcheck.index.build_index``."""
    with wrap_errors("be opened"):
        catalog = MilvusCatalog(read_milvus_address(url))
        index = MilvusPassageIndex(catalog, dimensions, embedding_name)
        if catalog.live_table() is None:
            catalog.make_first(dimensions, embedding_name)
        index.count_passages("")
    return index


def begin_rebuild(url: str, dimensions: int, embedding_name: str) -> MilvusRebuild:
    """Make a new, empty collection and return it for filling; see ``factcheck.index.begin_rebuild``."""
    with wrap_errors("be rebuilt"):
        catalog = MilvusCatalog(read_milvus_address(url))
        table = catalog.create_table(dimensions, embedding_name)
        return MilvusRebuild(MilvusPassageIndex(catalog, dimensions, embedding_name, pinned=table), catalog, table)


def _split(rows: dict[str, list[Row]]) -> Iterator[dict[str, list[Row]]]:
    """Yield the documents in portions for one request each; a document is never split."""
    part: dict[str, list[Row]] = {}
    size = 0
    for document, of_document in rows.items():
        if part and (size + len(of_document) > ROWS_A_REQUEST or len(part) == DOCUMENTS_A_REQUEST):
            yield part
            part, size = {}, 0
        part[document] = of_document
        size += len(of_document)
    yield part
