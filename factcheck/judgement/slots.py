"""Whose things, and who did what to whom: a nation before a noun, and names before and behind a verb.

"Ukrainian soldiers were killed" is not borne out by "Russian soldiers were killed", though both names are in the passage;
nor "Norway sued Denmark" by "Denmark sued Norway".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from factcheck.judgement.events import Event, speaks_of_event
from factcheck.judgement.names import Name, find_names, folded_words, is_nation
from factcheck.judgement.polarity import STOP_WORDS, read_terms, stem
from factcheck.judgement.predicates import find_predicate, read_tokens
from factcheck.quantities.counted import normalise_noun

_WORD = re.compile(r"\s{1,100}([a-z][\w-]+)")
# "Russian military uniforms": the noun may stand behind one more word.
_MOST_WORDS = 2
# "U.S. " ends nothing.
_CLAUSE_BREAK = re.compile(
    r"(?:[,;:!?—–]|(?<!\b[A-Z])\.)\s|\s(?:although|though|while|whereas|but|because|after|before|as|who|which|that)\s"
)


class Slot(NamedTuple):
    """A nation in front of a noun: "Russian uniforms"."""

    nation: str
    noun: str
    start: int


class Roles(NamedTuple):
    """The keys of the names before a verb and behind it, turned round for a passive with "by"."""

    doers: frozenset[str]
    others: frozenset[str]


def find_slots(text: str, names: Sequence[Name]) -> list[Slot]:
    """Return each nation with each of the words right behind it, up to a word that is no noun or adjective."""
    slots = []
    for name in names:
        if not is_nation(name.key):
            continue
        place = name.end + len(_possessive(text, name.end))
        for _ in range(_MOST_WORDS):
            word = _WORD.match(text, place)
            if word is None or word.group(1) in STOP_WORDS:
                break
            slots.append(Slot(name.key, normalise_noun(word.group(1)), name.start))
            place = word.end()
    return slots


def _possessive(text: str, place: int) -> str:
    return text[place : place + 2] if text[place : place + 2] in ("'s", "’s", "‘s") else ""


def find_rival_slot(claimed: Sequence[Slot], found: Sequence[Slot]) -> Slot | None:
    """Return a slot of the claim whose noun the passage has with other nations only; None where there is none."""
    for slot in claimed:
        mine = {other.nation for other in claimed if other.noun == slot.noun}
        nations = {other.nation for other in found if other.noun == slot.noun}
        if nations and not mine & nations:
            return slot
    return None


def is_event_elsewhere(text: str, event: Event, names: Sequence[Name]) -> bool:
    """Say whether the event is said of another place or person than the claim's, which the passage has in another clause.

    "Troops retook land near Korvo, but Sandra is still free" does not say that troops retook Sandra. Nations do not count:
    they act in every clause.
    """
    keys = frozenset(name.key for name in names if not is_nation(name.key))
    clauses = [clause for clause in _CLAUSE_BREAK.split(text) if clause]
    told = [clause for clause in clauses if speaks_of_event(event, read_terms(clause).polarities)]
    if not keys or not told or len(told) == len(clauses):
        return False
    return all(_has_rivals_only(clause, keys) for clause in told)


def _has_rivals_only(clause: str, keys: frozenset[str]) -> bool:
    words = folded_words(clause)
    if any(word in words for key in keys for word in key.split()):
        return False
    return any(not is_nation(name.key) for name in find_names(clause))


def read_roles(text: str, event: Event) -> Roles | None:
    """Return the roles around the first verb of the event's kind in a clause of the text; None where there is none."""
    for clause in _CLAUSE_BREAK.split(text):
        tokens = read_tokens(clause, 0, len(clause))
        predicate = find_predicate(tokens)
        if predicate is None or not speaks_of_event(event, [stem(tokens[predicate.stop - 1].lower)]):
            continue
        verb = tokens[predicate.stop - 1]
        names = find_names(clause)
        before = frozenset(name.key for name in names if name.end <= tokens[predicate.first].start)
        behind = frozenset(name.key for name in names if name.start >= verb.end)
        by = re.search(r"\bby\b", clause[verb.end :])
        if by is None:
            return Roles(before, behind)
        agents = frozenset(name.key for name in names if name.start >= verb.end + by.end())
        return Roles(agents, before | (behind - agents))
    return None


def are_swapped(claim: Roles | None, passage: Roles | None) -> bool:
    """Say whether the passage has the claim's doer where the claim has somebody else, and the other way round."""
    if claim is None or passage is None:
        return False
    doers, others = claim.doers - claim.others, claim.others - claim.doers
    return bool(doers & passage.others - passage.doers and others & passage.doers - passage.others)
