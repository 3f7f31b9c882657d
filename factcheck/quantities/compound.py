"""Measures given in two units: "5 feet 11 inches", "7 pounds and 15 ounces", "2 hours, 45 minutes", "2h45m"."""

from __future__ import annotations

from typing import NamedTuple

from factcheck.quantities.lexicon import PLURALS_WITHOUT_S, word_set
from factcheck.quantities.marks import EXTENTS
from factcheck.quantities.numerals import Numeral, read_numeral
from factcheck.quantities.tokens import Token, is_glued, skip_hyphen, token_at
from factcheck.quantities.units import Unit, read_unit

# The next smaller unit, and how many of it make one.
_SMALLER = {
    "ft": ("in", 12), "lb": ("oz", 16), "yr": ("mo", 12), "wk": ("d", 7), "d": ("h", 24), "h": ("min", 60),
    "min": ("s", 60),
}  # fmt: skip
# Behind these a letter, or for minutes nothing, stands for the smaller unit.
_LETTERS_BEFORE = {"min": ("h", "hr", "hrs"), "s": ("m", "min")}
# Behind "6 ft 2 in" these begin no phrase with "in".
_ENDS = frozenset({"", ".", ",", ";", ")", "("})
_STONES = frozenset({"st", "stone", "stones"})
_POUNDS_IN_STONE = 14
# Behind a comma these tell that a second amount stands for itself: "two years, six months of them suspended".
_APART = word_set("of more longer less fewer shorter after before later earlier ahead behind slower faster each")


class Part(NamedTuple):
    """The smaller part of a measure: its size and step in the larger unit, its digits, and the index after it."""

    value: float
    step: float
    digits: int
    stop: int


def read_smaller(tokens: list[Token], index: int, larger: Unit) -> Part | None:
    """The amount in the next smaller unit that goes on with a measure whose unit ends before a token."""
    pair = _SMALLER.get(larger.symbol)
    if pair is None:
        return None
    symbol, size = pair
    part = _read_letters(tokens, index, symbol, size) or _read_worded(tokens, index, symbol, size)
    if part is None:
        return None
    stop = part.stop
    following = _SMALLER.get(symbol)
    last = read_smaller(tokens, stop, Unit(symbol, larger.dimension, "")) if following else None
    return part if last is None else Part(part.value + last.value / size, last.step / size, last.digits, last.stop)


def _read_worded(tokens: list[Token], index: int, symbol: str, size: int) -> Part | None:
    place = _skip_link(tokens, index)
    numeral = read_numeral(tokens, place)
    if numeral is None or not is_whole(numeral) or not 0 < numeral.value < size:
        return None
    stop = _read_symbol(tokens, numeral, symbol, is_bare=index < place == skip_hyphen(tokens, index))
    if stop is None or (token_at(tokens, index).text == "," and token_at(tokens, stop).lower in _APART):
        return None
    return Part(numeral.value / size, min(numeral.step, 1.0) / size, numeral.digits, stop)


def _read_letters(tokens: list[Token], index: int, symbol: str, size: int) -> Part | None:
    """The minutes of "2h45m", "2h 45m" and "1h05", and the seconds behind them; no metres, and no millions of anything."""
    before, number, letter = (token_at(tokens, index + offset) for offset in (-1, 0, 1))
    if before.lower not in _LETTERS_BEFORE.get(symbol, ()) or not number.text.isdigit() or not len(number.text) <= 2:
        return None
    has_letter = letter.text == symbol[0] and is_glued(tokens, index + 1)
    noun = token_at(tokens, index + 2).lower
    is_plain = is_glued(tokens, index) or not (noun.endswith("s") or noun in PLURALS_WITHOUT_S)
    is_free = letter.kind == "p" or not is_glued(tokens, index + 1)
    is_bare = symbol == "min" and len(number.text) == 2 and is_glued(tokens, index) and is_free
    if int(number.text) >= size or not ((has_letter and is_plain) or is_bare):
        return None
    return Part(int(number.text) / size, 1.0 / size, len(number.text), index + 1 + has_letter)


def read_stones(tokens: list[Token], numeral: Numeral) -> tuple[Unit, float, int] | None:
    """A weight in stones and pounds ("12 stone 4 pounds") as its unit, the number of pounds, and the index after it."""
    if token_at(tokens, numeral.stop).lower not in _STONES or not is_whole(numeral):
        return None
    rest = read_numeral(tokens, _skip_link(tokens, numeral.stop + 1))
    written = read_unit(tokens, rest.stop, rest.value) if rest and rest.value < _POUNDS_IN_STONE else None
    if rest is None or written is None or written[0].symbol != "lb":
        return None
    return written[0], numeral.value * _POUNDS_IN_STONE + rest.value, written[1]


def _skip_link(tokens: list[Token], index: int) -> int:
    place = skip_hyphen(tokens, index)
    place += token_at(tokens, place).text == ","
    return place + (token_at(tokens, place).lower == "and")


def is_whole(numeral: Numeral) -> bool:
    """Whether a number is a whole one, which alone can have a part in a smaller unit behind it."""
    return numeral.style in ("digits", "words") and numeral.value == int(numeral.value)


def _read_symbol(tokens: list[Token], numeral: Numeral, symbol: str, *, is_bare: bool) -> int | None:
    """The index after the smaller unit; "in" is one where no phrase begins with it, and "5-foot-11" leaves it out."""
    written = read_unit(tokens, numeral.stop, numeral.value)
    if written is not None:
        return written[1] if written[0].symbol == symbol else None
    if symbol == "in" and _is_inch(tokens, numeral.stop):
        return numeral.stop + 1
    return numeral.stop if symbol == "in" and is_bare else None


def _is_inch(tokens: list[Token], index: int) -> bool:
    """Whether "in" is a unit: it touches the digits, or "tall" or the end of a clause follows ("6 ft 2 in tall")."""
    if token_at(tokens, index).lower != "in":
        return False
    after = token_at(tokens, index + 1)
    return is_glued(tokens, index) or after.lower in EXTENTS or after.text in _ENDS
