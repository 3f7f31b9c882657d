"""The two sides of a hybrid search over one snapshot of a table, each with the filters applied before the ranking.

The words of a query are handed over as data (a match query), filters as typed expressions: nothing that a user writes is
ever parsed as a query language.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lancedb.expr import Expr, col, lit
from lancedb.query import MatchQuery

from factcheck.domain import SearchFilters
from factcheck.index.rows import PASSAGE_COLUMNS, SEARCHED, VECTOR

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Row = dict[str, Any]

# Rows beyond the depth that are fetched so that ties at its edge are cut by passage id and not by storage order.
TIE_MARGIN = 16
TIE_ROUNDS = 2
# Share of the partitions that an approximate search looks at, and the least number of them.
PROBED_SHARE = 0.1
LEAST_PROBES = 20


def build_filter(filters: SearchFilters) -> Expr:
    """Return the condition that a row must meet; rows without a date never meet ``published_before``."""
    condition = col("workspace_id") == lit(filters.workspace_id)
    if filters.language is not None:
        condition = condition & (col("language") == lit(filters.language))
    if filters.published_before is not None:
        condition = condition & (col("published_at") < lit(filters.published_before))
    if filters.excluded_document_keys:
        condition = condition & ~col("document_key").isin(list(filters.excluded_document_keys))
    return condition


def build_documents_filter(documents: list[tuple[str, str]]) -> Expr:
    """Return the condition that selects the rows of these documents, pairs of workspace_id and document_key."""
    keys: dict[str, list[str]] = {}
    for workspace_id, document_key in documents:
        keys.setdefault(workspace_id, []).append(document_key)
    conditions = [
        (col("workspace_id") == lit(workspace_id)) & col("document_key").isin(document_keys)
        for workspace_id, document_keys in keys.items()
    ]
    condition = conditions[0]
    for other in conditions[1:]:
        condition = condition | other
    return condition


def search_words(table: Any, text: str, condition: Expr, depth: int) -> list[Row]:
    """Return up to ``depth`` rows by BM25, best first; none if the text holds no word."""
    match_query: Any = MatchQuery  # a pydantic dataclass whose defaults mypy does not see
    query = match_query(text.encode("utf-8", "replace").decode(), SEARCHED)

    def fetch(limit: int) -> list[Row]:
        builder = table.search(query, query_type="fts").where(condition).select([*PASSAGE_COLUMNS, "_score"])
        rows: list[Row] = builder.limit(limit).to_arrow().to_pylist()
        return rows

    return _cut_ties(fetch, lambda row: -row["_score"], depth)


def search_vectors(
    table: Any, vector: NDArray[np.float32], condition: Expr, depth: int, partitions: int | None
) -> list[Row]:
    """Return up to ``depth`` rows by distance, nearest first; exact unless there are more than twenty ``partitions``."""

    def fetch(limit: int) -> list[Row]:
        builder = table.search(vector, query_type="vector", vector_column_name=VECTOR).distance_type("l2")
        builder = builder.where(condition, prefilter=True).select([*PASSAGE_COLUMNS, "_distance"])
        if partitions is not None:
            builder = builder.nprobes(max(LEAST_PROBES, round(partitions * PROBED_SHARE)))
        rows: list[Row] = builder.limit(limit).to_arrow().to_pylist()
        return rows

    return _cut_ties(fetch, lambda row: row["_distance"], depth)


def _cut_ties(fetch: Callable[[int], list[Row]], rank: Callable[[Row], float], depth: int) -> list[Row]:
    limit = depth + TIE_MARGIN
    for _ in range(TIE_ROUNDS):
        rows = sorted(fetch(limit), key=lambda row: (rank(row), row["passage_id"]))
        if len(rows) < limit or rank(rows[-1]) != rank(rows[depth - 1]):
            break
        limit *= 4
    return rows[:depth]
