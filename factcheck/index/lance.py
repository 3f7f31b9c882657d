"""The passage index on LanceDB, in a local folder or on an object store; runs inside the workers' processes.

Every commit makes a new version of a table, and a search reads one version on both sides, so it sees a document before or
after its replacement and never between. New rows are searched by scanning them until ``optimize`` has taken them into the
search structures: found at once, but slower and with coarser BM25 weights the more there are, so a writer optimizes by
itself when they become too many.
"""

from __future__ import annotations

import logging
import os
import random
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import lancedb

from factcheck.domain import Candidate, Passage, SearchFilters
from factcheck.errors import IndexMismatchError, IndexUnavailableError
from factcheck.index.catalog import Catalog, wrap_errors
from factcheck.index.limits import COMMIT_ATTEMPTS, LEAST_DEPTH, RETIRED_FOR_SECONDS
from factcheck.index.rows import KEY, build_rows, build_schema, describe_schema
from factcheck.index.searching import (
    Partitions,
    build_documents_filter,
    build_filter,
    fetch_passages,
    fuse_sides,
    search_vectors,
    search_words,
)
from factcheck.index.tending import find_partitions, is_overdue, is_worthwhile, tend

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

SEARCHES_BESIDE = 4


class LancePassageIndex:
    """Adapter of PassageIndex to LanceDB. Safe to use from several threads; belongs to the process that opened it."""

    def __init__(self, catalog: Catalog, dimensions: int, embedding_name: str, pinned: str | None = None) -> None:
        self._catalog = catalog
        self._dimensions = dimensions
        self._embedding_name = embedding_name
        self._pinned = pinned
        self._process_id = os.getpid()
        self._handles = threading.local()
        # The two sides of a search run at the same time: one in the thread that asks, one in these.
        self._beside = ThreadPoolExecutor(SEARCHES_BESIDE, "search-words")
        self._commits = 0

    @property
    def name(self) -> str:
        """Technology with its version, table and table version: ``lancedb-0.40.0/passages_…@12``."""
        with wrap_errors("be read"):
            table = self._current_table()
            return f"lancedb-{lancedb.__version__}/{table.name}@{table.version}"

    def replace_documents(
        self, documents: Sequence[tuple[str, str]], passages: Iterable[tuple[Passage, NDArray[np.float32]]]
    ) -> None:
        """Make ``passages`` the only ones of ``documents``, in one commit; a conflict with another writer is retried.

        Raises ValueError for a passage of another document and for a vector of another length.
        """
        unique = list(dict.fromkeys(documents))
        rows = build_rows(build_schema(self._dimensions, self._embedding_name), unique, passages)
        if not unique:
            return
        with wrap_errors("be written"):
            self._commit(unique, rows)
            self._commits += 1
            table = self._current_table()
            if is_overdue(table, self._commits):
                tend(table)
                self._commits = 0

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
            by_words = self._beside.submit(search_words, table, text, condition, depth)
            near = search_vectors(table, vector, condition, depth, self._find_partitions(table))
            words = by_words.result()
            passages = fetch_passages(table, words.keys() | near.keys())
        return fuse_sides(words, near, passages, depth)[:limit]

    def count_passages(self, workspace_id: str | None) -> int:
        """Return how many passages the workspace has, or all workspaces together."""
        condition = None if workspace_id is None else build_filter(SearchFilters(workspace_id)).to_sql()
        with wrap_errors("be counted"):
            return int(self._current_table().count_rows(condition))

    def optimize(self) -> None:
        """Take new rows into the search structures, merge fragments, drop what no reader needs; safe beside readers.

        Does nothing while there is too little to gain, so that it can be called as often as one likes.
        """
        with wrap_errors("be optimized"):
            table = self._current_table()
            if is_worthwhile(table):
                tend(table)
                self._commits = 0
            if self._pinned is None:
                self._drop_retired()

    def _commit(self, documents: list[tuple[str, str]], rows: Any) -> None:
        for attempt in range(COMMIT_ATTEMPTS):
            table = self._current_table()
            try:
                _merge(table, documents, rows)
            except (OSError, RuntimeError, ValueError) as error:
                if "conflict" not in str(error).lower() or attempt == COMMIT_ATTEMPTS - 1:
                    raise
                # Jitter, so that two writers do not meet again; the clock is not asked for anything.
                time.sleep(random.uniform(0.0, 0.05 * 2**attempt))
                continue
            # Another process may have switched tables between the look at the pointer and the commit.
            if self._pinned is not None or self._catalog.live_table() == table.name:
                return
        raise IndexUnavailableError("The passage index changes too often to be written.")

    def _current_table(self) -> Any:
        """Return this thread's handle of the table in use, at the latest version."""
        if os.getpid() != self._process_id:
            raise IndexUnavailableError(
                f"The passage index was opened by process {self._process_id}; open it after the fork."
            )
        name = self._pinned or self._catalog.live_table()
        if name is None:
            raise IndexUnavailableError("The passage index has no table in use; run `factcheck reindex`.")
        table = getattr(self._handles, "table", None)
        if table is None or table.name != name:
            table = self._catalog.open_table(name)
            check_schema(table.schema, self._dimensions, self._embedding_name)
            self._handles.table = table
        else:
            table.checkout_latest()
        return table

    def _find_partitions(self, table: Any) -> Partitions | None:
        """Return how this version of the table keeps its vectors; asked for once a version."""
        version = (table.name, table.version)
        if getattr(self._handles, "version", None) != version:
            self._handles.partitions = find_partitions(table)
            self._handles.version = version
        partitions: Partitions | None = self._handles.partitions
        return partitions

    def _drop_retired(self) -> None:
        name = self._catalog.live_table()
        if name and datetime.now(UTC) - self._catalog.switched_at() > timedelta(seconds=RETIRED_FOR_SECONDS):
            for dropped in self._catalog.drop_tables_before(name):
                log.info("dropped the retired table %s", dropped)


