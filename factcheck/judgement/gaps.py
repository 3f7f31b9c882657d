"""What in a claim found nothing: the names, amounts, dates and key terms of which no retrieved passage speaks.

A gap says that the archive is silent, not that the claim is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from factcheck.judgement.dates import Date, find_dates, is_named
from factcheck.judgement.names import Name, find_capitalised, find_names, fold, folded_words, read_names, speaks_of
from factcheck.judgement.polarity import TOKEN, read_terms
from factcheck.judgement.verbs import IRREGULAR_BASES
from factcheck.quantities import Quantity, parse_quantities
from factcheck.quantities.grammar import may_hold_amount
from factcheck.quantities.lexicon import GRAMMAR_WORDS, PEOPLE
from factcheck.quantities.numerals import STARTERS
from factcheck.text.spans import Span

# Verbs and nouns that say too little for their absence to mean anything.
_LIGHT = frozenset(
    """
    become became begin began come came get got give given gave go goes going gone went happen happened happens keep kept
    make makes made making put take taken takes took taking want wanted thing things way ways lot number numbers total
    people person somebody someone something today yesterday tomorrow year years month months week weeks day days
    """.split()  # noqa: SIM905
)
_BEFORE_PLACE = re.compile(
    r"\b(?:in|into|inside|near|at|from|to|across|throughout|around|outside|over|within) (?:the )?$", re.IGNORECASE
)
_PLACE_NOUN = re.compile(
    r"\A(?:\w+ )?(?:region|city|town|village|province|district|oblast|county|border|airport|port|peninsula)\b"
)
_OF_PLACE = re.compile(
    r"\b(?:region|city|town|village|province|district|county|port|island|capital|outskirts)s? of $", re.IGNORECASE
)
# Behind the last of several line ends; from each of them it would take time in proportion to the square of their number.
_SENTENCE_OPENER = re.compile(r"(?:^|[.!?:\n])(?:[^\S\n]|[\"“‘(\[])*([^\W\d_]+)")
_OPENING_LETTERS = 2


_Found = Name | Quantity | Date | Span


class GapKind(StrEnum):
    """What kind of thing the passages do not speak of."""

    QUANTITY = "quantity"
    NAME = "name"
    DATE = "date"
    PLACE = "place"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something of a claim that nothing speaks of: ``claim[start:end] == text``."""

    kind: GapKind
    text: str
    start: int
    end: int


def find_gaps(claim: str, near: Sequence[str]) -> list[Gap]:
    """Return what of the claim is in none of the texts ``near``, in the order of the claim; offsets are code points.

    ``near`` are the retrieved passages, their contexts and their heads. A name counts as found under another form of it, an
    amount where any of the same kind is given, a date where one that can be the same is named, a term by its stem. Gaps
    do not overlap and none is there twice. Without any text everything is a gap.
    """
    texts = list(dict.fromkeys(near))
    spoken = frozenset[str]().union(*map(folded_words, texts))
    dates = find_dates(claim)
    taken = _cover(claim, dates)
    names = [name for name in find_names(claim, _find_capitalised(claim, texts)) if not _touches(name, taken)]
    taken = _cover(claim, [*dates, *names])
    amounts = [amount for amount in parse_quantities(claim) if not _touches(amount, taken)]
    gaps = [
        *_find_unnamed_dates(claim, dates, texts),
        *_find_unspoken(claim, names, texts, spoken),
        *_find_incomparable(amounts, texts),
        *_find_missing_terms(claim, _cover(claim, [*dates, *names, *amounts]), spoken),
    ]
    return _order(gaps)


def _find_capitalised(claim: str, near: Sequence[str]) -> frozenset[str]:
    """Return the words at the beginning of a sentence of the claim that the texts show to be names."""
    openers = [match.group(1).casefold() for match in _SENTENCE_OPENER.finditer(claim)]
    folded = ((text, text.casefold()) for text in near)
    return find_capitalised(text for text, small in folded if any(opener in small for opener in openers))


def _cover(claim: str, things: Iterable[_Found]) -> bytearray:
    """Return a mark for each character of the claim that belongs to one of these."""
    marks = bytearray(len(claim))
    for thing in things:
        marks[thing.start : thing.end] = b"\x01" * (thing.end - thing.start)
    return marks


