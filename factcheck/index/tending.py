"""Keeping a table quick: compaction, full-text and vector structures, removal of old versions."""

from __future__ import annotations

import logging
import re
import time
from datetime import datetime, timedelta
from typing import Any

from lancedb.index import IvfFlat

from factcheck.index.catalog import WORDS_INDEX
from factcheck.index.rows import VECTOR

log = logging.getLogger(__name__)

# From here on vectors are kept by partitions. With up to twenty of them all are searched, which is exact and still takes
# less than half the time of a scan (8 against 28 ms at 20,000 rows); beyond, search is approximate.
PARTITIONED_FROM_ROWS = 5_000
ROWS_PER_PARTITION = 1_000
# Old versions stay this long for searches that began on them.
KEEP_VERSIONS = timedelta(minutes=3)
ATTEMPTS = 3
# Rows that are not in the search structures yet: each thousand costs a search about 1.7 ms, and LanceDB weighs words by
# other statistics in them than in the rest, so they stay few, in numbers and as a share of the table.
UNINDEXED_LEAST = 64
UNINDEXED_SHARE = 0.05
UNINDEXED_MOST = 10_000
# Each commit leaves a fragment, and each fragment costs a search about 0.5 ms. But optimizing writes the whole table
# anew (a tenth of a second at 20,000 rows, seconds at 100,000), so a larger table waits for more of them.
ROWS_PER_COMMIT = 1_500
COMMITS_LEAST = 16
COMMITS_MOST = 64
# Up to here the schedule takes in every change; a larger table waits until there is something to gain.
CHEAP_ROWS = 20_000
LEAST_GAIN_SHARE = 0.01
LEAST_GAIN_FRAGMENTS = 8
LONGEST_WAIT = timedelta(hours=1)
_INDEX_NAME = re.compile(r"^vector_(\d+)_partitions$")


def is_overdue(table: Any, commits: int) -> bool:
    """Return whether a table needs tending before the schedule comes round; ``commits`` counts those since the last time."""
    rows = int(table.count_rows())
    if commits >= min(max(rows // ROWS_PER_COMMIT, COMMITS_LEAST), COMMITS_MOST):
        return True
    return count_unindexed(table) > max(UNINDEXED_LEAST, min(UNINDEXED_SHARE * rows, UNINDEXED_MOST))


def is_worthwhile(table: Any) -> bool:
    """Return whether tending a table on schedule gains more than it costs."""
    if wanted_partitions(table) is not None:
        return True
    rows, unindexed = int(table.count_rows()), count_unindexed(table)
    fragments = int(table.stats()["fragment_stats"]["num_fragments"])
    if rows <= CHEAP_ROWS:
        return unindexed > 0 or fragments > 1
    if unindexed > LEAST_GAIN_SHARE * rows or fragments > LEAST_GAIN_FRAGMENTS:
        return True
    oldest = min(version["timestamp"] for version in table.list_versions())
    return bool(datetime.now(oldest.tzinfo) - oldest > LONGEST_WAIT)


def count_unindexed(table: Any) -> int:
    """Return how many rows the full-text structure does not hold yet."""
    return int(table.index_stats(WORDS_INDEX).num_unindexed_rows)


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


def wanted_partitions(table: Any) -> int | None:
    """Return how many partitions a new vector index should have; None where the table needs no new one."""
    rows = int(table.count_rows())
    if rows < PARTITIONED_FROM_ROWS:
        return None
    present, wanted = count_partitions(table), max(1, rows // ROWS_PER_PARTITION)
    return wanted if present is None or wanted >= 2 * present else None


def _refresh_vector_index(table: Any) -> None:
    wanted = wanted_partitions(table)
    if wanted is None:
        return
    present = count_partitions(table)
    config = IvfFlat(distance_type="l2", num_partitions=wanted)
    table.create_index(VECTOR, config=config, name=f"vector_{wanted}_partitions", replace=True)
    if present is not None:
        table.drop_index(f"vector_{present}_partitions")
