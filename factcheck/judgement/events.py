"""What a claim says that happened, and whether a passage speaks of anything of that kind.

"Soldiers arrived" and "soldiers fought" share their actor and their place, and a stance model takes one for the other.
Verbs are compared by stem, and by classes of near synonyms that stand in ``verb_classes.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from factcheck.judgement.names import fold
from factcheck.judgement.polarity import NOT, STOP_WORDS, Terms, read_terms, stem
from factcheck.judgement.predicates import PREPOSITIONS, Predicate, find_predicate, is_adverb, is_subordinate, read_tokens
from factcheck.quantities.tokens import NOTHING, Token

# Verbs that say little by themselves: what happened stands behind them.
_LIGHT = frozenset(
    """is are was were be been being am has have had having do does did done doing make makes made get gets got become
    becomes became remain remains remained stay stays stayed""".split()  # noqa: SIM905
)
_SAYING = frozenset("said says say told tells claimed claims announced reported reports stated declared".split())  # noqa: SIM905
# What is planned, expected or possible has not happened.
_PLANS = frozenset(
    """plan plans planned planning aim aims aimed aiming intend intends intended want wants wanted hope hopes hoped expect
    expects expected anticipate anticipated seek seeks sought prepare prepares prepared preparing threaten threatens
    threatened could may might would will likely possible aspirations wish wishes desire""".split()  # noqa: SIM905
)
_PLAN_REACH = 7
# "Has to be approved", "is yet to be approved", "was to open": what follows soon has not happened; "had to close" has.
_DUTIES = frozenset("has have is are was were yet remains set scheduled poised".split())  # noqa: SIM905
_DUTY_REACH = 4
# "A second exchange is being discussed".
_TALKS = re.compile(
    r"\bbeing (?:\w{1,20}ly )?(?:discussed|considered|negotiated|planned|prepared|weighed|studied|drafted)\b"
)
_TALKS_REACH = 40
# What is still being brought to an end has not come to it: "still completing", but not "after completing".
_ENDINGS = frozenset(
    stem(word)
    for word in """completing finishing finalising finalizing concluding withdrawing evacuating repairing rebuilding
    restoring""".split()  # noqa: SIM905
)
_STILL_REACH = 3
_BREAKS = frozenset([",", ";", ":", "and", "but", "or", "that", "if"])
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MOST_HEADS = 2
_REACH = 5


@dataclass(frozen=True, slots=True)
class Event:
    """The stems of the words that carry a claim's predicate, where its verb begins in the claim, and whether it goes on."""

    stems: tuple[str, ...] = ()
    start: int = 0
    is_under_way: bool = False

    @property
    def is_known(self) -> bool:
        """Say whether one of the words is in a class, so that other words for it would be recognised."""
        return any(word in _classes() for word in self.stems)


NO_EVENT = Event()


def read_event(text: str) -> Event:
    """Return what a claim says that happened; in "X said that Y happened", what Y is. Empty where no verb is found."""
    tokens = read_tokens(text, 0, len(text))
    predicate = _find_main_predicate(tokens)
    if predicate and tokens[predicate.stop - 1].lower in _SAYING:
        rest = tokens[predicate.stop :]
        inner = _find_main_predicate(rest)
        tokens, predicate = (rest, inner) if inner else (tokens, predicate)
    if predicate is None:
        return NO_EVENT
    is_under_way = tokens[predicate.stop - 1].lower.endswith("ing")
    return Event(tuple(find_heads(tokens, predicate)), tokens[predicate.first].start, is_under_way)


def _find_main_predicate(tokens: list[Token]) -> Predicate | None:
    """Return the first verb group; where that is a bare participle, as in "the area held by them has grown", the next."""
    found = find_predicate(tokens)
    if found is None or found.auxiliaries or found.stop >= len(tokens) or tokens[found.stop].lower not in PREPOSITIONS:
        return found
    behind = tokens[found.stop :]
    main = find_predicate(behind)
    if main is None or not main.auxiliaries or is_subordinate(behind[: main.first]) or _has_break(behind[: main.first]):
        return found
    return main._replace(first=main.first + found.stop, stop=main.stop + found.stop)


