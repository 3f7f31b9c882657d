"""Countries and what stands for them: their peoples, their other names, and the seats of their governments.

``countries.csv`` is the one table of it. Alliances and continents that act or are lived in like countries are in it too.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple


class Country(NamedTuple):
    """One country as written; ``peoples`` begins with the adjective, ``seats`` are towns and houses that stand for it."""

    country: str
    peoples: tuple[str, ...]
    names: tuple[str, ...]
    seats: tuple[str, ...]


@cache
def read_countries() -> tuple[Country, ...]:
    """Return all countries of the table, by name."""
    with resources.files("factcheck").joinpath("countries.csv").open(encoding="utf-8") as file:
        return tuple(
            Country(row["country"], *(tuple(filter(None, row[kind].split(";"))) for kind in ("peoples", "names", "seats")))
            for row in csv.DictReader(file)
        )
