"""Whether two quotes make the same statement, in the same words or about the same figure, and how much text they share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from factcheck.domain import QuantityComparison
from factcheck.judgement.names import name_key

# Characters on both sides of a quote that are compared as its neighbourhood; four words make a shingle, as in
# Broder, "On the resemblance and containment of documents" (1997).
NEIGHBOURHOOD = 300
SHINGLE_WORDS = 4
# "About 59,000" and "nearly 60,000" are one figure, 10,000 and 11,000 are two.
SAME_VALUE = 0.05


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w-])")
# A common year or day makes no common figure.
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(rf"\b(?:(?:{_MONTHS})\s+\d{{1,2}}|\d{{1,2}}\s+(?:{_MONTHS})|(?:1[89]|20)\d\d)\b(?!,\d)")
_QUOTATION = re.compile(r"[“\"«]([^“”\"«»\n]{20,600})[”\"»]?")
_STOPWORDS = _set(
    "the and for that with from have has had was were are been this these those they their there its his her who"
    " which while will would could into than then also more most some about around nearly almost over under after"
    " before since during at in on of to by as an a or but not no it he she we you is be up out so if when said"
    " says told according source sources official officials report reports reported claimed stated state ago now"
    " just only very other such between still what approximately roughly least according currently"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What is compared of one quote: its content words, its figures, its quotations, the shingles of its neighbourhood."""

    words: frozenset[str]
    numbers: tuple[float, ...]
    quantities: tuple[QuantityComparison, ...]
    quotations: tuple[frozenset[int], ...]
    shingles: frozenset[int]


def read_statement(
    quote: str, document_text: str, quantities: Sequence[QuantityComparison] = (), said_by: str = ""
) -> Statement:
    """Return what can be compared of a quote in its document; a quote that is not found is its own neighbourhood.

    The words of ``said_by`` are no content: two things that one bank says share the name of the bank.
    """
    position = document_text.find(quote)
    low, high = max(0, position - NEIGHBOURHOOD), position + len(quote) + NEIGHBOURHOOD
    around = document_text[low:high] if position >= 0 else quote
    words = _content_words(quote) - _content_words(said_by)
    quotations = tuple(_shingle(match.group(1)) for match in _QUOTATION.finditer(quote))
    numbers = tuple(_read_number(match.group()) for match in _NUMBER.finditer(_DATE.sub(" ", quote)))
    return Statement(words, numbers, tuple(quantities), quotations, _shingle(around))


def _content_words(text: str) -> frozenset[str]:
    return frozenset(key for word in _WORD.findall(text) if (key := _content_key(word)))


def containment(first: frozenset[int], second: frozenset[int]) -> float:
    """Return which part of the smaller set is in the other, 0 where one is empty."""
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def shares_quotation(first: Statement, second: Statement) -> bool:
    """Say whether both quote the same words within quotation marks."""
    return any(containment(one, other) >= 0.6 for one in first.quotations for other in second.quotations)


def share_of_words(first: Statement, second: Statement) -> tuple[int, float]:
    """Return how many content words both have, and which part of the shorter statement that is."""
    shared = len(first.words & second.words)
    smaller = min(len(first.words), len(second.words))
    return shared, shared / smaller if smaller else 0.0


def compare_figures(first: Statement, second: Statement) -> bool | None:
    """Say whether both give the same figure for what the claim counts; None where that cannot be told."""
    pairs = [
        (one.passage_value, other.passage_value)
        for one in first.quantities
        for other in second.quantities
        if one.claim == other.claim and one.unit == other.unit
    ]
    if pairs:
        return all(_is_same_value(*pair) for pair in pairs)
    if not first.numbers or not second.numbers or first.quantities or second.quantities:
        return None
    return True if any(_is_same_value(one, other) for one in first.numbers for other in second.numbers) else None


def _is_same_value(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_VALUE * max(abs(one), abs(other))


def _read_number(written: str) -> float:
    whole = written.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", written) else ""
    return float(whole) if whole else float(re.sub(r"\D", "", written)[:15] or 0)


def _shingle(text: str) -> frozenset[int]:
    """Return hashes of all runs of four words; fewer words make one run. Equal within a process only."""
    words = _WORD.findall(text.casefold())
    if not words:
        return frozenset()
    if len(words) < SHINGLE_WORDS:
        return frozenset([hash(tuple(words))])
    return frozenset(map(hash, zip(words, words[1:], words[2:], words[3:], strict=False)))


@lru_cache(maxsize=16384)
def _content_key(word: str) -> str:
    """Return a word's comparable form: countries by their key, other words without plural and tense; "" for stop words."""
    folded = name_key(word)
    if folded in _STOPWORDS or (len(folded) < 3 and not folded.isdigit()) or folded.isdigit():
        return ""
    for ending in ("ing", "ed", "es", "s"):
        if len(folded) - len(ending) >= 4 and folded.endswith(ending):
            return folded[: -len(ending)]
    return folded
