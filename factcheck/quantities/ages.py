"""Lists of ages, which are no amounts."""

from __future__ import annotations

from factcheck.quantities.counted import normalise_noun
from factcheck.quantities.lexicon import PEOPLE, word_set
from factcheck.quantities.tokens import Token, token_at

AGE_BEFORE = word_set("aged age ages turned turning")
_KIN = word_set(
    """
    brother brothers sister sisters twins son sons daughter daughters couple mother father wife husband friends
    parents siblings
    """
)
# Tokens to either side of a number that a list of ages may take: four ages with their commas.
_LONGEST_LIST = 8


def is_in_list_of_ages(tokens: list[Token], number: int, end: int) -> bool:
    """Whether a number is an age: "Two men, 34 and 36, were arrested", "his sons (4, 7 and 9)", "women aged 34 and 36"."""
    first, stop = number, end
    while stop < end + _LONGEST_LIST and _may_list_ages(tokens, stop):
        stop += 1
    while first > number - _LONGEST_LIST and _may_list_ages(tokens, first - 1):
        first -= 1
    if token_at(tokens, first - 1).lower in AGE_BEFORE:
        return True
    opens = tokens[first].text == "," or token_at(tokens, first - 1).text == "("
    owner = token_at(tokens, first - 1 - (tokens[first].text != ","))
    closes = tokens[stop - 1].text == "," or token_at(tokens, stop).text in (")", ".", ";")
    return opens and closes and owner.kind == "w" and (normalise_noun(owner.lower) in PEOPLE or owner.lower in _KIN)


def _may_list_ages(tokens: list[Token], index: int) -> bool:
    token = token_at(tokens, index)
    return token.text in (",", "and", "&") or (token.kind == "n" and token.text.isdigit() and 0 < int(token.text) <= 110)
