"""Reciprocal rank fusion of two rankings (Cormack, Clarke and Büttcher, SIGIR 2009)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The 60 of the paper fuses many rankings of which none is right; of two good ones the first places must weigh more. On
# SciFact and FoolMeTwice anything from 5 to 20 finds more than 60 does.
RRF_K = 10


@dataclass(frozen=True, slots=True)
class Fused:
    """One item with its fused score and its rank on each side, counted from 1; None where a side did not return it."""

    item_id: str
    score: float
    bm25_rank: int | None
    vector_rank: int | None


def fuse(bm25_ids: Sequence[str], vector_ids: Sequence[str], limit: int) -> list[Fused]:
    """Return up to ``limit`` items, best first: the sum of 1 / (10 + rank) over both sides; ties go by item id."""
    bm25_ranks = {item_id: rank for rank, item_id in enumerate(bm25_ids, 1)}
    vector_ranks = {item_id: rank for rank, item_id in enumerate(vector_ids, 1)}
    fused = [
        Fused(
            item_id,
            _share(bm25_ranks.get(item_id)) + _share(vector_ranks.get(item_id)),
            bm25_ranks.get(item_id),
            vector_ranks.get(item_id),
        )
        for item_id in bm25_ranks | vector_ranks
    ]
    return sorted(fused, key=lambda item: (-item.score, item.item_id))[:limit]


def _share(rank: int | None) -> float:
    return 0.0 if rank is None else 1.0 / (RRF_K + rank)
