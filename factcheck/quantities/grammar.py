"""The grammar of amounts: from tokens to quantities, left to right, each token looked at a bounded number of times."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from factcheck.quantities.counted import Counted, infer_counted, is_plural, read_counted, read_counted_after_of
from factcheck.quantities.lexicon import NUMBER_BREAKS, word_set
from factcheck.quantities.lookalikes import Frame, is_lookalike
from factcheck.quantities.modifiers import is_increment, read_modifier_after, read_modifier_before
from factcheck.quantities.numerals import STARTERS
from factcheck.quantities.quantity import Modifier, Quantity, complete
from factcheck.quantities.ranges import Span, read_span
from factcheck.quantities.rates import read_rate
from factcheck.quantities.signs import is_minus
from factcheck.quantities.tokens import Token, find_sentence_starts, scan_tokens, skip_hyphen, token_at
from factcheck.quantities.units import Unit, is_currency_prefix

_SHARE = Unit("%", "share", "")
_ANCHOR = re.compile(r"[0-9]|\b(?:" + "|".join(sorted(STARTERS - {"a", "an"})) + r"|hundred|thousand|million|billion|dozen"
                     r"|third|quarter|fifth)", re.IGNORECASE)  # fmt: skip
_ORDINALS = NUMBER_BREAKS | word_set("third fourth latter earlier early later opening closing st nd rd th")
_NO_CONVERSION = frozenset({"count", "time", "share", "points"})


class Mention(NamedTuple):
    """A quantity with the tokens that it covers: ``tokens[first:stop]``, the number itself beginning at ``number``."""

    quantity: Quantity
    first: int
    number: int
    stop: int


class Reading(NamedTuple):
    """A text as the grammar sees it: its tokens, where sentences begin, and the amounts in order."""

    text: str
    tokens: list[Token]
    sentence_starts: list[int]
    mentions: list[Mention]

    def sentence_of(self, index: int) -> tuple[int, int]:
        """The token indices where the sentence around a token begins and ends."""
        place = bisect_right(self.sentence_starts, index)
        stop = self.sentence_starts[place] if place < len(self.sentence_starts) else len(self.tokens)
        return self.sentence_starts[place - 1], stop


def parse_quantities(text: str) -> list[Quantity]:
    """Every amount in a text, in order; years, dates, ages, ordinals, names, scores and phone numbers are none.

    Offsets are Unicode code points. Never raises, and takes time linear in the length of the text.
    """
    return [mention.quantity for mention in read_text(text).mentions]


@lru_cache(maxsize=256)
def read_text(text: str) -> Reading:
    """Read a text once for everything that the comparison needs; nobody changes what is returned.

    A passage is read for its features and again for the gaps of the claim, a claim for each of its passages.
    """
    tokens = scan_tokens(text)
    reading = Reading(text, tokens, find_sentence_starts(text, tokens), [])
    index = 0
    while index < len(tokens):
        mention, stop = _read_amount(reading, index) if _may_begin(tokens, index) else (None, index)
        if mention is not None:
            mention = _share_unit(reading, _join_conversion(reading, _inherit(reading, mention)))
            reading.mentions.append(mention)
            stop = mention.stop
        index = max(stop, index + 1)
    return reading


def may_hold_amount(text: str) -> bool:
    """A quick look at whether a text can hold an amount at all; False is certain."""
    return _ANCHOR.search(text) is not None


def _may_begin(tokens: list[Token], index: int) -> bool:
    token = token_at(tokens, index)
    if token.kind == "n" or token.lower in STARTERS or is_currency_prefix(token.text):
        return True
    return is_minus(tokens, index)


def _read_amount(reading: Reading, index: int) -> tuple[Mention | None, int]:
    """The amount that begins at a token and the index to go on from; None with the index after what was no amount."""
    tokens = reading.tokens
    span = read_span(tokens, index)
    if span is None:
        return None, _skip_digits(tokens, index)
    counted, is_part = _find_counted(tokens, span)
    frame = Frame(tokens, span.number, span.bare_stop, span.low)
    frame.has_unit = span.unit is not None
    frame.after_unit = token_at(tokens, span.stop).lower if span.unit is not None else ""
    frame.has_noun = counted is not None
    frame.has_plural = counted is not None and is_plural(tokens[counted.stop - 1].lower)
    frame.is_sentence_start = reading.sentence_of(index)[0] == index
    if span.is_code or is_lookalike(frame) or (span.style == "fraction" and not _is_share(tokens, span)):
        return None, _skip_digits(tokens, span.stop) if token_at(tokens, index - 1).text == "+" else span.stop
    mention = _build(reading, span, counted, is_part)
    return mention, mention.stop


def _skip_digits(tokens: list[Token], index: int) -> int:
    """The index after the groups of digits that a phone number or another long code goes on with."""
    start = index
    while token_at(tokens, index).kind == "n":
        index += 1
    return max(index, start + 1)


def _is_share(tokens: list[Token], span: Span) -> bool:
    """Whether a bare fraction is a share of something: "a third of", "two-thirds", but not "three quarters" of a year."""
    if span.unit is not None or span.is_odds:
        return True
    # "The first half of 2024" is a time, "the latter half of the match" a stretch of it.
    if token_at(tokens, span.first - 1).lower in _ORDINALS:
        return False
    if token_at(tokens, span.stop).lower in ("of", "the", "its", "their"):
        return True
    last = tokens[span.bare_stop - 1].lower
    return span.bare_stop - span.number > 1 and last.startswith(("third", "fifth", "tenth"))


def _find_counted(tokens: list[Token], span: Span) -> tuple[Counted | None, bool]:
    """What the number counts, and whether it is a part of a whole ("five of the drones")."""
    place, after = span.stop, token_at(tokens, span.stop)
    if after.lower == "of":
        is_count = span.unit is None and span.style in ("digits", "words")
        return read_counted_after_of(tokens, place), is_count
    if span.unit is not None:
        is_compound = token_at(tokens, span.bare_stop).text == "-"
        return (read_counted(tokens, skip_hyphen(tokens, place)) if is_compound else None), False
    tail = read_modifier_after(tokens, place)
    place = tail[1] if tail else place
    if token_at(tokens, place).text == "-" and token_at(tokens, place + 1).lower == "strong":
        place += 2
    elif after.lower in ("more", "additional", "other", "further"):
        place += 1
    return read_counted(tokens, place), False


def _build(reading: Reading, span: Span, counted: Counted | None, is_part: bool) -> Mention:
    tokens = reading.tokens
    share = span.style == "fraction" and span.unit is None
    unit = _SHARE if share else span.unit
    scale = 100.0 if share else unit.scale if unit else 1.0
    taken = reading.mentions[-1].stop if reading.mentions else 0
    modifier, first, stop = _limit(tokens, span, unit, taken)
    stop = max(stop, counted.stop if counted else 0)
    rate = read_rate(tokens, stop) or read_rate(tokens, span.stop)
    stop = max(stop, rate[1]) if rate else stop
    start, end = tokens[first].start, tokens[stop - 1].end
    guess = () if unit else infer_counted(tokens, span.number, span.stop)
    quantity = Quantity(
        start, end, reading.text[start:end], modifier,
        low=span.low * scale, high=span.high * scale,
        unit=unit.symbol if unit else None, dimension=unit.dimension if unit else "count",
        counted=(counted.head,) if counted else guess,
        qualifiers=counted.qualifiers if counted else (),
        rate=rate[0] if rate else _rate_of(unit), digits=span.digits, step=span.step * scale,
        is_increment=is_increment(tokens, first, span.stop) or is_increment(tokens, first, stop), is_part=is_part,
    )  # fmt: skip
    return Mention(quantity, first, span.number, stop)


def _limit(tokens: list[Token], span: Span, unit: Unit | None, taken: int) -> tuple[Modifier | None, int, int]:
    """The modifier of an amount, and where the amount begins and ends with it; tokens up to ``taken`` are another's."""
    modifier = Modifier.VAGUE if span.style == "vague" else None
    first, stop = span.first, span.stop
    before = read_modifier_before(tokens, first)
    # "over five months" tells how long something went on, not that it was more than five months.
    during = unit is not None and unit.dimension == "time" and before is not None and tokens[before[1]].lower == "over"
    if before is not None and before[1] >= taken and not during:
        modifier, first = (modifier or before[0]), before[1]
    tail = read_modifier_after(tokens, span.bare_stop) or read_modifier_after(tokens, stop)
    if tail is not None:
        modifier, stop = tail[0], max(stop, tail[1])
    return modifier, first, stop


