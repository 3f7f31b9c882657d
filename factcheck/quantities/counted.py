"""What a number counts: the head noun and the words before it, found without a tagger."""

from __future__ import annotations

from typing import NamedTuple

from factcheck.quantities.lexicon import FUNCTION_WORDS, NUMBER_BREAKS, PLURALS_WITHOUT_S, SINGULARS, SYNONYMS, word_set
from factcheck.quantities.tokens import Token, is_glued, token_at

_LONGEST_PHRASE = 5
_DETERMINERS = word_set("the its their his her our those these all a an this that any")
_PARTICIPLES = word_set(
    """
    killed dead wounded injured missing displaced captured destroyed damaged arrested detained stationed
    deployed  trained infected homeless rescued living working planned used expected
    """
)
_FATES_OF_PEOPLE = word_set("killed dead wounded injured missing displaced arrested detained hurt homeless")
_LOOK_BACK = 20


class Counted(NamedTuple):
    """The normalised head noun, the words before it (lower case), and the index after the phrase."""

    head: str
    qualifiers: tuple[str, ...]
    stop: int


def normalise_noun(word: str) -> str:
    """A noun in the singular, as its class of synonyms: "soldiers" and "servicemen" are both ``troop``."""
    word = word.lower().removesuffix("'s").removesuffix("’s")
    single = SINGULARS.get(word) or _strip_plural(word)
    return SYNONYMS.get(single) or SYNONYMS.get(word) or single


def _strip_plural(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def is_plural(word: str) -> bool:
    """Whether a lower-case word looks like a plural noun."""
    return word in PLURALS_WITHOUT_S or _strip_plural(word) != word


def read_counted(tokens: list[Token], index: int) -> Counted | None:
    """The noun phrase that begins at a token; None where a function word, a number or a mark stands there."""
    words: list[str] = []
    place = index
    while len(words) < _LONGEST_PHRASE:
        token = token_at(tokens, place)
        if not _continues(tokens, place, bool(words)):
            break
        if words and is_plural(words[-1]) and not is_plural(token.lower):
            break
        words.append(token.lower)
        place += 1
        place += token_at(tokens, place).text == "-" and is_glued(tokens, place) and is_glued(tokens, place + 1)
    while words and words[-1].endswith("ed") and not is_plural(words[-1]):
        words.pop()
        place -= 1
    if not words:
        return None
    # Without a plural the phrase may run on into a verb: "one soldier shot"; the known noun ends it then.
    if not is_plural(words[-1]):
        known = [at for at, word in enumerate(words) if word in SYNONYMS or normalise_noun(word) in SYNONYMS]
        cut = (known[0] + 1) if known else len(words)
        place -= len(words) - cut
        words = words[:cut]
    return Counted(normalise_noun(words[-1]), tuple(words[:-1]), place)


def _continues(tokens: list[Token], place: int, inside: bool) -> bool:
    token = token_at(tokens, place)
    if token.kind != "w" or token.lower in NUMBER_BREAKS:
        return False
    if place and inside and "\n" in _gap_of(tokens, place):
        return False
    if token.lower in _PARTICIPLES:
        after = token_at(tokens, place + 1)
        return not inside and after.kind == "w" and after.lower not in FUNCTION_WORDS and is_plural(after.lower)
    return token.lower not in FUNCTION_WORDS


def _gap_of(tokens: list[Token], place: int) -> str:
    # Offsets alone tell a paragraph break: blank lines leave a gap of more than one character.
    return "\n" if tokens[place].start - tokens[place - 1].end > 1 else ""


def read_counted_after_of(tokens: list[Token], index: int) -> Counted | None:
    """The noun phrase after "of" and its determiners: "of the captured territory", "of its 27 drones"."""
    if token_at(tokens, index).lower != "of":
        return None
    place = index + 1
    while place < index + 4 and (token_at(tokens, place).lower in _DETERMINERS or token_at(tokens, place).kind == "n"):
        place += 1
    after = token_at(tokens, place + 1)
    if token_at(tokens, place).lower in _PARTICIPLES and after.kind == "w" and after.lower not in FUNCTION_WORDS:
        place += 1
    return read_counted(tokens, place)


def infer_counted(tokens: list[Token], first: int, stop: int) -> tuple[str, ...]:
    """What a bare number counts: from a participle behind it ("24 killed") or a noun before it ("a toll of 24")."""
    if token_at(tokens, stop).lower in _FATES_OF_PEOPLE:
        return ("people",)
    for place in range(first - 1, max(first - _LOOK_BACK, -1), -1):
        word = tokens[place].lower
        if word in (".", ";", "!", "?"):
            return ()
        if word in ("toll", "population"):
            return ("people",)
        if word == "number" and token_at(tokens, place + 1).lower == "of":
            found = read_counted_after_of(tokens, place + 1)
            return (found.head,) if found else ("people",)
    return ()
