"""Amounts in texts: what they say, and whether two of them agree."""

from factcheck.quantities.alignment import AlignedPair, align_quantities, compare_quantities, repeats_value
from factcheck.quantities.centrality import is_central, is_telling
from factcheck.quantities.grammar import parse_quantities
from factcheck.quantities.quantity import Modifier, Quantity

__all__ = [
    "AlignedPair",
    "Modifier",
    "Quantity",
    "align_quantities",
    "compare_quantities",
    "is_central",
    "is_telling",
    "parse_quantities",
    "repeats_value",
]
