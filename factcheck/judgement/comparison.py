"""Two claims side by side: what they share, and what each says that the other does not.

English rules, like those of ``names`` and ``polarity`` that they stand on. Word order is looked at for names only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from factcheck.judgement.names import Name, find_names, fold, folded_words, name_key, speaks_of
from factcheck.judgement.polarity import NOT, STOP_WORDS, read_terms
from factcheck.judgement.wordings import DENIED, find_group, is_reverse, light_stems
from factcheck.quantities import compare_quantities, parse_quantities

# A title before a name adds nothing to it ("President", "Mr").
TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sir|Lord|Lady|General|President|Prime Minister|Minister|Chancellor|Senator|Governor|Mayor"
    r"|King|Queen|Prince|Princess|Pope)\.?\s+$"
)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
DAY_OR_MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)
THAN = re.compile(r"\bthan\b(?!\s+\d)", re.IGNORECASE)
PASSIVE = re.compile(r"\bby\b", re.IGNORECASE)
# Small words that change what a claim says, by what they do to it.
SCOPES = {
    **dict.fromkeys(("all", "every", "everyone", "everybody", "always"), "all"),
    **dict.fromkeys(("may", "might", "could", "possibly", "perhaps", "probably"), "perhaps"),
    **dict.fromkeys(("will", "shall", "would", "plans", "wants"), "later"),
    "only": "only",
    "most": "most",
}
SMALL_WORDS = STOP_WORDS | NOT | SCOPES.keys()
MORE, LESS = frozenset({"more"}), frozenset({"less", "fewer"})


class Difference(StrEnum):
    """What keeps two claims apart."""

    AMOUNTS = "amounts"
    DATES = "dates"
    NAMES = "names"
    NEGATION = "negation"
    ROLES = "roles"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim as it is compared: its names, the groups of its other content words with their polarities, small words."""

    text: str
    names: tuple[Name, ...]
    words: dict[str, frozenset[bool]]
    small_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two claims share. A unit is a name or a content word; light words are none.

    ``score`` is the Dice coefficient of the units, ``containment`` the share of the shorter claim's that are shared,
    ``surplus`` how many words stand in one of them only; ``pairs`` holds which word of the reviewed claim answers to which
    of the claim; ``has_other_names``: each has names, and none of them in common.
    """

    score: float
    containment: float
    shared: int
    surplus: int
    pairs: dict[str, str]
    has_unshared_names: bool
    has_other_names: bool


def read_statement(text: str, other: str, capitalised: frozenset[str]) -> Statement:
    """Read a claim for the comparison with another, whose names tell which words of this one are names."""
    return _read(text, (capitalised | _name_words(other, capitalised)) & _folded_words(text))


# One claim meets many fact checks in a row, and is read the same for nearly all of them.
@lru_cache(maxsize=64)
def _read(text: str, capitalised: frozenset[str]) -> Statement:
    names = tuple(name for found in find_names(text, capitalised) if (name := _without_opening(found)))
    words: dict[str, frozenset[bool]] = {}
    for stem, polarities in read_terms(_without_names(text, names)).polarities.items():
        if stem not in light_stems():
            words[find_group(stem)] = words.get(find_group(stem), frozenset()) | polarities
    small_words = frozenset(match.group().lower() for match in WORD.finditer(DAY_OR_MONTH.sub("", text)))
    return Statement(text, names, words, small_words)


@lru_cache(maxsize=64)
def _folded_words(text: str) -> frozenset[str]:
    return folded_words(text)


@lru_cache(maxsize=64)
def _name_words(text: str, capitalised: frozenset[str]) -> frozenset[str]:
    return frozenset(part for name in find_names(text, capitalised) for part in name.key.split())


def find_overlap(claim: Statement, reviewed: Statement) -> Overlap:
    """Count what two claims share, each read with the other in view."""
    pairs = _pair_words(claim, reviewed)
    mine, other = _unshared_names(claim, reviewed), _unshared_names(reviewed, claim)
    names = {name.key for name in claim.names} - {name.key for name in mine}
    shared = len(pairs) + len(names)
    sizes = [len(side.words) + len({name.key for name in side.names}) for side in (claim, reviewed)]
    return Overlap(
        score=min(1.0, 2 * shared / max(1, sum(sizes))),
        containment=min(1.0, shared / max(1, min(sizes))),
        shared=shared,
        surplus=len(claim.words) + len(reviewed.words) - 2 * len(pairs),
        pairs=pairs,
        has_unshared_names=bool(mine or other),
        has_other_names=bool(mine and other and not names),
    )


def find_differences(claim: Statement, reviewed: Statement, overlap: Overlap, spare_words: int = 0) -> frozenset[Difference]:
    """Return what keeps two claims apart; up to ``spare_words`` words that only one of them has make no difference."""
    differences = {
        Difference.NAMES: overlap.has_unshared_names,
        Difference.WORDS: overlap.surplus > spare_words or _scopes(claim) != _scopes(reviewed),
        Difference.NEGATION: _is_negated(claim, reviewed, overlap.pairs),
        Difference.AMOUNTS: _has_other_amounts(claim.text, reviewed.text),
        Difference.DATES: _has_other_dates(claim.text, reviewed.text),
        Difference.ROLES: _has_other_roles(claim, reviewed) or _is_turned_comparison(claim.text, reviewed.text),
    }
    return frozenset(difference for difference, is_there in differences.items() if is_there)


def _without_opening(name: Name) -> Name | None:
    """Return a name without the small word that opens its sentence ("In Paris"); None if nothing is left."""
    first, _, rest = name.text.partition(" ")
    if fold(first) not in SMALL_WORDS or first[1:].isupper():
        return name
    return Name(name.end - len(rest), name.end, rest, name_key(rest)) if rest else None


def _without_names(text: str, names: tuple[Name, ...]) -> str:
    """Put a letter in the place of each name: a word still, for the reach of a negation, but no content word."""
    parts, place = [], 0
    for name in names:
        before = text[place : name.start]
        parts += [TITLE.sub("", before), "x"]
        place = name.end
    return "".join([*parts, text[place:]])


def _pair_words(claim: Statement, reviewed: Statement) -> dict[str, str]:
    """Return which word of the reviewed claim answers to which of the claim: the same, or else its reverse."""
    pairs = {word: word for word in claim.words if word in reviewed.words}
    left = [word for word in reviewed.words if word not in pairs]
    for word in [word for word in claim.words if word not in pairs]:
        reverse = next((other for other in left if is_reverse(word, other)), None)
        if reverse is not None:
            pairs[word] = reverse
            left.remove(reverse)
    return pairs


def _is_negated(claim: Statement, reviewed: Statement, pairs: dict[str, str]) -> bool:
    """Whether one says of a shared word what the other denies; two such turns cancel each other out."""
    turns = _says_less(claim, reviewed) + (_is_denied(claim) != _is_denied(reviewed))
    reversals = sum(word != other for word, other in pairs.items())
    opposed = any(not claim.words[word] & reviewed.words[other] for word, other in pairs.items())
    return bool((turns + reversals + opposed) % 2)


def _is_denied(side: Statement) -> bool:
    return bool(side.small_words & DENIED)


def _says_less(claim: Statement, reviewed: Statement) -> bool:
    if parse_quantities(claim.text) or parse_quantities(reviewed.text):
        return False
    return any(
        one.small_words & MORE and other.small_words & LESS and not one.small_words & LESS
        for one, other in ((claim, reviewed), (reviewed, claim))
    )


def _scopes(side: Statement) -> frozenset[str]:
    return frozenset(SCOPES[word] for word in side.small_words if word in SCOPES)


def _unshared_names(one: Statement, other: Statement) -> list[Name]:
    keys, words = frozenset(name.key for name in other.names), _folded_words(other.text)
    initials = {_initials(key) for key in keys}
    return [
        name
        for name in one.names
        if not speaks_of(name, keys, words) and name.key not in initials and _initials(name.key) not in keys
    ]


def _initials(key: str) -> str:
    words = re.split(r"[\s-]+", key)
    return "".join(word[:1] for word in words) if len(words) > 1 else key


def _has_other_amounts(claim: str, reviewed: str) -> bool:
    """Whether an amount has another value, or stands in one of them only."""
    pairs = [*compare_quantities(claim, reviewed), *compare_quantities(reviewed, claim)]
    if any(pair.relation == "differs" for pair in pairs):
        return True
    if pairs:
        return False
    numerals = [{found for found in NUMERAL.findall(text) if not YEAR.fullmatch(found)} for text in (claim, reviewed)]
    if bool(parse_quantities(claim)) != bool(parse_quantities(reviewed)):
        return True
    return numerals[0] != numerals[1] or bool(parse_quantities(claim) and not numerals[0])


def _has_other_dates(claim: str, reviewed: str) -> bool:
    return any(
        one and other and not one & other
        for pattern in (YEAR, DAY_OR_MONTH)
        for one, other in [(set(pattern.findall(claim)), set(pattern.findall(reviewed)))]
    )


def _has_other_roles(claim: Statement, reviewed: Statement) -> bool:
    """Whether names that both have change places: who did it, and to whom. A passive makes up for it."""
    order = [name.key for name in claim.names]
    places = [order.index(name.key) for name in reviewed.names if name.key in order]
    is_reversed = any(first > second for first, second in pairwise(dict.fromkeys(places)))
    is_turned = bool(PASSIVE.search(claim.text)) != bool(PASSIVE.search(reviewed.text))
    return len(set(places)) > 1 and is_reversed != is_turned


def _is_turned_comparison(claim: str, reviewed: str) -> bool:
    """Whether what one has before "than" stands behind it in the other ("more cats than dogs")."""
    sides = [[_folded_words(part) - SMALL_WORDS for part in THAN.split(text, maxsplit=1)] for text in (claim, reviewed)]
    if min(map(len, sides)) < 2:
        return False
    (before, behind), (other_before, other_behind) = sides
    return bool((before - behind) & (other_behind - other_before))