def _rate_of(unit: Unit | None) -> str | None:
    return "hour" if unit is not None and unit.symbol in ("km/h", "mph", "kn") else None


def _inherit(reading: Reading, mention: Mention) -> Mention:
    """Let a number without a noun count what the number before it in the sentence counts: "500 drones, 300 of them"."""
    quantity = mention.quantity
    is_bare = quantity.dimension == "count" and not quantity.qualifiers and quantity.counted in ((), ("people",))
    if not is_bare or quantity.low < 0 or not reading.mentions or "people" in quantity.text:
        return mention
    previous = reading.mentions[-1]
    if previous.first < reading.sentence_of(mention.first)[0] or previous.quantity.dimension != "count":
        return mention
    counted = previous.quantity.counted or quantity.counted
    return mention._replace(quantity=replace(quantity, counted=counted, qualifiers=previous.quantity.qualifiers))


def _share_unit(reading: Reading, mention: Mention) -> Mention:
    """Give a number of "from 5 to 7 percent" or "to $80 a barrel from $70" what is said of the other only."""
    if not reading.mentions:
        return mention
    previous, tokens = reading.mentions[-1], reading.tokens
    between = [token.lower for token in tokens[previous.stop : mention.first] if token.lower not in (",", "up", "down")]
    if between == ["to"]:
        reading.mentions[-1] = previous._replace(quantity=complete(previous.quantity, mention.quantity))
    is_pair = between == ["from"] or (between == ["to"] and token_at(tokens, previous.first - 1).lower == "from")
    return mention._replace(quantity=complete(mention.quantity, previous.quantity)) if is_pair else mention


def _join_conversion(reading: Reading, mention: Mention) -> Mention:
    """Fold "(309 square miles)", "/70 miles" or ", or 70 miles," behind an amount into that amount."""
    tokens, place, quantity = reading.tokens, mention.stop, mention.quantity
    opening = token_at(tokens, place).text
    if quantity.dimension in _NO_CONVERSION:
        return mention
    start = place + (2 if opening == "," and token_at(tokens, place + 1).lower == "or" else 1)
    if opening not in ("(", "/", "or") and start == place + 1:
        return mention
    if not _may_begin(tokens, start) and read_modifier_before(tokens, start + 1) is None:
        return mention
    start += not _may_begin(tokens, start)
    other, stop = _read_amount(reading, start) if start < len(tokens) else (None, 0)
    if other is None or other.quantity.dimension != quantity.dimension or other.quantity.unit == quantity.unit:
        return mention
    if opening == "(":
        if token_at(tokens, stop).text != ")":
            return mention
        stop += 1
    end = tokens[stop - 1].end
    text = reading.text[quantity.start : end]
    joined = replace(quantity, end=end, text=text, conversion=other.quantity)
    return mention._replace(quantity=joined, stop=stop)
