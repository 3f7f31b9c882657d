"""Keeping a table quick: compaction, full-text and vector structures, removal of old versions."""

from __future__ import annotations

import logging
import re
import time
from datetime import timedelta
from typing import Any

from lancedb.index import IvfFlat

from factcheck.index.catalog import WORDS_INDEX
from factcheck.index.rows import VECTOR

log = logging.getLogger(__name__)

# Below, every vector is compared: exact, and as quick.
APPROXIMATE_FROM_ROWS = 25_000
ROWS_PER_PARTITION = 1_000
# Old versions stay this long for searches that began on them.
KEEP_VERSIONS = timedelta(minutes=10)
ATTEMPTS = 3
# Rows that are not in the search structures yet: each thousand costs a search about 1.7 ms, and LanceDB weighs words by
# other statistics in them than in the rest, so they stay few, in numbers and as a share of the table.
UNINDEXED_LEAST = 64
UNINDEXED_SHARE = 0.05
UNINDEXED_MOST = 10_000
# Each commit leaves a fragment, and each fragment costs a search about 0.5 ms.
COMMITS_MOST = 16
_INDEX_NAME = re.compile(r"^vector_(\d+)_partitions$")


def is_overdue(table: Any, commits: int) -> bool:
    """Return whether a table needs tending before the schedule comes round; ``commits`` counts those since the last time."""
    if commits >= COMMITS_MOST:
        return True
    unindexed = int(table.index_stats(WORDS_INDEX).num_unindexed_rows)
    allowed = max(UNINDEXED_LEAST, min(UNINDEXED_SHARE * int(table.count_rows()), UNINDEXED_MOST))
    return unindexed > allowed


def tend(table: Any) -> None:
    """Optimize a table; a conflict with a writer is tried again a few times and then left for the next turn."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _refresh_vector_index(table)
            table.optimize(cleanup_older_than=KEEP_VERSIONS)
        except (OSError, RuntimeError, ValueError) as error:
            if "conflict" not in str(error).lower():
                raise
            log.info("optimizing met a writer, attempt %d of %d", attempt, ATTEMPTS)
            time.sleep(0.1 * attempt)
            table.checkout_latest()
        else:
            return


def count_partitions(table: Any) -> int | None:
    """Return how many partitions the table's vector index has, None where it has none and search is exact."""
    partitions = [int(match[1]) for index in table.list_indices() if (match := _INDEX_NAME.match(index.name))]
    return max(partitions, default=None)


def _refresh_vector_index(table: Any) -> None:
    rows = table.count_rows()
    if rows < APPROXIMATE_FROM_ROWS:
        return
    present = count_partitions(table)
    wanted = rows // ROWS_PER_PARTITION
    if present is not None and wanted < 2 * present:
        return
    config = IvfFlat(distance_type="l2", num_partitions=wanted)
    table.create_index(VECTOR, config=config, name=f"vector_{wanted}_partitions", replace=True)
    if present is not None:
        table.drop_index(f"vector_{present}_partitions")
