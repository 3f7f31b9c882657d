"""Two who speak together: "the police and the fire service said".

Many names hold an "and" ("Oak and Ash University", "health and welfare ministry"). Words are two speakers only where each
side names one by itself; otherwise they stay one.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache

from factcheck.judgement.names import NOT_NAMES, OPENERS, fold, name_key
from factcheck.judgement.outlets import is_outlet_name
from factcheck.judgement.speaker_comparison import JOINT
from factcheck.judgement.speakers import (
    ANONYMOUS_HEADS,
    BODIES,
    PARTS_OF_NAMES,
    ROLES,
    TOKEN,
    Speaker,
    country_adjectives,
    describe_speaker,
    is_abbreviation,
    person_name,
)

_AND = re.compile(r"\s{1,9}and\s{1,9}")
_BOTH = re.compile(r"[Bb]oth\s{1,9}")
# Apart from words, names hold these alone.
_NAME = re.compile(r"[\w\s.’'-]{2,120}")


class _Kind(Enum):
    DEFINITE = auto()  # the fire service
    OF_SOMETHING = auto()  # Ministry of Health
    PERSON = auto()  # Petra Lund
    TITLED = auto()  # President Petra Lund
    BODY = auto()  # Velmouth police
    ROLE = auto()  # prosecutors
    COUNTRY = auto()  # Oslo


# Which kinds may stand before "and", by the kind behind it. Of "Sussex Police and Crime Commissioner Ada Brink" and of
# "West Alder and Lorn Police" nobody can tell by the form whether it is one or two.
_BEFORE = {
    _Kind.DEFINITE: frozenset(_Kind),
    _Kind.OF_SOMETHING: frozenset[_Kind](),
    _Kind.PERSON: frozenset({_Kind.PERSON, _Kind.TITLED, _Kind.BODY, _Kind.DEFINITE}),
    _Kind.TITLED: frozenset({_Kind.PERSON, _Kind.TITLED}),
    _Kind.BODY: frozenset({_Kind.BODY, _Kind.TITLED}),
    _Kind.ROLE: frozenset({_Kind.ROLE}),
    _Kind.COUNTRY: frozenset({_Kind.COUNTRY}),
}


@lru_cache(maxsize=2048)
def describe_joint(written: str) -> Speaker | None:
    """Return two named speakers as one whose key holds both keys, None where the words name one or cannot be told."""
    sides = _AND.split(_BOTH.sub("", written, count=1) if _BOTH.match(written) else written)
    if len(sides) != 2 or is_outlet_name(written) or name_key(written) in country_adjectives():
        return None
    first, second = map(_read_kind, sides)
    if first is None or second is None or first not in _BEFORE[second]:
        return None
    found = [describe_speaker(side) for side in sides]
    keys = {speaker.key for speaker in found if speaker is not None and speaker.key and not speaker.is_anonymous}
    return Speaker(JOINT.join(sorted(keys)), False, False) if len(keys) == 2 else None


def _read_kind(side: str) -> _Kind | None:
    words = TOKEN.findall(side)
    if not words or _NAME.fullmatch(side) is None or is_outlet_name(side):
        return None
    has_article = fold(words[0]) in {"the", "a", "an"}
    words = words[1:] if has_article else words
    if not words or (fold(words[0]) in OPENERS and not is_abbreviation(words[0])):
        return None
    # "The fire service" has one word that says which; with two, one of them may be a verb.
    known = words[1:] if has_article and len(words) > 1 and words[0].islower() else words
    if not all(_is_known(word) for word in known) or not ANONYMOUS_HEADS.isdisjoint(map(fold, words)):
        return None
    if any(fold(word) == "of" for word in words):
        return _Kind.OF_SOMETHING if fold(words[0]) in PARTS_OF_NAMES else None
    if has_article:
        return _Kind.DEFINITE if _has_role(words[-1]) or (known == words and _is_named(words)) else None
    return _read_name(side, words)


def _read_name(side: str, words: list[str]) -> _Kind | None:
    if name_key(side) in country_adjectives():
        return _Kind.COUNTRY
    if len(words) == 1 and not is_abbreviation(words[0]):
        word = fold(words[0])
        return _Kind.ROLE if word in BODIES or (word in ROLES and word.endswith("s")) else None
    if _has_role(words[-1]):
        return _Kind.BODY if _is_named(words) else None
    if len(words) == 1:
        return _Kind.BODY
    person = person_name(words)
    if person is None:
        return None
    # Of more words than three, the first are an office.
    is_titled = len(words) > 3 or any(fold(word) in PARTS_OF_NAMES | NOT_NAMES for word in words)
    return _Kind.TITLED if is_titled else _Kind.PERSON if " " in person else None


def _is_known(word: str) -> bool:
    """Say whether a word may stand in a name; a verb may not."""
    return word[0].isupper() or fold(word) in PARTS_OF_NAMES or word == "of"


def _has_role(word: str) -> bool:
    return fold(word) in ROLES | BODIES


def _is_named(words: list[str]) -> bool:
    """Say whether one of the words is a name of its own, and no role or kind."""
    return any(word[0].isupper() and fold(word) not in PARTS_OF_NAMES for word in words)
