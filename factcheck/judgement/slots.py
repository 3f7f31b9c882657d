"""Whose things, and who did what to whom: a nation before a noun, and names before and behind a verb.

"Ukrainian soldiers were killed" is not borne out by "Russian soldiers were killed", though both names are in the passage;
nor "Norway sued Denmark" by "Denmark sued Norway".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from factcheck.judgement.converses import find_link
from factcheck.judgement.doers import CLAUSE_BREAK, Doer, find_doer, split_clauses
from factcheck.judgement.events import Event, find_heads, speaks_of_event
from factcheck.judgement.names import OPENERS, Name, find_names, fold, folded_words, is_nation
from factcheck.judgement.polarity import STOP_WORDS, read_terms, stem
from factcheck.judgement.predicates import Predicate, find_predicates, is_adverb, read_tokens
from factcheck.judgement.verbs import BE
from factcheck.quantities.counted import normalise_noun
from factcheck.quantities.tokens import Token

_WORD = re.compile(r"\s{1,100}([a-z][\w-]+)")
# "Russian military uniforms": the noun may stand behind one more word.
_MOST_WORDS = 2
_BY = re.compile(r"\bby\b")
_BE = BE | {"be", "been"}
# What A does with B, B does with A.
_MUTUAL_STEMS = frozenset(
    stem(word)
    for word in "meet meets met marry married merge merged clash clashed negotiate border divorce".split()  # noqa: SIM905
)
_MUTUAL = re.compile(
    r"\b(?:talks|negotiations|meeting|agreement|deal|treaty|pact|truce|ceasefire|war|border|rival|neighbou?r|partner|ally|allied)"
    r"(?: [a-z]{1,20}){0,2} (?:with|of|to)\b"
)


class Slot(NamedTuple):
    """A nation in front of a noun: "Russian uniforms"."""

    nation: str
    noun: str
    start: int


class Roles(NamedTuple):
    """The keys of the names before a verb and behind it, turned round for a passive with "by"; the verb's subject alone."""

    doers: frozenset[str]
    others: frozenset[str]
    doer: Doer = Doer()


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
    clauses = [clause for clause in CLAUSE_BREAK.split(text) if clause]
    told = [clause for clause in clauses if speaks_of_event(event, read_terms(clause).polarities)]
    if not keys or not told or len(told) == len(clauses):
        return False
    return all(_has_rivals_only(clause, keys) for clause in told)


def _has_rivals_only(clause: str, keys: frozenset[str]) -> bool:
    words = folded_words(clause)
    if any(word in words for key in keys for word in key.split()):
        return False
    return any(not is_nation(name.key) for name in find_names(clause))


def read_roles(text: str, event: Event, capitalised: frozenset[str] = frozenset()) -> Iterator[Roles]:
    """Yield the roles around the verb of each clause that is of the event's kind, or the converse of it.

    The verb is the first of its clause, or one that "and" joins to it; a converse is looked for at the first only.

    ``capitalised`` are folded words known as names. The word that opens a clause and stands before its verb counts as one:
    it can only be found swapped where the other text has it as a name.
    """
    for clause in split_clauses(text):
        tokens = read_tokens(clause.text, 0, len(clause.text))
        predicates = list(find_predicates(tokens, sum(token.start < clause.verb_at for token in tokens) or 1))
        if not predicates:
            continue
        first = predicates[0]
        predicate = next((one for one in predicates if speaks_of_event(event, find_heads(tokens, one))), None)
        if predicate is None:
            if link := find_link(event.stems, find_heads(tokens, first)):
                names = find_names(clause.text, capitalised | _read_opener(tokens, first))
                yield from _read_converse(clause.text, link, names)
            continue
        verb = tokens[predicate.stop - 1]
        if stem(verb.lower) in _MUTUAL_STEMS or _MUTUAL.search(clause.text, verb.end):
            continue
        names = find_names(clause.text, capitalised | _read_opener(tokens, first))
        before = frozenset(name.key for name in names if name.end <= tokens[first.first].start)
        behind = [name for name in names if name.start >= verb.end]
        is_passive = (predicate if predicate.auxiliaries else first).has(_BE) and not verb.lower.endswith("ing")
        roles = _assign(clause.text, verb, before, behind, is_passive=is_passive)
        yield roles._replace(doer=find_doer(clause, names, tokens[: first.first]))


def _read_converse(clause: str, link: re.Pattern[str], names: Sequence[Name]) -> Iterator[Roles]:
    """Yield the roles of "A sold the ferry to B" as those of "B bought the ferry from A"; nothing where B is no name."""
    places = {match.end() for match in link.finditer(clause)}
    partner = next((name.key for name in names if name.start in places), None)
    if partner is not None:
        yield Roles(frozenset([partner]), frozenset(name.key for name in names) - {partner}, Doer(partner))


def _read_opener(tokens: list[Token], predicate: Predicate) -> frozenset[str]:
    opener = fold(tokens[0].text)
    is_subject = all(is_adverb(token.lower) for token in tokens[1 : predicate.first])
    return frozenset([opener]) if is_subject and opener not in OPENERS else frozenset()


def _assign(clause: str, verb: Token, before: frozenset[str], behind: Sequence[Name], *, is_passive: bool) -> Roles:
    """Return the roles; "by" names who does it in a passive, and also where no name stands between verb and "by"."""
    others = frozenset(name.key for name in behind)
    by = _BY.search(clause, verb.end)
    if by is None or (not is_passive and any(name.start < by.start() for name in behind)):
        return Roles(before, others)
    agents = frozenset(name.key for name in behind if name.start >= by.end())
    return Roles(agents, before | (others - agents))


def are_swapped(claim: Roles | None, passage: Iterable[Roles]) -> bool:
    """Say whether the passage has the claim's doer where the claim has somebody else, and the other way round.

    A passage that also has them as the claim does tells of both: "A sued B, and then B sued A".
    """
    if claim is None:
        return False
    is_swapped = False
    for roles in passage:
        if _is_turned(claim, roles):
            is_swapped = True
        elif not is_swapped or _is_turned(Roles(claim.others, claim.doers), roles):
            return False
    return is_swapped


def _is_turned(claim: Roles, passage: Roles) -> bool:
    doers, others = claim.doers - claim.others, claim.others - claim.doers
    known = doers | others
    found = Roles(_as_written_in(known, passage.doers), _as_written_in(known, passage.others))
    return bool(doers & found.others - found.doers and others & found.doers - found.others)


def _as_written_in(known: frozenset[str], keys: frozenset[str]) -> frozenset[str]:
    """Return keys as others write them: a surname alone and the full name are one, where only one full name has it."""
    written = set()
    for key in keys:
        same = [other for other in known if _are_one(key, other)]
        written.add(same[0] if len(same) == 1 and key not in known else key)
    return frozenset(written)


def _are_one(key: str, other: str) -> bool:
    short, long = sorted((key, other), key=len)
    return " " not in short and long.endswith(f" {short}") and not is_nation(long)
