"""Which watched claims a new passage concerns: those among whose judged candidates it would be.

A passage is ranked among the candidates that a claim's last check judged: by its vector's similarity and by the share of
the claim's words that it has, which stands in for BM25 as no statistics of the archive are at hand. Both ranks are fused
as in the search (reciprocal rank fusion, Cormack et al. 2009). It concerns the claim if it is near enough on its own
(``NEAR`` or ``SHARED``) and its fused score is not below that of the weakest candidate; a claim with fewer candidates
than are judged takes every passage that is near enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from factcheck.index.fusion import RRF_K
from factcheck.store.watches import WatchedProbe
from factcheck.watching.probes import FLOAT, FREE, HASH, KEPT, hash_terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    # Which of all parts to keep, by their similarity to a passage and by the share of their words that it has.
    Keeper = Callable[[NDArray[np.float32], NDArray[np.float32]], NDArray[np.int64]]

# Least similarity, and least share of the claim's words, of a passage that has to do with a claim.
NEAR = 0.45
SHARED = 0.4


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage of a document that has changed, with its vector."""

    text: str
    vector: NDArray[np.float32]


class ClaimMatcher:
    """The watched claims of one workspace, ready to be compared with passages. Holds some 2 KiB for each part."""

    def __init__(self, probes: Sequence[WatchedProbe]) -> None:
        self._claim_ids = [probe.claim_id for probe in probes]
        self._vectors = _stack([probe.vector for probe in probes])
        self._similarities = _stack([probe.similarities for probe in probes], KEPT)
        self._shares = _stack([probe.shares for probe in probes], KEPT)
        terms = [np.frombuffer(probe.terms, HASH) for probe in probes]
        self._term_counts = np.array([len(own) for own in terms], np.int64)
        self._vocabulary, self._places = np.unique(np.concatenate([*terms, np.array([], HASH)]), return_inverse=True)
        self._weakest = _find_weakest(self._similarities, self._shares)

    def __len__(self) -> int:
        return len(self._claim_ids)

    def match(self, passages: Sequence[NewPassage]) -> list[str]:
        """Return the ids of the claims that at least one of the passages concerns, each once, sorted."""
        return self._match(passages, self._rank)

    def find_near(self, passages: Sequence[NewPassage]) -> list[str]:
        """Return the ids of the claims that a passage is near enough to, whatever their candidates; each once, sorted."""
        return self._match(passages, _find_near)

    def _match(self, passages: Sequence[NewPassage], keep: Keeper) -> list[str]:
        if not self._claim_ids or not passages:
            return []
        similarities = self._vectors @ np.stack([passage.vector for passage in passages]).astype(FLOAT).T
        found: set[str] = set()
        for column, passage in enumerate(passages):
            rows = keep(similarities[:, column], self._share_terms(hash_terms(passage.text)))
            found.update(self._claim_ids[row] for row in rows)
        return sorted(found)

    def _rank(self, similarities: NDArray[np.float32], shares: NDArray[np.float32]) -> NDArray[np.int64]:
        near = _find_near(similarities, shares)
        ahead_by_vector = (self._similarities[near] > similarities[near, None]).sum(axis=1)
        ahead_by_terms = (self._shares[near] > shares[near, None]).sum(axis=1)
        return near[_fuse(ahead_by_vector, ahead_by_terms) >= self._weakest[near]]

    def _share_terms(self, terms: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return for each probe which share of its terms is among these."""
        is_present = np.zeros(len(self._vocabulary) + 1)
        places = np.searchsorted(self._vocabulary, terms)
        places[places == len(self._vocabulary)] = 0
        if len(self._vocabulary):
            is_present[places[self._vocabulary[places] == terms]] = 1
        owners = np.repeat(np.arange(len(self._claim_ids)), self._term_counts)
        shared = np.bincount(owners, weights=is_present[self._places], minlength=len(self._claim_ids))
        return (shared / np.maximum(1, self._term_counts)).astype(FLOAT)


def _find_near(similarities: NDArray[np.float32], shares: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.flatnonzero((similarities >= NEAR) | (shares >= SHARED))


def _stack(rows: Sequence[bytes], width: int | None = None) -> NDArray[np.float32]:
    if not rows:
        return np.zeros((0, width or 0), FLOAT)
    return np.frombuffer(b"".join(rows), FLOAT).reshape(len(rows), -1)


def _fuse(ahead_by_vector: NDArray[np.int64], ahead_by_terms: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the fused score of what has so many candidates ahead of it on each side."""
    fused: NDArray[np.float64] = 1 / (RRF_K + 1 + ahead_by_vector) + 1 / (RRF_K + 1 + ahead_by_terms)
    return fused


def _find_weakest(similarities: NDArray[np.float32], shares: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the lowest fused score among each claim's candidates; 0 where not all places are taken."""
    weakest = np.zeros(len(similarities))
    for row in np.flatnonzero((similarities > FREE).all(axis=1)):
        ahead_by_vector = (similarities[row][None, :] > similarities[row][:, None]).sum(axis=1)
        ahead_by_terms = (shares[row][None, :] > shares[row][:, None]).sum(axis=1)
        weakest[row] = _fuse(ahead_by_vector, ahead_by_terms).min()
    return weakest
