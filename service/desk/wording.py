"""Which words of a quote are the claim's, and which deny: for marking them on the page, nothing is decided by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from snowballstemmer import EnglishStemmer

from factcheck.judgement.polarity import NOT, REFUSALS

WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
# Shorter ones are articles and prepositions more often than not.
SHORTEST_WORD = 4
# fmt: off
COMMON = frozenset(
    {
        "about", "after", "again", "also", "been", "before", "being", "between", "both", "does", "during", "each",
        "from", "have", "having", "into", "more", "most", "only", "other", "over", "same", "some", "such", "than",
        "that", "their", "them", "then", "there", "these", "they", "this", "those", "under", "until", "very", "were",
        "what", "when", "where", "which", "while", "will", "with", "would",
    }
)
# fmt: on


def find_shared_words(claim: str, quote: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of words in the quote that the claim has too, in any of their forms."""
    wanted = {stem(found[0]) for found in WORD.finditer(claim) if is_telling(found[0])}
    for found in WORD.finditer(quote):
        if is_telling(found[0]) and stem(found[0]) in wanted:
            yield found.span()


def find_denials(quote: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of words that deny."""
    for found in WORD.finditer(quote):
        word = found[0].casefold().replace("’", "'")
        if word in NOT or word in REFUSALS or word.endswith("n't"):
            yield found.span()


def is_telling(word: str) -> bool:
    """Say whether a word is worth marking: neither short nor one of those that every text has."""
    return len(word) >= SHORTEST_WORD and word.casefold() not in COMMON


@cache
def _stemmer() -> EnglishStemmer:
    return EnglishStemmer()


def stem(word: str) -> str:
    """Return the form under which inflections of a word meet."""
    return str(_stemmer().stemWord(word.casefold()))
