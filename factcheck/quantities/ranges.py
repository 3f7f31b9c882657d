"""The numeric part of an amount: currency sign, number or range, unit."""

from __future__ import annotations

from typing import NamedTuple

from factcheck.quantities.compound import is_whole, read_smaller, read_stones
from factcheck.quantities.lexicon import FUNCTION_WORDS, word_set
from factcheck.quantities.marks import read_marks
from factcheck.quantities.numerals import Numeral, read_numeral, scale_up
from factcheck.quantities.pounds import LEAST_MONEY, is_money
from factcheck.quantities.signs import is_minus, may_be_negative, read_below_zero
from factcheck.quantities.tokens import Token, is_glued, token_at
from factcheck.quantities.units import FOOT, POUND_STERLING, Unit, read_currency, read_unit

_DASHES = frozenset("-–—")
_CHANGES = ("ris", "ros", "fall", "fell", "increas", "decreas", "drop", "grow", "grew", "cut", "rais", "expand",
            "shr", "reduc", "climb", "jump", "slid", "declin", "went", "lower", "up", "down", "boost", "chang")  # fmt: skip
_METRE_CONTEXT = word_set("long high tall deep wide above below away from of off down up thick to a per")
# "5-100,000" is rather a misprint, or means five.
_WIDEST_JUMP = 10
_CLOCK_BEFORE = word_set("at until till by since before")
_MOST_BARE_HOURS = 9
_TIMES = frozenset({"hours", "days", "nights", "weeks", "months", "years", "games", "matches", "races"})


class Span(NamedTuple):
    """A number or range with its unit: tokens ``first`` (currency sign included) to ``stop``; ``bare_stop`` is before
    the unit, ``number`` the first token of the number; ``is_code`` tells digits that no range explains (a score)."""

    first: int
    number: int
    bare_stop: int
    stop: int
    low: float
    high: float
    step: float
    digits: int
    style: str
    unit: Unit | None
    is_odds: bool = False
    is_code: bool = False


def read_span(tokens: list[Token], index: int) -> Span | None:
    """Read the number, range or share that begins at a token, with its unit; None where none begins."""
    span = _read_single(tokens, index)
    if span is None:
        return None
    return _tell_pounds(tokens, _read_odds(tokens, span) or _read_range(tokens, span) or span)


def _tell_pounds(tokens: list[Token], span: Span) -> Span:
    """Make money of pounds that are no weight; millions of pounds "of" something are left as a count."""
    if span.unit is None or span.unit.symbol != "lb" or tokens[span.stop - 1].lower not in ("pound", "pounds"):
        return span
    if is_money(tokens, span.first, span.stop, span.high):
        return span._replace(unit=POUND_STERLING)
    return span._replace(unit=None, stop=span.bare_stop) if span.high >= LEAST_MONEY else span


def _read_single(tokens: list[Token], index: int) -> Span | None:
    has_minus = is_minus(tokens, index)
    sign = read_currency(tokens, index + has_minus)
    number = sign[1] if sign else index + has_minus
    numeral = read_numeral(tokens, number)
    if numeral is None:
        return None
    numeral = _read_of_one(tokens, _read_million(tokens, numeral, sign is not None))
    unit, stop = (sign[0], numeral.stop) if sign else (None, numeral.stop)
    written = read_unit(tokens, numeral.stop, numeral.value)
    if written is not None and (sign is None or written[0].dimension == "currency"):
        unit, stop = (written[0] if sign is None else sign[0]), written[1]
    if has_minus and not may_be_negative(tokens, numeral, unit):
        return None
    span = Span(
        index, number, numeral.stop, stop, numeral.value, numeral.top, _sharpen(numeral, unit), numeral.digits,
        numeral.style, unit,
    )  # fmt: skip
    span = _read_compound(tokens, span, numeral)
    below = None if has_minus else read_below_zero(tokens, span.stop)
    if below is None and not has_minus:
        return span
    return span._replace(low=-span.high, high=-span.low, stop=below or span.stop)