def _touches(thing: _Found, taken: bytearray) -> bool:
    return 1 in taken[thing.start : thing.end]


def _order(gaps: list[Gap]) -> list[Gap]:
    kept: list[Gap] = []
    said: set[tuple[GapKind, str]] = set()
    for gap in sorted(gaps, key=lambda gap: (gap.start, -gap.end)):
        key = gap.kind, fold(gap.text)
        if key not in said and (not kept or kept[-1].end <= gap.start):
            kept.append(gap)
            said.add(key)
    return kept


def _find_unnamed_dates(claim: str, dates: Sequence[Date], near: Sequence[str]) -> Iterator[Gap]:
    others = [other for text in near for other in find_dates(text)] if dates else []
    for date in dates:
        if not is_named(date, others):
            yield Gap(GapKind.DATE, claim[date.start : date.end], date.start, date.end)


def _find_unspoken(claim: str, names: Sequence[Name], near: Sequence[str], spoken: frozenset[str]) -> Iterator[Gap]:
    """Yield the names that are not there; only those that are not there as written are looked up under other forms."""
    unseen = [name for name in names if fold(name.text) not in spoken]
    keys = frozenset(name.key for text in near for name in read_names(text)) if unseen else frozenset()
    for name in unseen:
        if not speaks_of(name, keys, spoken):
            kind = GapKind.PLACE if _is_place(claim, name) else GapKind.NAME
            yield Gap(kind, claim[name.start : name.end], name.start, name.end)


def _is_place(claim: str, name: Name) -> bool:
    before = claim[max(0, name.start - 24) : name.start]
    if _OF_PLACE.search(before) or _PLACE_NOUN.match(claim[name.end :].lstrip()[:40]):
        return True
    return bool(_BEFORE_PLACE.search(before))


def _find_incomparable(amounts: Sequence[Quantity], near: Sequence[str]) -> Iterator[Gap]:
    unanswered = list(amounts)
    for text in near:
        if not unanswered:
            return
        others = read_amounts(text)
        unanswered = [amount for amount in unanswered if not any(_is_comparable(amount, other) for other in others)]
    for amount in unanswered:
        yield Gap(GapKind.QUANTITY, amount.text, amount.start, amount.end)


@lru_cache(maxsize=2048)
def read_amounts(text: str) -> tuple[Quantity, ...]:
    """Return the amounts of a passage: those of a claim's parts have many in common."""
    return tuple(parse_quantities(text)) if may_hold_amount(text) else ()


def _is_comparable(amount: Quantity, other: Quantity) -> bool:
    """Say whether two amounts are of one kind: the same measure, and where things are counted the same things."""
    if amount.dimension != other.dimension or bool(amount.rate) != bool(other.rate):
        return False
    if amount.unit is not None or not (amount.counted and other.counted):
        return True
    return amount.counted == other.counted or set(amount.counted + other.counted) <= PEOPLE


def _find_missing_terms(claim: str, taken: bytearray, spoken: frozenset[str]) -> Iterator[Gap]:
    words = [
        match
        for match in TOKEN.finditer(claim)
        if match.group()[0].isalpha() and _is_content(fold(match.group())) and not _touches(Span(*match.span()), taken)
    ]
    bases = {_find_base(word) for word in spoken}
    missing = [word for word in words if _find_base(fold(word.group())) not in bases]
    openings = {_find_base(fold(word.group()))[:_OPENING_LETTERS] for word in missing}
    # Only words that begin alike can have the same stem; stemming them all would take most of the time.
    stems = {stem for word in bases if word[:_OPENING_LETTERS] in openings for stem in _read_stems(word)}
    found: set[str] = set()
    for word in missing:
        own = _read_stems(_find_base(fold(word.group())))
        if own and own.isdisjoint(stems) and own.isdisjoint(found):
            found |= own
            yield Gap(GapKind.TERM, word.group(), word.start(), word.end())


def _find_base(word: str) -> str:
    return IRREGULAR_BASES.get(word, word)


def _is_content(word: str) -> bool:
    return len(word) > 2 and word not in GRAMMAR_WORDS and word not in _LIGHT and word not in STARTERS


@lru_cache(maxsize=4096)
def _read_stems(word: str) -> frozenset[str]:
    return frozenset(read_terms(word).polarities)
