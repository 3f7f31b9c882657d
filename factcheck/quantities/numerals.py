"""Numbers as they are written: literals, words, fractions, multiples and vague words such as "dozens"."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from factcheck.quantities.number_words import (
    CASED_MULTIPLES,
    DENOMINATORS,
    MULTIPLES,
    ONES,
    PLURAL_DENOMINATORS,
    SHORT_MULTIPLES,
    TENS,
    VAGUE,
    VAGUE_PAIRS,
    VULGAR,
)
from factcheck.quantities.tokens import Token, is_glued, skip_hyphen, token_at

_LITERAL = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d+)(?:\.\d+)?")
_LONGEST_LITERAL = 20
_FRACTION_DENOMINATORS = (2, 3, 4, 5, 8)

STARTERS = frozenset({"a", "an", "half", "tens", *ONES, *TENS, *VULGAR, *VAGUE})


class Numeral(NamedTuple):
    """A number and where it stops.

    ``style`` is digits, words, fraction or vague; ``top`` exceeds ``value`` for vague ones.
    """

    stop: int
    value: float
    top: float
    step: float
    digits: int
    style: str


def read_numeral(tokens: list[Token], index: int) -> Numeral | None:
    """Read the number that begins at a token; None where none does or it cannot be an amount (``007``, ``1.2.3``)."""
    token = token_at(tokens, index)
    if token.kind == "n":
        return _read_digits(tokens, index)
    if token.kind != "w" or token.lower not in STARTERS:
        return None
    if token.lower in VULGAR:
        return scale_up(tokens, _plain(index + 1, VULGAR[token.lower], "fraction"))
    return _read_vague(tokens, index) or _read_part(tokens, index) or _read_words(tokens, index)


def _plain(stop: int, value: float, style: str) -> Numeral:
    digits, step = _weigh(value)
    return Numeral(stop, value, value, step, digits, style)


def _weigh(value: float) -> tuple[int, float]:
    """Significant digits of a number given in words or as a fraction, and the place value of the last one.

    A fraction counts for one digit of its own size: "2-1/2" is told to the half, "a fifth" to the tenth.
    """
    if value != int(value):
        return (2, 0.5) if value > 1 else (1, 0.1)
    text = str(int(value))
    digits = len(text.rstrip("0")) or 1
    return digits, 10.0 ** (len(text) - digits) if value else 1.0


def parse_literal(text: str) -> tuple[float, float, int] | None:
    """Value, step and significant digits of ``59,000``, ``1.50`` or ``1,00,000``; None where it is no such number."""
    if len(text) > _LONGEST_LITERAL or not _LITERAL.fullmatch(text):
        return None
    whole, _, decimals = text.replace(",", "").partition(".")
    if len(whole) > 1 and whole[0] == "0":
        return None
    if decimals:
        return float(f"{whole}.{decimals}"), 10.0 ** -len(decimals), len((whole + decimals).lstrip("0")) or 1
    digits = len(whole.rstrip("0")) or 1
    return float(whole), 10.0 ** (len(whole) - digits), digits


def _read_digits(tokens: list[Token], index: int) -> Numeral | None:
    stop, text = _join_spaced_groups(tokens, index)
    parsed = parse_literal(text)
    if parsed is None:
        return None
    value, step, digits = parsed
    numeral = Numeral(stop, value, value, step, digits, "digits")
    if value == int(value) and value < 1000:
        numeral = _read_slash(tokens, index) or _add_fraction(tokens, numeral)
    return scale_up(tokens, numeral)


def _join_spaced_groups(tokens: list[Token], index: int) -> tuple[int, str]:
    """Join "59 000" into one literal: groups of exactly three digits, one blank apart."""
    text, stop = tokens[index].text, index + 1
    if len(text) > 3 or not text.isdigit() or text[0] == "0":
        return stop, text
    groups = [text]
    while len(groups) < 5:
        following = token_at(tokens, stop)
        gap = following.start - tokens[stop - 1].end
        if following.kind != "n" or gap != 1 or len(following.text) != 3 or not following.text.isdigit():
            break
        groups.append(following.text)
        stop += 1
    return stop, "".join(groups)


def _read_slash(tokens: list[Token], index: int) -> Numeral | None:
    """Read "2/3"; only small denominators count, since "9/11" and "24/7" are no amounts."""
    top, slash, bottom = (token_at(tokens, index + offset) for offset in range(3))
    if slash.text != "/" or not (is_glued(tokens, index + 1) and is_glued(tokens, index + 2)):
        return None
    if top.kind != "n" or bottom.kind != "n" or len(top.text) > 1 or len(bottom.text) > 1:
        return None
    above, below = int(top.text), int(bottom.text)
    if not 0 < above < below or below not in _FRACTION_DENOMINATORS:
        return None
    return _plain(index + 3, above / below, "fraction")


def _add_fraction(tokens: list[Token], numeral: Numeral) -> Numeral:
    """Add the fraction in "2-1/2", "2 1/2", "2½" or "two and a half" to a whole number."""
    stop = numeral.stop
    after = token_at(tokens, stop)
    if after.lower in VULGAR:
        return _plain(stop + 1, numeral.value + VULGAR[after.lower], numeral.style)
    fraction = _read_slash(tokens, skip_hyphen(tokens, stop)) if token_at(tokens, stop + 1).text else None
    if fraction is not None and token_at(tokens, skip_hyphen(tokens, stop)).kind == "n":
        return _plain(fraction.stop, numeral.value + fraction.value, numeral.style)
    place = stop
    for word in ("and", "a", "half"):
        place = skip_hyphen(tokens, place)
        if token_at(tokens, place).lower != word:
            return numeral
        place += 1
    return _plain(place, numeral.value + 0.5, numeral.style)


def scale_up(tokens: list[Token], numeral: Numeral) -> Numeral:
    """Apply the multipliers that follow: "1.5 million", "575k", "three dozen", "1.5 lakh crore"."""
    place = skip_hyphen(tokens, numeral.stop)
    after = token_at(tokens, place)
    if after.kind != "w":
        return numeral
    factor = MULTIPLES.get(after.lower) or SHORT_MULTIPLES.get(after.lower) or CASED_MULTIPLES.get(after.text)
    factor = factor or {"hundred": 100.0, "dozen": 12.0}.get(after.lower)
    # A single letter is a multiplier only when it touches the digits, and "4K" and "5k" runs stay what they are.
    if not factor or (len(after.text) == 1 and not is_glued(tokens, place)):
        return numeral
    step = 1.0 if factor == 12.0 else numeral.step * factor
    style = "digits" if numeral.style == "fraction" else numeral.style
    value, top = numeral.value * factor, numeral.top * factor
    return _scale_again(tokens, numeral._replace(stop=place + 1, value=value, top=top, step=step, style=style))


def _scale_again(tokens: list[Token], numeral: Numeral) -> Numeral:
    """Apply a larger multiplier right behind another one: "lakh crore", "thousand billion"."""
    last, after = (MULTIPLES.get(token_at(tokens, place).lower, 0.0) for place in (numeral.stop - 1, numeral.stop))
    return scale_up(tokens, numeral) if 0 < last < after else numeral


def _read_vague(tokens: list[Token], index: int) -> Numeral | None:
    word = tokens[index].lower
    if token_at(tokens, index + 1).lower == "of":
        pair = VAGUE_PAIRS.get((word, token_at(tokens, index + 2).lower))
        if pair:
            return Numeral(index + 3, pair[0], pair[1], pair[0] / 2, 1, "vague")
    low, high = VAGUE.get(word, (0, 0))
    if word == "scores" and token_at(tokens, index + 1).lower != "of":
        return None
    return Numeral(index + 1, low, high, low / 2, 1, "vague") if high else None


def _read_part(tokens: list[Token], index: int) -> Numeral | None:
    """Read "half a million", "half of", "a third of" and "two-thirds"."""
    word = tokens[index].lower
    after, beyond = token_at(tokens, index + 1), token_at(tokens, index + 2)
    if word == "half":
        if after.lower in ("a", "an"):
            scaled = scale_up(tokens, _plain(index + 2, 0.5, "fraction"))
            return scaled if beyond.lower != "dozen" else _plain(index + 3, 6, "words")
        return _plain(index + 1, 0.5, "fraction") if after.lower in ("of", "the", "its", "their") else None
    if word in ("a", "an"):
        bottom = DENOMINATORS.get(after.lower)
        return _plain(index + 2, 1 / bottom, "fraction") if bottom and beyond.lower == "of" else None
    place = skip_hyphen(tokens, index + 1)
    names = DENOMINATORS if word == "one" else PLURAL_DENOMINATORS
    bottom = names.get(token_at(tokens, place).lower)
    top = ONES.get(word, 0.0)
    return _plain(place + 1, top / bottom, "fraction") if bottom and 0 < top < bottom else None


def _read_words(tokens: list[Token], index: int) -> Numeral | None:
    """Read "twenty-three thousand", "a hundred and five", "two and a half million"."""
    if tokens[index].lower in ("a", "an"):
        after = token_at(tokens, index + 1).lower
        if after not in MULTIPLES and after not in ("hundred", "dozen"):
            return None
        return _scale_again(tokens, _extend_words(tokens, index + 1, 1.0))
    value = ONES.get(tokens[index].lower, TENS.get(tokens[index].lower))
    return None if value is None else _scale_again(tokens, _extend_words(tokens, index + 1, value))


def _extend_words(tokens: list[Token], index: int, current: float) -> Numeral:
    total, limit, stop = 0.0, math.inf, index
    dozens = 1.0
    while True:
        place = skip_hyphen(tokens, stop)
        word = token_at(tokens, place).lower
        if word == "and" and current % 100 == 0 and (current or total):
            place += 1
            word = token_at(tokens, place).lower
            if word not in ONES and word not in TENS:
                break
        if _fits(current, word):
            current += ONES.get(word, TENS.get(word, 0.0))
        elif word == "hundred" and 0 < current < 100:
            current *= 100
        elif word == "dozen" and current and not total:
            current, dozens, stop = current * 12, 12.0, place + 1
            break
        elif current and MULTIPLES.get(word, math.inf) < limit:
            limit = MULTIPLES[word]
            total, current = total + current * limit, 0.0
        else:
            break
        stop = place + 1
    numeral = _plain(stop, total + current, "words")
    if dozens > 1:
        return numeral._replace(step=1.0)
    if not total and current < 1000:
        numeral = scale_up(tokens, _add_fraction(tokens, numeral))
    return numeral


def _fits(current: float, word: str) -> bool:
    """Whether a number word can continue the number so far: "twenty" + "three", "two hundred" + "fifty"."""
    if word in TENS:
        return current % 100 == 0
    one = ONES.get(word)
    if not one:
        return False
    return current % 100 == 0 or (one < 10 and current % 10 == 0 and current % 100 >= 20)
