"""The words around a number that limit it: "about", "no fewer than", "-plus", "or so", "another"."""

from __future__ import annotations

from factcheck.quantities.lexicon import (
    FUNCTION_WORDS,
    LONGEST_MODIFIER,
    MODIFIER_ENDS,
    MODIFIERS,
    TRAILING_MODIFIERS,
    word_set,
)
from factcheck.quantities.quantity import Modifier
from factcheck.quantities.tokens import Token, token_at

_BOUNDS = frozenset({Modifier.UP_TO, Modifier.AT_LEAST, Modifier.AT_MOST, Modifier.MORE_THAN, Modifier.LESS_THAN})
_AMBIGUOUS = word_set("over under above below around about some maximum minimum estimated")
_GOVERNED_BY_OVER = word_set(
    """
    control controls controlled power authority sovereignty rule dispute war spread
    """
)
_INCREMENTS = word_set("another additional further extra")
_TRAILING_INCREMENTS = word_set("more others additional fewer less")
_COMPARISONS = word_set("higher lower")
DECREASES = word_set("fewer less lower")


def read_modifier_before(tokens: list[Token], first: int) -> tuple[Modifier, int] | None:
    """The modifier that ends right before a token and the index where it begins; of "up to about" the outer one."""
    found = _match_before(tokens, first)
    if found is None:
        return None
    begin = found[1]
    if _governs_noun(tokens, begin):
        return None
    outer = _match_before(tokens, begin)
    if outer is None or token_at(tokens, outer[1]).lower in _AMBIGUOUS:
        return found
    return outer if outer[0] in _BOUNDS else (found[0], outer[1])


def _governs_noun(tokens: list[Token], begin: int) -> bool:
    """ "control over 800 square kilometres" holds a preposition, not a limit."""
    return tokens[begin].lower == "over" and token_at(tokens, begin - 1).lower in _GOVERNED_BY_OVER


def _match_before(tokens: list[Token], first: int) -> tuple[Modifier, int] | None:
    if token_at(tokens, first - 1).lower not in MODIFIER_ENDS:
        return None
    for length in range(min(LONGEST_MODIFIER, first), 0, -1):
        phrase = tuple(token.lower for token in tokens[first - length : first])
        modifier = MODIFIERS.get(phrase)
        if modifier is not None:
            return modifier, first - length
    return None


def read_modifier_after(tokens: list[Token], stop: int) -> tuple[Modifier, int] | None:
    """The modifier that begins at a token ("or so", "-plus", "+") and the index after it."""
    for length in (2, 1):
        modifier = TRAILING_MODIFIERS.get(tuple(token.lower for token in tokens[stop : stop + length]))
        if modifier is not None and len(tokens) >= stop + length:
            return modifier, stop + length
    return None


def is_increment(tokens: list[Token], first: int, stop: int) -> bool:
    """Whether an amount sets another one apart: "another 500", "500 more", "500 more than last year", "500 fewer"."""
    if token_at(tokens, first - 1).lower in _INCREMENTS:
        return True
    after, beyond = token_at(tokens, stop).lower, token_at(tokens, stop + 1)
    # "12 percent higher" is a step, "12 higher courts" are not.
    is_comparison = after in _COMPARISONS and (beyond.kind != "w" or beyond.lower in FUNCTION_WORDS)
    return after in _TRAILING_INCREMENTS or is_comparison
