"""Which words of a sentence with several amounts belong to which: "700 in Spain and 500 in Germany"."""

from __future__ import annotations

from typing import NamedTuple

from factcheck.quantities.grammar import Mention
from factcheck.quantities.lexicon import word_set
from factcheck.quantities.tokens import Token
from factcheck.quantities.view import View

_DIVIDERS = word_set("and but while whereas ;")
_WEAK_DIVIDERS = word_set(", to from against compared than as versus")


class Region(NamedTuple):
    """The tokens that belong to one amount: from ``start`` to ``stop``, its number being at ``number``."""

    start: int
    number: int
    stop: int


class Regions(NamedTuple):
    """A sentence divided among its amounts of one measure: the region of one of them, and those of the others.

    ``opening`` is what stands before the first amount: it may hold for all.
    """

    own: Region
    others: tuple[Region, ...]
    opening: Region


def divide_sentence(view: View, place: int) -> Regions:
    """Divide the sentence around the mention at a place; words that two amounts may claim go to both."""
    mentions, tokens = view.reading.mentions, view.reading.tokens
    mention = mentions[place]
    start, stop = view.sentence_around(mention)
    quantity = mention.quantity
    like = [
        at
        for at in view.mentions_around(place, start, stop)
        if (mentions[at].quantity.dimension, mentions[at].quantity.rate) == (quantity.dimension, quantity.rate)
    ]
    regions = {}
    left = start
    for at, following in zip(like, [*like[1:], None], strict=True):
        right, next_left = _divide_gap(tokens, mentions[at], mentions[following]) if following is not None else (stop, stop)
        regions[at] = Region(left, mentions[at].number, right)
        left = next_left
    own = regions.pop(place)
    first = mentions[like[0]].first
    return Regions(own, tuple(regions.values()), Region(start, first, first))


def _divide_gap(tokens: list[Token], one: Mention, other: Mention) -> tuple[int, int]:
    """Where the region of one amount ends and that of the next begins: at the last and the first mark between them."""
    for dividers in (_DIVIDERS, _WEAK_DIVIDERS):
        marks = [index for index in range(one.stop, other.first) if tokens[index].lower in dividers]
        if marks:
            return marks[-1], marks[0]
    return other.first, other.first