def _read_compound(tokens: list[Token], span: Span, numeral: Numeral) -> Span:
    """Add the smaller part of a measure in two units, the result in the larger one (stones in pounds, marks in feet)."""
    if span.unit is None:
        if is_whole(numeral) and (length := read_marks(tokens, numeral)):
            value, step, stop = length
            return span._replace(stop=stop, low=value, high=value, step=step, unit=FOOT)
        stones = read_stones(tokens, numeral)
        if stones is None:
            return span
        unit, value, stop = stones
        return span._replace(stop=stop, low=value, high=value, step=1.0, unit=unit)
    part = read_smaller(tokens, span.stop, span.unit) if is_whole(numeral) else None
    before = token_at(tokens, span.first - 1).lower
    # "Between 2 hours and 45 minutes" joins nothing.
    if part is None or (before in ("between", "from") and not is_glued(tokens, span.stop)):
        return span
    value = span.low + part.value
    digits = span.digits + part.digits
    # "At 9h30" and "14h30" are times of day.
    is_bare = span.unit.symbol == "h" and tokens[part.stop - 1].kind == "n"
    is_clock = is_bare and (before in _CLOCK_BEFORE or span.low > _MOST_BARE_HOURS)
    return span._replace(stop=part.stop, low=value, high=value, step=part.step, digits=digits, is_code=is_clock)


def _read_of_one(tokens: list[Token], numeral: Numeral) -> Numeral:
    """Read "a quarter of a century" as a measure and "a third of a million" as a number: neither is a share."""
    opening = [token_at(tokens, numeral.stop + offset).lower for offset in (0, 1)]
    if numeral.style != "fraction" or opening not in (["of", "a"], ["of", "an"]):
        return numeral
    part = numeral._replace(stop=numeral.stop + 2)
    scaled = scale_up(tokens, part)
    return scaled if scaled.stop > part.stop or read_unit(tokens, part.stop, part.value) else numeral


def _sharpen(numeral: Numeral, unit: Unit | None) -> float:
    """A nought at the end of a small count or a percentage has been counted, not rounded."""
    exact = (unit is None and numeral.value < 100) or (unit is not None and unit.dimension in ("share", "points"))
    return min(numeral.step, 1.0) if exact and numeral.style != "vague" else numeral.step


def _read_million(tokens: list[Token], numeral: Numeral, is_money: bool) -> Numeral:
    """Read "m" and "T" as million and trillion with money, "m" also before a noun; else "m" stays a metre."""
    letter, after = token_at(tokens, numeral.stop), token_at(tokens, numeral.stop + 1)
    factor = {"m": 1e6, "T": 1e12, "t": 1e12, "b": 1e9}.get(letter.text)
    if factor is None or not is_glued(tokens, numeral.stop):
        return numeral
    is_noun = after.kind == "w" and after.lower not in _METRE_CONTEXT and after.lower not in FUNCTION_WORDS
    if not is_money and not (is_noun and letter.text == "m"):
        return numeral
    return numeral._replace(
        stop=numeral.stop + 1, value=numeral.value * factor, top=numeral.top * factor, step=numeral.step * factor
    )


def _read_odds(tokens: list[Token], span: Span) -> Span | None:
    """Read "one in five", "nine out of ten", "nine in ten" and "three of every four" as a share."""
    if span.unit is not None or not 0 < span.low <= 1000:
        return None
    place = span.stop
    is_counted = False
    if token_at(tokens, place).lower == "in":
        place += 1
        is_counted = span.low > 1
    elif token_at(tokens, place).lower == "of" and token_at(tokens, place + 1).lower == "every":
        place += 2
    elif token_at(tokens, place).lower == "out" and token_at(tokens, place + 1).lower == "of":
        place += 2
        place += token_at(tokens, place).lower == "every"
    else:
        return None
    whole = read_numeral(tokens, place)
    if whole is None or not span.low < whole.value <= 1000 or whole.style == "vague":
        return None
    # "Two in four days" and "800 in 1,000 schools" count things in others; people who speak of shares say "nine in ten".
    if is_counted and (whole.value not in (4, 5, 10) or token_at(tokens, whole.stop).lower in _TIMES):
        return None
    share = span.low / whole.value
    return span._replace(
        bare_stop=whole.stop, stop=whole.stop, low=share, high=share, step=0.1, style="fraction", is_odds=True
    )


