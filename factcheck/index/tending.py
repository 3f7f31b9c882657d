"""Keeping a table quick: compaction, full-text and vector structures, removal of old versions."""

from __future__ import annotations

import logging
import re
import time
from datetime import datetime, timedelta
from typing import Any

from lancedb.index import IvfFlat, IvfRq

from factcheck.index.catalog import WORDS_INDEX
from factcheck.index.rows import VECTOR
from factcheck.index.searching import Partitions

log = logging.getLogger(__name__)

# From here on vectors are kept by partitions. As they are while a search looks at all partitions, which is exact and takes
# less than half the time of a scan (8 against 28 ms at 20,000 rows).
PARTITIONED_FROM_ROWS = 5_000
ROWS_PER_PARTITION = 1_000
# From here on as codes of two bits a number (RaBitQ, Gao and Long, SIGMOD 2024), by which the candidates are found of which
# the true distances are looked up: a fifteenth of the memory, which each process that searches has to spend. With one bit
# recall@50 falls from 0.97 to 0.86.
CODED_FROM_ROWS = 20_000
CODE_BITS = 2
ROWS_PER_CODED_PARTITION = 4_000
# Old versions stay this long for searches that began on them.
KEEP_VERSIONS = timedelta(minutes=3)
ATTEMPTS = 3
# Rows that are not in the search structures yet: each thousand costs a search about 1.7 ms, and LanceDB weighs words by
# other statistics in them than in the rest, so they stay few, in numbers and as a share of the table.
UNINDEXED_LEAST = 64
UNINDEXED_SHARE = 0.05
UNINDEXED_MOST = 2_000
# Each commit leaves a fragment, and each that is not in the search structures costs a search about 0.5 ms.
COMMITS_MOST = 32
# Fragments are merged up to this size and then left alone.
FRAGMENT_ROWS = 100_000
# New rows get a search structure of their own, which costs a search a millisecond or two; from so many on they become one,
# all but the first, which holds most of the table.
STRUCTURES_MOST = 6
LONGEST_WAIT = timedelta(hours=1)
_INDEX_NAME = re.compile(r"^vector_(plain|coded)_(\d+)$")


def is_overdue(table: Any, commits: int) -> bool:
    """Return whether a table needs tending before the schedule comes round; ``commits`` counts those since the last time."""
    if commits >= COMMITS_MOST:
        return True
    return count_unindexed(table) > max(UNINDEXED_LEAST, min(UNINDEXED_SHARE * int(table.count_rows()), UNINDEXED_MOST))


def is_worthwhile(table: Any) -> bool:
    """Return whether tending a table on schedule gains anything: new rows, a better structure, space of old versions."""
    if wanted_partitions(table) is not None or count_unindexed(table) > 0:
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
            _optimize(table)
        except (OSError, RuntimeError, ValueError) as error:
            if "conflict" not in str(error).lower():
                raise
            log.info("optimizing met a writer, attempt %d of %d", attempt, ATTEMPTS)
            time.sleep(0.1 * attempt)
            table.checkout_latest()
        else:
            return


def _optimize(table: Any) -> None:
    """Merge small fragments, take new rows into the search structures, remove old versions.

    What LanceDB's own ``optimize`` does, with the limits that it does not offer: at a million rows that one writes the
    table and its structures anew (15 s of a core, 2 GB), this one what is new (0.2 s, 2 MB).
    """
    dataset = table.to_lance()
    dataset.optimize.compact_files(target_rows_per_fragment=FRAGMENT_ROWS, num_threads=1)
    table.checkout_latest()
    for name in {index.name for index in table.list_indices()}:
        state = table.index_stats(name)
        if state.num_unindexed_rows:
            merged = state.num_indices - 1 if state.num_indices >= STRUCTURES_MOST else 0
            dataset.optimize.optimize_indices(index_names=[name], num_indices_to_merge=merged)
    dataset.cleanup_old_versions(KEEP_VERSIONS)
    table.checkout_latest()


def find_partitions(table: Any) -> Partitions | None:
    """Return how the table keeps its vectors, None where they are searched by a scan."""
    found = [_read_name(index.name) for index in table.list_indices() if _INDEX_NAME.match(index.name)]
    return max(found, key=lambda partitions: (partitions.is_coded, partitions.count), default=None)


def wanted_partitions(table: Any) -> Partitions | None:
    """Return how a table should keep its vectors from now on; None where it need not change."""
    rows = int(table.count_rows())
    if rows < PARTITIONED_FROM_ROWS:
        return None
    present, is_coded = find_partitions(table), rows >= CODED_FROM_ROWS
    wanted = Partitions(max(1, rows // (ROWS_PER_CODED_PARTITION if is_coded else ROWS_PER_PARTITION)), is_coded)
    if present is None or is_coded != present.is_coded:
        return None if present is not None and present.is_coded else wanted
    return wanted if wanted.count >= 2 * present.count else None


def _refresh_vector_index(table: Any) -> None:
    wanted = wanted_partitions(table)
    if wanted is None:
        return
    present = find_partitions(table)
    if wanted.is_coded:
        config: Any = IvfRq(distance_type="l2", num_partitions=wanted.count, num_bits=CODE_BITS)
    else:
        config = IvfFlat(distance_type="l2", num_partitions=wanted.count)
    table.create_index(VECTOR, config=config, name=_write_name(wanted), replace=True)
    if present is not None:
        table.drop_index(_write_name(present))


def _write_name(partitions: Partitions) -> str:
    return f"vector_{'coded' if partitions.is_coded else 'plain'}_{partitions.count}"


def _read_name(name: str) -> Partitions:
    _, kind, count = name.split("_")
    return Partitions(int(count), kind == "coded")
