"""The two sides of a hybrid search on Milvus, each with the filters applied before the ranking.

Milvus could fuse both sides itself, but would not say which rank a row had on which side, and reports do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factcheck.domain import Passage
from factcheck.index.milvus_catalog import CALL_SECONDS
from factcheck.index.milvus_rows import Row, fold_words, read_passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Rows beyond the depth that are fetched so that ties at its edge are cut by passage id and not by storage order.
TIE_MARGIN = 16
TIE_ROUNDS = 2
# The most that Milvus returns.
MOST_ROWS = 16_384
FETCHED = ["document", "write", "passage"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a side has found, with what the side ranks by; ``document`` is a digest."""

    passage: Passage
    document: str
    write: str
    score: float


def search_words(client: Any, table: str, text: str, condition: str, depth: int) -> list[Hit]:
    """Return at least ``depth`` rows by BM25, best first, if there are so many; none if the text holds no word."""
    words = fold_words(text)
    if not words:
        return []
    return _cut_ties(lambda limit: _search(client, table, "bm25", words, condition, limit), depth)


def search_vectors(client: Any, table: str, vector: NDArray[np.float32], condition: str, depth: int) -> list[Hit]:
    """Return at least ``depth`` rows by cosine similarity, nearest first, if there are so many."""
    return _cut_ties(lambda limit: _search(client, table, "vector", vector.tolist(), condition, limit), depth)


def drop_outdated(words: Sequence[Hit], near: Sequence[Hit]) -> tuple[list[Hit], list[Hit]]:
    """Return both sides without the rows of writes that a later one of the same document is about to replace."""
    newest: dict[str, str] = {}
    for hit in (*words, *near):
        newest[hit.document] = max(hit.write, newest.get(hit.document, ""))

    def keep(side: Sequence[Hit]) -> list[Hit]:
        return [hit for hit in side if hit.write == newest[hit.document]]

    return keep(words), keep(near)


def _search(client: Any, table: str, field: str, query: Any, condition: str, limit: int) -> list[Hit]:
    (found,) = client.search(
        table,
        data=[query],
        anns_field=field,
        filter=condition,
        limit=limit,
        output_fields=FETCHED,
        consistency_level="Strong",
        timeout=CALL_SECONDS,
    )
    return [_read_hit(hit["entity"], float(hit["distance"])) for hit in found]


def _read_hit(row: Row, score: float) -> Hit:
    return Hit(read_passage(row), row["document"], row["write"], score)


def _cut_ties(fetch: Callable[[int], list[Hit]], depth: int) -> list[Hit]:
    limit = min(depth + TIE_MARGIN, MOST_ROWS)
    for _ in range(TIE_ROUNDS):
        hits = fetch(limit)
        if len(hits) < limit or hits[-1].score != hits[depth - 1].score:
            break
        limit = min(4 * limit, MOST_ROWS)
    # The server ranks, whichever way its scores go; what it ranks alike goes by passage id.
    first: dict[float, int] = {}
    for rank, hit in enumerate(hits):
        first.setdefault(hit.score, rank)
    return sorted(hits, key=lambda hit: (first[hit.score], hit.passage.passage_id))
