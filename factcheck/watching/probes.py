"""What a watched claim is recognised by: the vector and the words of each of its parts, and how near its candidates came.

Kept as plain bytes in the store, little-endian, so that thousands are read at once: vectors, similarities and shares as
32-bit floats, words as 64-bit hashes. Similarities and shares always have ``KEPT`` numbers: where fewer candidates are
judged, the lowest is repeated, and where fewer were found than are judged, -1 stands for a place that is free.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from factcheck.domain import Candidate, Passage
from factcheck.judgement.polarity import read_terms
from factcheck.store.watches import StoredProbe
from factcheck.text.invisible import drop_invisible

if TYPE_CHECKING:
    from numpy.typing import NDArray

# As many candidates of a part as are judged at the most.
KEPT = 16
FREE = -1.0
FLOAT, HASH = np.dtype("<f4"), np.dtype("<i8")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class PartSearch:
    """What the search for one part of a claim gave: its words, its vector, and the candidates that were judged.

    ``depth`` is how many are judged where enough are found, ``fact_checks`` are what was found beside articles.
    """

    text: str
    vector: NDArray[np.float32]
    judged: tuple[Candidate, ...]
    depth: int
    fact_checks: tuple[Candidate, ...] = ()


def build_probe(search: PartSearch, embedding_model: str) -> StoredProbe:
    """Return what new passages will be compared with for this part."""
    terms = hash_terms(search.text)
    kept = search.judged[:KEPT]
    known = [candidate.similarity for candidate in kept if candidate.similarity is not None]
    # A candidate that the vectors did not find is farther away than all that they did.
    farthest = min(known, default=0.0)
    similarities = [farthest if candidate.similarity is None else candidate.similarity for candidate in kept]
    shares = [share_terms(terms, hash_terms(candidate.passage.text)) for candidate in kept]
    return StoredProbe(
        embedding_model=embedding_model,
        vector=np.asarray(search.vector, FLOAT).tobytes(),
        terms=terms.tobytes(),
        similarities=_pad(similarities, min(search.depth, KEPT)),
        shares=_pad(shares, min(search.depth, KEPT)),
        kept=tuple(sorted({_name_version(candidate.passage) for candidate in (*kept, *search.fact_checks)})),
    )


def hash_terms(text: str) -> NDArray[np.int64]:
    """Return the content words and numbers of a text as sorted hashes, each once."""
    text = drop_invisible(text)
    words = {*read_terms(text).polarities, *_NUMBER.findall(text)}
    return np.array(sorted(map(_hash, words)), HASH)


def share_terms(terms: NDArray[np.int64], others: NDArray[np.int64]) -> float:
    """Return which share of the terms is among the others; 0 where there are none."""
    return len(np.intersect1d(terms, others, assume_unique=True)) / max(1, len(terms))


def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little", signed=True)


def _name_version(passage: Passage) -> str:
    return f"{passage.document_key}@{passage.version}"


def _pad(numbers: Sequence[float], places: int) -> bytes:
    filling = min(numbers) if len(numbers) >= places else FREE
    return np.array([*numbers, *[filling] * (KEPT - len(numbers))], FLOAT).tobytes()
