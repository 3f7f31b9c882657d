"""From one revision of an article to the next: what a sentence is known by, and which sentences are checked."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

from factcheck.text.folding import FoldedText


def build_key(sentence: str) -> str:
    """Return what a sentence is known by: equal for sentences that differ in nothing but the way they are typed."""
    folded = " ".join(FoldedText(sentence).text.split())
    return hashlib.sha256(folded.encode()).hexdigest()


def choose_checked(sentences: Sequence[tuple[str, float]], known: Collection[str], at_most: int) -> frozenset[str]:
    """Return the keys of the ``at_most`` sentences with the best scores, ties by place, and of all that are known.

    ``sentences`` are (key, score) pairs in the order of the text; one that occurs twice counts once.
    """
    best: dict[str, float] = {}
    for key, score in sentences:
        best[key] = max(score, best.get(key, 0.0))
    ranked = sorted(best, key=lambda key: -best[key])
    return frozenset(ranked[:at_most]) | (frozenset(known) & best.keys())
