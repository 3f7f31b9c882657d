"""A text prepared for comparison: for every token its stem and the name that it is, computed once."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from factcheck.quantities.counted import normalise_noun
from factcheck.quantities.grammar import Mention, Reading
from factcheck.quantities.lexicon import GRAMMAR_WORDS, VERBS
from factcheck.quantities.names import fold_name, read_name
from factcheck.quantities.tokens import Token

_STEM_LENGTH = 6
# A sentence counts this many tokens to either side of an amount, so that endless ones cost no more than long ones.
_WIDEST_SIDE = 100


class View(NamedTuple):
    """A reading with, for each token, its stem, its name as an actor and its name as a place (empty strings for none).

    ``terms`` are the stems outside all amounts.
    """

    reading: Reading
    stems: list[str]
    terms: list[str]
    actors: list[str]
    spots: list[str]

    def sentence_around(self, mention: Mention) -> tuple[int, int]:
        """Where the sentence around an amount begins and ends, in tokens."""
        start, stop = self.reading.sentence_of(mention.first)
        return max(start, mention.first - _WIDEST_SIDE), min(stop, mention.stop + _WIDEST_SIDE)

    def mentions_around(self, place: int, start: int, stop: int) -> range:
        """The places of the mentions between two tokens, that of one of them being known."""
        mentions = self.reading.mentions
        first, last = place, place
        while first and mentions[first - 1].first >= start:
            first -= 1
        while last + 1 < len(mentions) and mentions[last + 1].first < stop:
            last += 1
        return range(first, last + 1)


def build_view(reading: Reading) -> View:
    """Look at every token of a reading once."""
    stems = [stem_token(token) for token in reading.tokens]
    terms = list(stems)
    for mention in reading.mentions:
        terms[mention.first : mention.stop] = [""] * (mention.stop - mention.first)
    actors, spots = read_names(reading.tokens, frozenset(reading.sentence_starts))
    return View(reading, stems, terms, actors, spots)


def read_names(tokens: list[Token], openers: frozenset[int]) -> tuple[list[str], list[str]]:
    """For each token the name that it is as an actor and as a place; ``openers`` begin sentences."""
    actors, spots = [""] * len(tokens), [""] * len(tokens)
    is_first = True
    for index, token in enumerate(tokens):
        # The first word of a sentence is its opener whatever marks stand before it.
        is_first = index in openers or (is_first and tokens[index - 1].kind == "p")
        if token.kind == "w" and token.text[0].isupper():
            actors[index] = read_name(tokens, index, is_first=is_first)
            spots[index] = read_name(tokens, index, is_first=is_first, as_actor=False)
    return actors, spots


def stem_token(token: Token) -> str:
    """The stem of a content word, an empty string for any other token."""
    if token.kind != "w" or token.lower in GRAMMAR_WORDS or len(token.text) < 2:
        return ""
    return stem(token.text)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A crude stem, the same for "control" and "controlled", "advance" and "advancing"."""
    word = fold_name(word) if word[0].isupper() else normalise_noun(word)
    if word in VERBS:
        return VERBS[word]
    for ending in ("ing", "ed", "e"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            word = word[: -len(ending)]
            break
    return word[:_STEM_LENGTH]
