"""When two amounts say the same: what modifiers and significant digits allow.

How far a stated value may be from the other (share of the value, or half a unit of its last significant digit):

========================  ===================================  ==========================================
stated as                 agrees within                        differs beyond (silence in between)
========================  ===================================  ==========================================
a count below 100         0                                    0
any other plain number    half a unit, at most 5 %             half a unit, at most 10 %
about                     half a unit, at least 3 %, at most   half as much again; against a bound 10 %
                          10 %
nearly                    as about                             as about
more than, at least       any value above; as a source, 10 %   5 % below the bound; as a source, also above
                          above its bound at most              twice the bound (a share: 1.5 times)
up to, at most, under     any value below, from half the       5 % above the bound
                          bound on for "up to"
dozens, hundreds          from twice the word to the next      half as much again
a range                   any value within it                  outside it
another unit              half a unit, at most 10 %            as about
degrees of another scale  1 degree, "about" 3                  half as much again
a bound below nought      the same bound                       never
========================  ===================================  ==========================================

Pure: values only, in one unit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from factcheck.quantities.quantity import Modifier, Quantity

_PLAIN, _APPROXIMATE, _WIDEST = 0.05, 0.03, 0.10
_ABOVE = frozenset({Modifier.MORE_THAN, Modifier.AT_LEAST})
_BELOW = frozenset({Modifier.LESS_THAN, Modifier.AT_MOST, Modifier.UP_TO})
_STRICT = frozenset({Modifier.MORE_THAN, Modifier.LESS_THAN})
_DEGREES, _DEGREES_ABOUT = 1.0, 3.0
_WORD_SLACK = 1.5
_OVERLAP = 0.6
_BOUND_AGREES = 0.01
# A source that knew of 5,000 would not write "more than 1,200", nor "more than 40 percent" when it knew of 70.
_REACH, _REACH_OF_SHARE, _LEAST_WITH_REACH = 2.0, 1.5, 10.0


@dataclass(frozen=True, slots=True)
class Extent:
    """A stated amount in the unit of comparison: the numbers, how far they reach for agreement and for silence."""

    low: float
    high: float
    agree: float
    silent: float
    modifier: Modifier | None
    is_exact: bool
    is_share: bool = False

    @property
    def silent_below(self) -> float:
        """How far below the amount silence reaches; vague words reach less far down than up."""
        return self.low * (1 - 1 / _WORD_SLACK) if self.modifier is Modifier.VAGUE else self.silent

    @property
    def is_bound(self) -> bool:
        """Whether the amount is open to one side."""
        return self.modifier in _ABOVE or self.modifier in _BELOW

    @property
    def floor(self) -> float:
        """The smallest value that the words allow."""
        if self.modifier is Modifier.UP_TO:
            return self.low / 2
        return -math.inf if self.modifier in _BELOW else self.low

    @property
    def ceiling(self) -> float:
        """The largest value that the words allow."""
        return math.inf if self.modifier in _ABOVE else self.high

    @property
    def reach(self) -> float:
        """The largest value that a source can mean: the ceiling, or for an open bound a multiple of it."""
        if self.modifier not in _ABOVE or self.low < _LEAST_WITH_REACH:
            return self.ceiling
        return self.high * (_REACH_OF_SHARE if self.is_share else _REACH)


def build_extent(quantity: Quantity, low: float, high: float, *, is_converted: bool) -> Extent:
    """The extent of a quantity whose numbers have been converted to ``low`` and ``high``."""
    size = max(abs(low), abs(high))
    stated = max(abs(quantity.low), abs(quantity.high))
    scale = size / stated if stated else 1.0
    half = 0.5 * quantity.step * scale
    modifier = quantity.modifier
    is_small_count = quantity.dimension == "count" and stated < 100
    if is_converted and quantity.dimension == "temperature":
        # Two scales with two noughts: how far a value may be off is no share of it.
        agree = _DEGREES_ABOUT if modifier in (Modifier.ABOUT, Modifier.NEARLY) else _DEGREES
        silent = 1.5 * agree
    elif modifier in _ABOVE or modifier in _BELOW:
        agree, silent = _BOUND_AGREES * size, _PLAIN * size
    elif modifier is Modifier.VAGUE:
        agree, silent = 0.0, high * (_WORD_SLACK - 1)
    elif modifier in (Modifier.ABOUT, Modifier.NEARLY):
        agree = min(max(half, _round_half(quantity) * scale, _APPROXIMATE * size), _WIDEST * size)
        silent = 1.5 * agree
    elif is_converted:
        agree = min(max(half, 0.01 * size), _WIDEST * size)
        silent = 1.5 * agree
    elif is_small_count or modifier is Modifier.EXACTLY:
        agree = silent = 0.0
    else:
        agree, silent = min(half, _PLAIN * size), min(half, _WIDEST * size)
    is_exact = (is_small_count and not is_converted) or modifier is Modifier.EXACTLY
    return Extent(low, high, agree, silent, modifier, is_exact, quantity.dimension == "share")


def _round_half(quantity: Quantity) -> float:
    """Half a unit of the last digit that is not a nought: "about 20" is told to the ten, though a plain 20 is counted."""
    size = abs(quantity.high)
    return 0.5 * 10.0 ** (math.floor(math.log10(size)) - quantity.digits + 1) if size >= 1 else 0.0


def relate(claim: Extent, passage: Extent) -> str | None:
    """``agrees``, ``differs``, or None where the words leave it open."""
    if min(claim.low, passage.low) < 0 and (claim.is_bound or passage.is_bound):
        return _relate_below_zero(claim, passage)
    below, above = claim.floor - passage.reach, passage.floor - claim.ceiling
    loose = _loosen(claim, passage)
    if below > max(claim.silent_below, passage.silent, loose) + 1e-9:
        return "differs"
    if above > max(passage.silent_below, claim.silent, loose) + 1e-9:
        return "differs"
    both_exact = claim.is_exact and passage.is_exact
    if _excludes(claim, passage) or (both_exact and _excludes(passage, claim)):
        return "differs" if both_exact else None
    if max(below, above) > max(claim.agree, passage.agree) + 1e-9:
        return None
    return "agrees" if _confirms(claim, passage) else None


def _relate_below_zero(claim: Extent, passage: Extent) -> str | None:
    """Bounds below nought agree when they are the same: "more than 12 degrees below zero" is less than -12."""
    is_same = claim.modifier == passage.modifier and abs(claim.low - passage.low) <= max(claim.agree, passage.agree)
    return "agrees" if is_same else None


def _loosen(claim: Extent, passage: Extent) -> float:
    """How much further silence reaches where an estimate meets a bound: "about 11,000" does not refute "up to 10,000"."""
    for bound, estimate in ((claim, passage), (passage, claim)):
        if bound.is_bound and estimate.modifier in (Modifier.ABOUT, Modifier.NEARLY):
            return _WIDEST * abs(estimate.high)
    return 0.0


def _excludes(bound: Extent, point: Extent) -> bool:
    """ "more than 1,000" is not met by exactly 1,000."""
    return bound.modifier in _STRICT and point.modifier in (None, Modifier.EXACTLY) and point.low == bound.low == point.high


def _confirms(claim: Extent, passage: Extent) -> bool:
    """Whether what the passage allows lies, in the main, within what the claim says."""
    if passage.is_bound:
        return _bound_confirms(claim, passage)
    if claim.is_bound or passage.low == passage.high or claim.low == claim.high:
        return True
    shared = min(claim.high, passage.high) - max(claim.low, passage.low)
    return shared >= _OVERLAP * (max(claim.high, passage.high) - min(claim.low, passage.low))


def _bound_confirms(claim: Extent, passage: Extent) -> bool:
    """A bound confirms a bound of its kind that is no stricter, and a number that is close to it."""
    nearest = min(max(claim.low, passage.low), claim.high)
    near = abs(nearest - passage.low) <= _WIDEST * abs(passage.low) + 1e-9
    if claim.modifier in _ABOVE and passage.modifier in _ABOVE:
        return near or claim.low <= passage.low <= claim.low * _REACH
    if claim.modifier in _BELOW and passage.modifier in _BELOW:
        return near or claim.high / _REACH <= passage.high <= claim.high
    return near and not claim.is_bound and not (claim.is_exact and claim.low != passage.low)