@dataclass(frozen=True, slots=True)
class Rebuild:
    """A table that is being filled beside the one in use; ``index`` writes to it and stays with it."""

    index: LancePassageIndex
    catalog: Catalog
    table: str

    def switch(self) -> None:
        """Put the rebuilt table into use, in one commit; every open index searches it from its next call on."""
        self.index.optimize()
        with wrap_errors("be switched"):
            try:
                live = self.catalog.live_table()
            except (OSError, RuntimeError, ValueError):
                log.warning("the pointer of the passage index can't be read and is made anew", exc_info=True)
                self.catalog.forget_live()
                live = None
            if live is not None and live > self.table:
                raise IndexUnavailableError("A later rebuild of the passage index is already in use.")
            self.catalog.make_live(self.table)


def open_index(url: str, dimensions: int, embedding_name: str) -> LancePassageIndex:
    """Open the index at ``url``, making an empty one where there is none; see ``factcheck.index.build_index``."""
    with wrap_errors("be opened"):
        catalog = Catalog(url)
        index = LancePassageIndex(catalog, dimensions, embedding_name)
        if catalog.live_table() is None:
            catalog.make_first(build_schema(dimensions, embedding_name))
        index.count_passages("")
    return index


def begin_rebuild(url: str, dimensions: int, embedding_name: str) -> Rebuild:
    """Make a new, empty table and return it for filling; see ``factcheck.index.begin_rebuild``."""
    with wrap_errors("be rebuilt"):
        catalog = Catalog(url)
        table = catalog.create_table(build_schema(dimensions, embedding_name))
        return Rebuild(LancePassageIndex(catalog, dimensions, embedding_name, pinned=table), catalog, table)


def check_schema(schema: Any, dimensions: int, embedding_name: str) -> None:
    """Raise IndexMismatchError, with what to do, for a table that another model or version of Factcheck has built."""
    built_with, built_dimensions, is_readable = describe_schema(schema)
    if not is_readable:
        raise IndexMismatchError("The passage index has the format of another version; run `factcheck reindex`.")
    if (built_with, built_dimensions) != (embedding_name, dimensions):
        raise IndexMismatchError(
            f"The passage index was built with the embedding model {built_with} ({built_dimensions} dimensions), "
            f"but this process uses {embedding_name} ({dimensions}); run `factcheck reindex`."
        )


def _merge(table: Any, documents: list[tuple[str, str]], rows: Any) -> None:
    condition = build_documents_filter(documents)
    if len(rows) == 0 and table.count_rows(condition.to_sql()) == 0:
        return
    merge = table.merge_insert(KEY).when_matched_update_all().when_not_matched_insert_all()
    merge.when_not_matched_by_source_delete(condition).execute(rows)
