"""Names in a text and whether another text speaks of the same: countries with their peoples and seats of government,
other names by their words. English capitalisation rules; a text in which nouns are capitalised finds too many names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from factcheck.countries import read_countries

# A word that may be part of a name: St., O'Brien, Port-au-Prince, ATACMS, U.S.
WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’.-][^\W\d_]+)*")
POSSESSIVE = re.compile(r"['’]s?$")
SENTENCE_END = re.compile(r"[.!?:][\"”’)\]]{0,4}\s{0,4}$|^[\"“‘(\[]{0,4}$|\n\s{0,4}[\"“‘(\[]{0,4}$")

_ACCENTED = re.compile("[\u00c0-\u024f\u0300-\u036f]")
_COMBINING = dict.fromkeys(range(0x300, 0x370))

# The last word of "Torrenburg FC" tells less than the one before it.
SHORT_WORD = 2

# Words that open a sentence in front of a name without being part of it.
OPENERS = frozenset(
    """in on at by to from for with as of since until after before during near under over across against among around behind
    between beyond into through within without and but or nor yet so if when while where because although though however
    the a an this that these those his her its their our my no not only even both all some many most several few such one two
    what who why how there here now then today yesterday meanwhile moreover also still it he she they we you i""".split()  # noqa: SIM905
)

# Capitalised often and by themselves no name that a passage would have to repeat.
NOT_NAMES = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday i mr mrs ms dr sir lord lady general president minister prime governor mayor
    senator chancellor king queen prince princess pope the a an of and""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, and the key under which other ways of saying it are the same."""

    start: int
    end: int
    text: str
    key: str


def find_names(text: str, capitalised: frozenset[str] = frozenset()) -> list[Name]:
    """Return the names in a text in their order.

    A capitalised word that opens a sentence counts only where it is known, is followed by another capitalised word, has
    more than one capital, or is among ``capitalised`` (from ``find_capitalised``): otherwise "Troops" would be a name.
    """
    names: list[Name] = []
    words = list(WORD.finditer(text))
    position = 0
    while position < len(words):
        length = _known_length(text, words, position) or _run_length(text, words, position)
        length = length or int(fold(words[position].group()) in capitalised and words[position].group()[0].isupper())
        if length:
            start, end = words[position].start(), words[position + length - 1].end()
            written = POSSESSIVE.sub("", text[start:end])
            names.append(Name(start, start + len(written), written, name_key(written)))
        position += length or 1
    return names


@lru_cache(maxsize=2048)
def read_names(text: str) -> tuple[Name, ...]:
    """Return what ``find_names`` finds in a passage, a context or a head: they are asked for several times for a claim."""
    return tuple(find_names(text))


class Spelling(NamedTuple):
    """How texts write words within a sentence: folded words always with a capital, and those also without."""

    capitalised: frozenset[str] = frozenset()
    small: frozenset[str] = frozenset()


def read_spelling(texts: Iterable[str]) -> Spelling:
    """Look at every word of the texts once."""
    upper: set[str] = set()
    lower: set[str] = set()
    for text in texts:
        for word in WORD.finditer(text):
            if word.group()[0].islower():
                lower.add(fold(word.group()))
            elif not _opens_sentence(text, word):
                upper.add(fold(word.group()))
    return Spelling(frozenset(upper - lower - NOT_NAMES), frozenset(lower))


def find_capitalised(texts: Iterable[str]) -> frozenset[str]:
    """Return the folded words that the texts write with a capital within a sentence and never without one."""
    return read_spelling(texts).capitalised


def name_key(name: str) -> str:
    """Return what all ways of writing a known name have in common, else the folded name itself."""
    folded = fold(name)
    return _known_names().get(folded, folded)


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Return the text without case, accents and possessives, for comparison only."""
    if text.isascii():
        return (POSSESSIVE.sub("", text) if "'" in text else text).lower()
    decomposed = unicodedata.normalize("NFKD", POSSESSIVE.sub("", text))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold().replace("’", "'")


def speaks_of(name: Name, keys: frozenset[str], folded_words: frozenset[str]) -> bool:
    """Say whether a text with these name keys and words speaks of the name; its last word, the surname, is enough."""
    if name.key in keys:
        return True
    if name.key in _country_keys():
        return False
    return telling_word(name.key) in folded_words


def occurs_in(name: Name, text: str) -> bool:
    """Say whether a text has a word for the name, without reading the text's own names: quick also for a whole document."""
    forms = _forms_of(name.key) or (telling_word(name.key),)
    if _ACCENTED.search(text):
        text = unicodedata.normalize("NFKD", text).translate(_COMBINING)
    folded = text.casefold()
    found = [form for form in forms if form and form in folded]
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", folded) for form in found)


def telling_word(key: str) -> str:
    """Return the last word of a name's key that tells, the surname; empty where there is none."""
    parts = [part for part in re.split(r"[\s-]+", key) if part not in NOT_NAMES]
    telling = [part for part in parts if len(part) > SHORT_WORD] or parts
    return telling[-1] if telling else ""


@lru_cache(maxsize=2048)
def folded_words(text: str) -> frozenset[str]:
    """Return the folded words of a text; a hyphenated word also counts by its parts."""
    found: set[str] = set()
    for match in WORD.finditer(text):
        word = fold(match.group())
        found.add(word)
        found.update(word.split("-"))
    return frozenset(found)


def _run_length(text: str, words: list[re.Match[str]], position: int) -> int:
    if not words[position].group()[0].isupper():
        return 0
    if fold(words[position].group()) in OPENERS and _opens_sentence(text, words[position]):
        return 0
    length = 0
    for index in range(position, len(words)):
        word = words[index]
        if not word.group()[0].isupper() or fold(word.group()) in NOT_NAMES:
            break
        if index > position and (text[words[index - 1].end() : word.start()] != " " or _ends(words[index - 1])):
            break
        length += 1
    if length == 1 and _opens_sentence(text, words[position]) and sum(map(str.isupper, words[position].group())) < 2:
        return 0
    return length


def _ends(word: re.Match[str]) -> bool:
    return bool(POSSESSIVE.search(word.group()))


def _opens_sentence(text: str, word: re.Match[str]) -> bool:
    return bool(SENTENCE_END.search(text[max(0, word.start() - 4) : word.start()])) or word.start() == 0


def _known_length(text: str, words: list[re.Match[str]], position: int) -> int:
    if not words[position].group()[0].isupper():
        return 0
    for length in (4, 3, 2, 1):
        if position + length > len(words):
            continue
        candidate = text[words[position].start() : words[position + length - 1].end()]
        if fold(candidate) in _known_names():
            return length
    return 0


@cache
def _known_names() -> dict[str, str]:
    known: dict[str, str] = {}
    for country in read_countries():
        key = fold(country.country)
        known[key] = key
        known.update({fold(other): key for other in (*country.seats, *country.names, *country.peoples)})
    return known


@cache
def _forms_of(key: str) -> tuple[str, ...]:
    """Return all ways of writing a known name but those that are words as well, such as "us"."""
    return tuple(form for form, known in _known_names().items() if known == key and len(form) > SHORT_WORD)


def is_nation(key: str) -> bool:
    """Say whether a name's key is a country's, or an alliance's that acts like one."""
    return key in _country_keys()


@cache
def _country_keys() -> frozenset[str]:
    return frozenset(_known_names().values())