def _read_range(tokens: list[Token], span: Span) -> Span | None:
    connector = token_at(tokens, span.stop)
    is_dash = connector.text in _DASHES
    if not is_dash and connector.lower not in ("to", "and", "or"):
        return None
    glued = is_glued(tokens, span.stop) and is_glued(tokens, span.stop + 1)
    upper = _read_single(tokens, span.stop + 1)
    if upper is None or (is_dash and not glued and span.unit is None):
        return None
    if not is_dash and not _joins(tokens, span, upper, connector.lower):
        return None
    if is_dash and glued and _means_thousands(tokens, span, upper):
        span = span._replace(low=span.low * 1000, high=span.high * 1000, step=span.step * 1000)
    joined = _join(span, upper)
    # "-5-10" and "minus 5 to 10" leave open which numbers are below nought.
    if span.low < 0 < upper.high and (is_dash or tokens[span.first].lower == "minus"):
        return span._replace(stop=upper.stop, is_code=True)
    if joined is not None:
        opens = connector.lower == "and" and token_at(tokens, span.first - 1).lower == "between"
        return joined._replace(first=span.first - 1) if opens else joined
    # Digits with a dash that make no range are a score, a date, a phone number or a model.
    return span._replace(stop=upper.stop, is_code=True) if is_dash and glued else None


def _means_thousands(tokens: list[Token], span: Span, upper: Span) -> bool:
    """Whether the thousands of "15-20,000" hold for both numbers."""
    is_bare = span.stop == span.bare_stop == span.number + 1 and upper.bare_stop == upper.number + 1
    last = tokens[upper.number].text
    lower, higher = span.low * 1000, upper.low
    return is_bare and last.endswith(",000") and span.low == int(span.low) and lower < higher <= lower * _WIDEST_JUMP


def _joins(tokens: list[Token], span: Span, upper: Span, connector: str) -> bool:
    """Whether a word between two numbers makes a range of them."""
    before = token_at(tokens, span.first - 1).lower
    if connector == "and":
        return before == "between" or token_at(tokens, span.first - 2).lower == "between"
    if connector == "or":
        return span.unit is None and upper.low == span.low + 1
    changes = [token_at(tokens, span.first - back).lower.startswith(_CHANGES) for back in range(1, 7)]
    if before == "from":
        return not any(changes)
    # "Rose 3p to 318p": by so much, to that level.
    is_level = span.unit is not None and span.unit == upper.unit
    return not (is_level and (changes[0] or (before == "by" and changes[1])))


def _join(span: Span, upper: Span) -> Span | None:
    low, high = span.low, upper.high
    if span.unit is not None and upper.unit is not None and span.unit != upper.unit:
        return None
    if span.unit is not None and upper.unit is None and span.unit.dimension != "currency":
        return None
    unit = upper.unit or span.unit
    # "2 to 3 million": the multiplier of the second number holds for the first.
    factor = _multiple_of(upper)
    if factor > 1 and _multiple_of(span) == 1 and (low < 0 or low * factor < high):
        low *= factor
    if high < 0:
        low, high = min(low, high), max(low, high)
    if not low < high or upper.style == "vague" or span.style == "vague":
        return None
    digits, step = min(span.digits, upper.digits), min(span.step if factor == 1 else upper.step, upper.step)
    return upper._replace(first=span.first, number=span.number, low=low, high=high, unit=unit, digits=digits, step=step)


def _multiple_of(span: Span) -> float:
    for size in (1e12, 1e9, 1e6, 1e3):
        if size <= abs(span.low) < 1000 * size and span.step >= size / 1000 and span.bare_stop - span.number > 1:
            return size
    return 1.0
