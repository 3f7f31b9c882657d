"""What the grammar finds: one amount in a text, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Modifier(StrEnum):
    """How the writer limits the number that follows or precedes."""

    ABOUT = "about"
    NEARLY = "nearly"
    MORE_THAN = "more than"
    AT_LEAST = "at least"
    UP_TO = "up to"
    AT_MOST = "at most"
    LESS_THAN = "less than"
    EXACTLY = "exactly"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One amount: ``source[start:end] == text`` holds, from the modifier to the unit, counted thing or rate.

    ``low`` and ``high`` are in ``unit`` and equal for a single number. ``unit`` is a symbol such as ``km²``, ``%`` or
    ``USD``, None for a count. ``counted`` is the normalised head noun (for a share: what it is a share of), and
    ``qualifiers`` are the words before it. ``rate`` is hour, day, week, month, year, a thing ("barrel") or None.
    ``step`` is the place value of the last significant digit. ``is_increment`` marks "another 500" and "500 more",
    ``is_part`` marks "five of the 27". ``conversion`` is the same amount restated in another unit, as in
    "800 square kilometres (309 square miles)".
    """

    start: int
    end: int
    text: str
    modifier: Modifier | None
    low: float
    high: float
    unit: str | None
    dimension: str
    counted: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    rate: str | None = None
    digits: int = 1
    step: float = 1.0
    is_increment: bool = False
    is_part: bool = False
    conversion: Quantity | None = None

    @property
    def value(self) -> float:
        """The middle of the stated range."""
        return (self.low + self.high) / 2


def complete(quantity: Quantity, other: Quantity) -> Quantity:
    """Let a number take unit and noun from another where it has neither, and the rate where the units are the same."""
    if quantity.unit is None and not quantity.counted:
        return replace(
            quantity,
            unit=other.unit,
            dimension=other.dimension,
            counted=other.counted,
            qualifiers=other.qualifiers,
            rate=other.rate,
        )
    if quantity.rate is None and quantity.unit is not None and quantity.unit == other.unit:
        return replace(quantity, rate=other.rate)
    return quantity
