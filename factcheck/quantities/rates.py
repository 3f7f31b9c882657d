"""What an amount is given for: a time ("a day", "monthly") or a thing ("per barrel", "each")."""

from __future__ import annotations

from factcheck.quantities.tokens import Token, token_at
from factcheck.quantities.units import RATES

_THINGS_OF_RATES = frozenset({
    "barrel", "kg", "kilo", "kilogram", "tonne", "ton", "litre", "liter", "gallon", "ounce", "pound", "share", "head",
    "piece", "person", "night", "unit", "household", "acre", "hectare", "student", "pupil", "patient", "ticket",
})  # fmt: skip


def read_rate(tokens: list[Token], index: int) -> tuple[str, int] | None:
    """The rate that follows an amount, by time ("a day", "per month", "daily") or by a thing ("for each kilo")."""
    if token_at(tokens, index).lower == "for" and token_at(tokens, index + 1).lower in ("each", "every"):
        index += 1
    token, after = token_at(tokens, index), token_at(tokens, index + 1)
    if token.lower in RATES and token.lower.endswith("ly"):
        return RATES[token.lower], index + 1
    if token.lower in ("each", "apiece") and after.lower not in RATES and after.lower not in _THINGS_OF_RATES:
        return "each", index + 1
    if token.lower not in ("a", "an", "per", "each", "every", "/") or after.kind != "w":
        return None
    rate = RATES.get(after.lower) if not after.lower.endswith("ly") else None
    if rate is None and (token.lower == "per" or after.lower in _THINGS_OF_RATES):
        return after.lower.removesuffix("s"), index + 2
    # "a year later", "a week ago" and "a day after" tell when, not how often.
    if rate is None or token_at(tokens, index + 2).lower in ("later", "ago", "after", "before", "earlier", "and"):
        return None
    return rate, index + 2