def _has_break(tokens: list[Token]) -> bool:
    return any(token.lower in _BREAKS for token in tokens)


def find_heads(tokens: list[Token], predicate: Predicate) -> list[str]:
    """Return the stems of the words that say what happened: the verb, or what stands behind one that says little."""
    verb, particle = (token.lower for token in (*tokens[predicate.stop - 1 : predicate.stop + 1], NOTHING)[:2])
    if verb not in _LIGHT and not (verb.startswith("carr") and particle == "out"):
        return [stem(fold(verb))]
    behind = [fold(token.text) for token in tokens[predicate.stop : predicate.stop + _REACH] if token.kind == "w"]
    content = [word for word in behind if word not in STOP_WORDS and word not in NOT and not is_adverb(word)]
    return [stem(word) for word in content[:_MOST_HEADS]]


def speaks_of_event(event: Event, stems: Iterable[str]) -> bool:
    """Say whether one of these stems is a word of the event, or of one class with such a word."""
    found = frozenset(stems)
    if not found.isdisjoint(event.stems):
        return True
    wanted = _classes_of(event.stems)
    return bool(wanted) and not wanted.isdisjoint(_classes_of(found))


def lacks_event(event: Event, passage: Terms, context: str) -> bool:
    """Say whether neither a passage nor the text before it has a word for the event.

    An event whose words are in no class is left open: the passage may have another word for it.
    """
    if not event.is_known or speaks_of_event(event, passage.polarities):
        return False
    return not (context and speaks_of_event(event, read_terms(context).polarities))


def is_event_planned(event: Event, text: str) -> bool:
    """Say whether every word for the event is of a plan, a duty or a possibility, is talked about, or is still going on."""
    found, left, still_left, before = [], 0, 0, ""
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        left = _PLAN_REACH if folded in _PLANS else left - 1
        if folded == "to" and before in _DUTIES:
            left = max(left, _DUTY_REACH)
        still_left = _STILL_REACH if folded == "still" else still_left - 1
        if speaks_of_event(event, [stem(folded)]) and folded not in _PLANS:
            is_unfinished = still_left > 0 and folded.endswith("ing") and stem(folded) in _ENDINGS
            is_talked_of = _TALKS.search(text, match.end(), match.end() + _TALKS_REACH) is not None
            found.append(left > 0 or is_unfinished or is_talked_of)
        before = folded
    return bool(found) and all(found)


def is_event_opposed(event: Event, claim: Terms, passage: Terms) -> bool:
    """Say whether the claim only affirms the event's words and the passage only negates words for it, or the reverse."""
    stems = frozenset(claim.renamed.get(word, word) for word in event.stems)
    mine = _polarities(claim, stems)
    wanted = _classes_of(stems)
    same = {word for word in passage.polarities if word in stems or not wanted.isdisjoint(_classes().get(word, ()))}
    other = _polarities(passage, same)
    return bool(mine and other) and not mine & other


def _polarities(terms: Terms, words: Iterable[str]) -> frozenset[bool]:
    return frozenset().union(*(terms.polarities.get(word, frozenset()) for word in words))


def _classes_of(stems: Iterable[str]) -> frozenset[int]:
    known = _classes()
    return frozenset(number for word in stems for number in known.get(word, ()))


@cache
def _classes() -> dict[str, tuple[int, ...]]:
    """The numbers of the classes that a stem is in."""
    known: dict[str, tuple[int, ...]] = {}
    text = resources.files("factcheck.judgement").joinpath("verb_classes.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()):
        for word in () if line.startswith("#") else line.split():
            key = stem(word)
            known[key] = (*known.get(key, ()), number)
    return known
