"""Names around an amount: who acts, where it happens, and what demonyms and capitals stand for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from factcheck.countries import read_countries
from factcheck.quantities.lexicon import FUNCTION_WORDS, MONTHS, word_set
from factcheck.quantities.tokens import Token, is_capitalised, token_at

_GENERIC = word_set(
    """
    general staff president minister ministry prime defence defense foreign army military police government region
    institute north south east west northern southern eastern western monday tuesday wednesday thursday friday saturday
    sunday january february march april may june july august september october november december breaking news state
    states united local global new company report
    """
)
_PLACE_PREPOSITIONS = word_set("in to into inside within across over near at of throughout around outside from")
_PLACE_NOUNS = word_set(
    """
    territory region soil city town village capital province district waters airspace side border land area coast
    """
)
_CLAUSE_ENDS = word_set("since after when while as which who that but because although and before until , ; : ( – —")


def fold_name(word: str, *, as_actor: bool = True) -> str:
    """A name in one spelling: demonyms become the country, and for an actor a capital becomes its government."""
    key = word.lower().removesuffix("'s").removesuffix("’s")
    key = _demonyms().get(key, key)
    return _seats().get(key, key) if as_actor else key


def read_name(tokens: list[Token], index: int, *, is_first: bool = False, as_actor: bool = True) -> str:
    """The folded name that a token is, or an empty string."""
    token = tokens[index]
    if not is_capitalised(token) or token.text in MONTHS or len(token.text) < 2:
        return ""
    key = fold_name(token.text, as_actor=as_actor)
    if key in ("korea", "korean", "koreans"):
        side = token_at(tokens, index - 1).lower
        return f"{side} korea" if side in ("north", "south") else "korea"
    if key in _GENERIC or key in FUNCTION_WORDS:
        return ""
    is_known = key != token.lower or key in _demonyms() or (len(token.text) > 2 and token.text.isupper())
    return key if is_known or not is_first else ""


def fold_qualifiers(words: tuple[str, ...]) -> tuple[set[str], set[str]]:
    """The words before a head noun as names of nations and as plain qualifiers."""
    names, plain = set(), set()
    for index, word in enumerate(words):
        if word in ("korean", "korea"):
            side = words[index - 1] if index else ""
            names.add(f"{side} korea".strip())
        elif word in _demonyms() or word in _seats():
            names.add(fold_name(word))
        elif word not in ("north", "south") or words[index + 1 : index + 2] not in (("korean",), ("korea",)):
            plain.add(word)
    return names, plain


def _is_adjective(tokens: list[Token], index: int) -> bool:
    """ "in Israeli attacks" names no place, "into Russian territory" does."""
    after = token_at(tokens, index + 1)
    is_demonym = _demonyms().get(tokens[index].lower, tokens[index].lower) != tokens[index].lower
    return is_demonym and after.kind == "w" and not is_capitalised(after) and after.lower not in _PLACE_NOUNS


def find_places(tokens: list[Token], spots: list[str], start: int, stop: int) -> set[str]:
    """The names in place phrases ("in the Kursk region") among some tokens, up to the end of the first clause."""
    found: set[str] = set()
    index = start
    while index < stop:
        word = tokens[index].lower
        if word in _CLAUSE_ENDS and index > start:
            break
        index += 1
        if word not in _PLACE_PREPOSITIONS:
            continue
        while index < stop and (tokens[index].lower in ("the", "its") or is_capitalised(tokens[index])):
            if spots[index] and not _is_adjective(tokens, index):
                found.add(spots[index])
            index += 1
    return found


@cache
def countries() -> frozenset[str]:
    """Every country as ``fold_name`` writes it."""
    return frozenset(_demonyms().values())


@cache
def _demonyms() -> dict[str, str]:
    """Each word that means a country or its people, the country's own among them."""
    known: dict[str, str] = {}
    for country in read_countries():
        known |= _words_of(country.country, (country.country, *country.peoples, *country.names))
    return known


@cache
def _seats() -> dict[str, str]:
    """Each town or house that stands for its government as an actor, though not as a place."""
    known: dict[str, str] = {}
    for country in read_countries():
        known |= _words_of(country.country, country.seats)
    return known


def _words_of(country: str, forms: Iterable[str]) -> dict[str, str]:
    """An amount's surroundings are read token by token, so forms of several words are left out."""
    return {form.lower(): country.lower() for form in forms if " " not in form}
