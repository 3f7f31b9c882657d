"""Amounts below nought: "-0.3 percent", "minus 12 degrees", "12 degrees below zero"."""

from __future__ import annotations

from factcheck.quantities.counted import read_counted
from factcheck.quantities.numerals import Numeral
from factcheck.quantities.tokens import Token, is_glued, token_at
from factcheck.quantities.units import Unit

# What can be below nought; nobody counts -12 people, and "-5 km" is rather an entry of a list.
_SIGNED = frozenset({"temperature", "share", "points", "currency"})
_OPENING = frozenset("([\"'“‘")


def is_minus(tokens: list[Token], index: int) -> bool:
    """Whether a token is a minus sign or word before a number, and no hyphen, no mark of a range, no subtraction."""
    token = token_at(tokens, index)
    if token.text != "-" and token.lower != "minus":
        return False
    before = token_at(tokens, index - 1)
    if before.kind == "n" or before.lower in ("or", "/", "plus"):
        return False
    if token.lower == "minus":
        return True
    is_free = not is_glued(tokens, index) or before.text in _OPENING
    return is_glued(tokens, index + 1) and is_free


def may_be_negative(tokens: list[Token], numeral: Numeral, unit: Unit | None) -> bool:
    """Whether a number can be below nought: a temperature, a share, money, or a bare number of nothing counted."""
    if unit is not None:
        return unit.dimension in _SIGNED
    counted = read_counted(tokens, numeral.stop)
    return numeral.style != "vague" and (counted is None or counted.head == "degree")


def read_below_zero(tokens: list[Token], stop: int) -> int | None:
    """The index after "below zero" behind an amount or its degrees; None where the amount is not below nought."""
    stop += token_at(tokens, stop).lower in ("degree", "degrees")
    words = token_at(tokens, stop).lower, token_at(tokens, stop + 1).lower
    return stop + 2 if words in (("below", "zero"), ("below", "0")) else None
