"""Names and words that fill the slots of the frames, read from ``lexicon.txt``."""

from __future__ import annotations

from pathlib import Path


def read_lists(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the lists of a file by name; a list runs over several lines and its words stand between bars."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    lists = {}
    for block in "\n".join(lines).strip().split("\n\n"):
        name, words = block.split("\n", 1)
        lists[name] = tuple(word.strip() for word in words.replace("\n", " ").split("|"))
    return lists


_LISTS = read_lists(Path(__file__).with_name("lexicon.txt"))
COUNTRIES = _LISTS["COUNTRIES"]
CITIES = _LISTS["CITIES"]
COMPANIES = _LISTS["COMPANIES"]
BODIES = _LISTS["BODIES"]
ALLIANCES = _LISTS["ALLIANCES"]
FIRST = _LISTS["FIRST"]
LAST = _LISTS["LAST"]
ROLES = _LISTS["ROLES"]
DAYS = _LISTS["DAYS"]
MONTHS = _LISTS["MONTHS"]
SOURCES = _LISTS["SOURCES"]
TREATMENTS = _LISTS["TREATMENTS"]
CONDITIONS = _LISTS["CONDITIONS"]
MOLECULES = _LISTS["MOLECULES"]
CELLS = _LISTS["CELLS"]
FACTORS = _LISTS["FACTORS"]
CHANGES = _LISTS["CHANGES"]
REGIONS = _LISTS["REGIONS"]
GROUPS = _LISTS["GROUPS"]
THINGS = _LISTS["THINGS"]
STEMS = _LISTS["STEMS"]
