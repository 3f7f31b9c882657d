"""Amounts as intervals: written in many ways, compared by one rule, so that the label of a pair follows from its numbers.

A passage supports an amount when everything that it allows lies within what the claim allows, contradicts it when the
two are clearly apart, and is neutral in between ("more than 500" says nothing on whether it was 600).
"""

from __future__ import annotations

import random
from dataclasses import dataclass

INFINITY = float("inf")
# Modifier, and the interval it allows around the number that is written.
MODIFIERS = {
    "": (1.0, 1.0),
    "about": (0.94, 1.06),
    "around": (0.94, 1.06),
    "roughly": (0.93, 1.07),
    "some": (0.94, 1.06),
    "nearly": (0.92, 1.0),
    "almost": (0.92, 1.0),
    "just over": (1.0, 1.06),
    "more than": (1.0, INFINITY),
    "over": (1.0, INFINITY),
    "at least": (1.0, INFINITY),
    "fewer than": (0.0, 1.0),
    "up to": (0.0, 1.0),
    "no more than": (0.0, 1.0),
}
APPROXIMATE = ("", "", "", "about", "around", "roughly", "nearly", "almost", "just over")
BOUNDS = ("more than", "over", "at least", "fewer than", "up to", "no more than")
# Nobody converts into a unit that gives less than this of it, nor says "nearly three people".
SMALLEST_CONVERTED = 2.0
COUNTED_EXACTLY = 9
SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
CONVERSIONS = {
    "km": (("kilometres", 1.0), ("km", 1.0), ("miles", 0.621371)),
    "kg": (("kilograms", 1.0), ("kg", 1.0), ("pounds", 2.20462)),
    "t": (("tonnes", 1.0), ("metric tons", 1.0), ("kilograms", 1000.0)),
    "m": (("metres", 1.0), ("feet", 3.28084)),
    "ha": (("hectares", 1.0), ("acres", 2.47105), ("square kilometres", 0.01)),
    "h": (("hours", 1.0), ("minutes", 60.0)),
    "usd": (("dollars", 1.0), ("US dollars", 1.0)),
    "eur": (("euros", 1.0),),
    "pct": (("percent", 1.0), ("per cent", 1.0), ("%", 1.0)),
    "days": (("days", 1.0), ("weeks", 1 / 7)),
}


@dataclass(frozen=True)
class Amount:
    """A number with its modifier: ``low`` to ``high`` is what it allows, in the base unit of ``kind``."""

    text: str
    low: float
    high: float


def compare(passage: Amount, claim: Amount) -> str:
    """Return SUPPORTS, REFUTES or NEUTRAL for what the passage's amount does to the claim's."""
    slack = 0.006 if claim.low == claim.high and passage.low == passage.high else 0.02
    low, high = claim.low * (1 - slack), claim.high * (1 + slack)
    if passage.low >= low and passage.high <= high:
        return "SUPPORTS"
    if overlap_share(passage, claim) > 0.35 and is_close(claim):
        return "SUPPORTS"
    if passage.high < claim.low * 0.97 or passage.low > claim.high * 1.03:
        return "REFUTES"
    return "NEUTRAL"


def is_close(amount: Amount) -> bool:
    """Return whether the amount names one value, exactly or about."""
    return amount.low > 0 and amount.high / amount.low < 1.2


def overlap_share(left: Amount, right: Amount) -> float:
    """Return the shared part of two intervals as a share of the smaller one; 0 where one of them is open."""
    if not (is_close(left) and is_close(right)):
        return 0.0
    shared = min(left.high, right.high) - max(left.low, right.low)
    smaller = min(left.high - left.low, right.high - right.low)
    return shared / smaller if smaller > 0 and shared >= 0 else 0.0


def draw_value(rng: random.Random, low: float, high: float) -> float:
    """Return a number spread evenly over the orders of magnitude, with two or three digits that count."""
    value = low * (high / low) ** rng.random()
    return max(low, round_to(value, rng.choice((1, 2, 2, 3))))


def round_to(value: float, digits: int) -> float:
    """Return the value with so many significant digits."""
    return float(f"{value:.{digits}g}")


def write_amount(rng: random.Random, value: float, kind: str, modifiers: tuple[str, ...]) -> Amount:
    """Return ``value`` (in the base unit of ``kind``; any noun for a count) written in one of many ways."""
    modifier = rng.choice(modifiers)
    units = CONVERSIONS.get(kind, ((kind, 1.0),))
    unit, factor = rng.choice([one for one in units if value * one[1] >= SMALLEST_CONVERTED or one[1] == 1.0])
    shown = value * factor
    if kind not in CONVERSIONS and value <= COUNTED_EXACTLY and modifier in APPROXIMATE:
        modifier = ""
    if factor != 1.0:
        shown = round_to(shown, 3)
        modifier = modifier or rng.choice(("", "about", "roughly"))
    low, high = MODIFIERS[modifier]
    number = write_number(rng, shown)
    text = f"${number}" if kind == "usd" and unit == "dollars" and rng.random() < 0.6 else join_unit(number, unit)
    base = shown / factor
    exact = 0.006 if factor != 1.0 else 0.0
    return Amount(f"{modifier} {text}".strip(), base * low * (1 - exact), base * high * (1 + exact))


def join_unit(number: str, unit: str) -> str:
    """Return number and unit as one writes them."""
    return f"{number}%" if unit == "%" and number[-1].isdigit() else f"{number} {unit.replace('%', 'percent')}".strip()


def write_number(rng: random.Random, value: float) -> str:
    """Return the number in digits or, where one does that, in words."""
    if value >= 1e9 and rng.random() < 0.8:
        return f"{value / 1e9:.4g} billion"
    if value >= 1e6 and rng.random() < 0.8:
        return f"{value / 1e6:.4g} million"
    if value >= 1e4 and value % 1000 == 0 and rng.random() < 0.2:
        return f"{value / 1e3:.4g} thousand"
    if value == int(value):
        whole = int(value)
        if 0 < whole <= 12 and rng.random() < 0.6:
            return SMALL[whole]
        return f"{whole:,}" if rng.random() < 0.85 else str(whole)
    return f"{value:,.4g}" if value < 1000 else f"{round(value):,}"


def shift_value(rng: random.Random, value: float) -> float:
    """Return another value that no reader takes for the same: a factor, a changed digit, or a lost or added zero."""
    factor = rng.choice((0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.82, 1.2, 1.3, 1.5, 1.8, 2.0, 2.5, 3.0, 10.0))
    shifted = round_to(value * factor, 3)
    if value == int(value):
        shifted = float(round(shifted))
    return shifted if shifted > 0 and abs(shifted / value - 1) > 0.12 else value * 2
