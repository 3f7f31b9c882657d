"""Lengths written with marks: 5'11" or 6' tall. A mark may as well be an apostrophe or close a quotation."""

from __future__ import annotations

from factcheck.quantities.lexicon import word_set
from factcheck.quantities.numerals import Numeral, read_numeral
from factcheck.quantities.tokens import Token, is_glued, token_at

EXTENTS = word_set("tall high long wide deep thick")
INCHES_IN_FOOT = 12
# Typewriter's marks, quotation marks and the proper ones, primes.
_FEET = frozenset("'’\u2032")
_INCHES = frozenset('"”\u2033')
# Behind these it is a time ("in 4'11\"") or an angle ("51° 30' 11\"").
_NO_LENGTH_BEFORE = word_set("in within after time °")
# How many tokens before a mark the quotation may begin that it closes.
_REACH = 60


def read_marks(tokens: list[Token], numeral: Numeral) -> tuple[float, float, int] | None:
    """The feet of a whole number with marks behind it, their step and the index after them; None for no length.

    A number below twelve with the mark of inches behind the mark of feet makes both sure. A mark alone is a unit only
    before "tall" and the like.
    """
    place, first = numeral.stop, numeral.stop - 1
    mark = token_at(tokens, place).text
    words = {token_at(tokens, first - 1).lower, token_at(tokens, first - 2).lower}
    if mark not in _FEET | _INCHES or not is_glued(tokens, place) or not words.isdisjoint(_NO_LENGTH_BEFORE):
        return None
    inches = read_numeral(tokens, place + 1) if mark in _FEET else None
    stop = _skip_inch_mark(tokens, inches.stop) if inches is not None and 0 <= inches.value < INCHES_IN_FOOT else None
    # A quotation that ends has a blank behind its mark.
    if inches is not None and stop is not None and (is_glued(tokens, place + 1) or not _may_close(tokens, place)):
        return numeral.value + inches.value / INCHES_IN_FOOT, min(inches.step, 1.0) / INCHES_IN_FOOT, stop
    if token_at(tokens, place + 1).lower not in EXTENTS or _may_close(tokens, place):
        return None
    size = 1.0 if mark in _FEET else 1.0 / INCHES_IN_FOOT
    return numeral.value * size, numeral.step * size, place + 1


def _skip_inch_mark(tokens: list[Token], index: int) -> int | None:
    """The index after the mark of inches, which may be written as two of feet."""
    if not is_glued(tokens, index):
        return None
    if tokens[index].text in _INCHES:
        return index + 1
    is_double = tokens[index].text in _FEET and token_at(tokens, index + 1).text in _FEET
    return index + 2 if is_double and is_glued(tokens, index + 1) else None


def _may_close(tokens: list[Token], index: int) -> bool:
    """Whether a mark may close a quotation: one of its kind has been opened before."""
    mark = tokens[index].text
    openings = frozenset("'‘") if mark in "'’" else frozenset('"“') if mark in '"”' else frozenset()
    return any(
        tokens[place].text in openings and is_glued(tokens, place + 1) and not is_glued(tokens, place)
        for place in range(max(0, index - _REACH), index)
    )
