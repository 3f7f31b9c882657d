"""The two sides of a hybrid search over one snapshot of a table, each with the filters applied before the ranking.

A side gives row ids and ranks only; the passages of both are fetched together, once.

The words of a query are handed over as data (a match query), filters as typed expressions: nothing that a user writes is
ever parsed as a query language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lancedb.expr import Expr, col, lit
from lancedb.query import MatchQuery

from factcheck.domain import Candidate, Passage, SearchFilters
from factcheck.index.fusion import fuse
from factcheck.index.rows import PASSAGE_COLUMNS, SEARCHED, VECTOR, read_passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Row id to what the side ranks by, least first: the negative score, or the squared distance.
Side = dict[int, float]

# Rows beyond the depth that are fetched so that ties at its edge are cut by passage id and not by storage order.
TIE_MARGIN = 16
TIE_ROUNDS = 2
# How many partitions a search looks at: all where there are no more, else at least this share of them.
LEAST_PROBES = 20
PROBED_SHARE = 0.08


@dataclass(frozen=True, slots=True)
class Partitions:
    """How a table keeps its vectors: in how many partitions, and whether as they are or as short codes."""

    count: int
    is_coded: bool

    @property
    def probes(self) -> int:
        """How many of them a search looks at."""
        return max(LEAST_PROBES, round(self.count * PROBED_SHARE))


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


def search_words(table: Any, text: str, condition: Expr, depth: int) -> Side:
    """Return the best ``depth`` rows by BM25, and those that tie with the last; none if the text holds no word."""
    match_query: Any = MatchQuery  # a pydantic dataclass whose defaults mypy does not see
    query = match_query(text.encode("utf-8", "replace").decode(), SEARCHED)

    def fetch(limit: int) -> Side:
        builder = table.search(query, query_type="fts").where(condition).select(["_score"]).with_row_id(True)
        found = builder.limit(limit).to_arrow()
        return dict(zip(found["_rowid"].to_pylist(), (-found["_score"].to_numpy()).tolist(), strict=True))

    return _fetch_with_ties(fetch, depth)


def search_vectors(
    table: Any, vector: NDArray[np.float32], condition: Expr, depth: int, partitions: Partitions | None
) -> Side:
    """Return the nearest ``depth`` rows by distance, and those that tie with the last.

    Exact unless the vectors are coded; the distances always are.
    """

    def fetch(limit: int) -> Side:
        builder = table.search(vector, query_type="vector", vector_column_name=VECTOR).distance_type("l2")
        builder = builder.where(condition, prefilter=True).select(["_distance"]).with_row_id(True)
        if partitions is not None:
            builder = builder.nprobes(partitions.probes)
            if partitions.is_coded:
                # Of as many candidates by their codes as rows are wanted, the true distances.
                builder = builder.refine_factor(1)
        found = builder.limit(limit).to_arrow()
        return dict(zip(found["_rowid"].to_pylist(), found["_distance"].to_numpy().tolist(), strict=True))

    return _fetch_with_ties(fetch, depth)


def fetch_passages(table: Any, row_ids: Iterable[int]) -> dict[int, Passage]:
    """Return the passages of these rows."""
    wanted = list(row_ids)
    if not wanted:
        return {}
    found = table.take_row_ids(wanted).select(list(PASSAGE_COLUMNS)).with_row_id().to_arrow().to_pylist()
    return {row["_rowid"]: read_passage(row) for row in found}


def fuse_sides(words: Side, near: Side, passages: Mapping[int, Passage], depth: int) -> list[Candidate]:
    """Return the rows of both sides as candidates, best first, ranked by the first ``depth`` of each.

    Rows of one rank on a side go by passage id, and not by where they are stored.
    """
    ranked = [[passages[row_id].passage_id for row_id in _cut_ties(side, passages, depth)] for side in (words, near)]
    by_id = {passage.passage_id: (row_id, passage) for row_id, passage in passages.items()}
    candidates = []
    for item in fuse(ranked[0], ranked[1], len(passages)):
        row_id, passage = by_id[item.item_id]
        # The squared distance of two vectors of length 1 is 2 - 2 cos.
        similarity = None if item.vector_rank is None else 1 - near[row_id] / 2
        candidates.append(Candidate(passage, item.score, item.bm25_rank, item.vector_rank, similarity))
    return candidates


def _cut_ties(side: Side, passages: Mapping[int, Passage], depth: int) -> list[int]:
    return sorted(side, key=lambda row_id: (side[row_id], passages[row_id].passage_id))[:depth]


def _fetch_with_ties(fetch: Callable[[int], Side], depth: int) -> Side:
    limit = depth + TIE_MARGIN
    for _ in range(TIE_ROUNDS):
        found = fetch(limit)
        ranks = sorted(found.values())
        if len(found) < limit or ranks[-1] != ranks[depth - 1]:
            break
        limit *= 4
    return {row_id: rank for row_id, rank in found.items() if len(found) <= depth or rank <= ranks[depth - 1]}
