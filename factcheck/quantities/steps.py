"""Amounts in a pair, "from X to Y" and "to Y from X": which of them was left behind, and which was reached."""

from __future__ import annotations

from enum import StrEnum

from factcheck.quantities.grammar import Mention
from factcheck.quantities.lexicon import word_set
from factcheck.quantities.tokens import Token, token_at

UP = word_set(
    """
    rise rises rose risen rising increase increases increased increasing up gain gains gained grow grows grew grown
    growing jump jumps jumped surge surges surged climb climbs climbed soar soars soared rally rallies rallied add adds
    """
)
DOWN = word_set(
    """
    fall falls fell fallen falling drop drops dropped decline declines declined down decrease decreases decreased cut
    cuts plunge plunges plunged slump slumped shrink shrank shrunk slide slid lose loses lost reduced diminished tumble
    tumbles tumbled plummet plummets plummeted
    """
)
_BEFORE_LEVELS = word_set("to at up down")
_MARKS = frozenset(".;:()")
_FARTHEST = 6
_REACH_OF_VERB = 4


class Step(StrEnum):
    """What an amount is in a change: the level left behind, or the level reached."""

    START = "start"
    END = "end"


def find_step(tokens: list[Token], mentions: list[Mention], place: int) -> Step | None:
    """What the mention at a place is in a change; None where it tells no change of level."""
    first = mentions[place].first
    word = token_at(tokens, first - 1).lower
    if word == "from":
        is_start = token_at(tokens, first - 2).lower in ("up", "down") or (
            is_pair(tokens, mentions, place) or _is_reverse_pair(tokens, mentions, place - 1)
        )
        return Step.START if is_start else None
    if word != "to":
        return None
    is_changed = any(token.lower in UP or token.lower in DOWN for token in tokens[max(0, first - _REACH_OF_VERB) : first])
    return Step.END if is_changed or is_pair(tokens, mentions, place - 1) else None


def is_pair(tokens: list[Token], mentions: list[Mention], place: int) -> bool:
    """Whether a mention and the next are the X and the Y of "from X to Y"."""
    return _are_near(tokens, mentions, place) and _words_before(tokens, mentions, place) == ("from", "to")


def _is_reverse_pair(tokens: list[Token], mentions: list[Mention], place: int) -> bool:
    """Whether a mention and the next are the Y and the X of "to Y from X"."""
    if not _are_near(tokens, mentions, place):
        return False
    before, between = _words_before(tokens, mentions, place)
    return between == "from" and (before in _BEFORE_LEVELS or before in UP or before in DOWN)


def _words_before(tokens: list[Token], mentions: list[Mention], place: int) -> tuple[str, str]:
    first, second = (token_at(tokens, mention.first - 1).lower for mention in mentions[place : place + 2])
    return first, second


def _are_near(tokens: list[Token], mentions: list[Mention], place: int) -> bool:
    """Whether a mention and the next stand close together and can be levels of one thing."""
    if place < 0 or place + 1 >= len(mentions):
        return False
    one, other = mentions[place], mentions[place + 1]
    between = tokens[one.stop : other.first]
    if len(between) > _FARTHEST or any(token.text in _MARKS for token in between):
        return False
    nouns = (one.quantity.counted, other.quantity.counted)
    return one.quantity.dimension == other.quantity.dimension and (not all(nouns) or nouns[0] == nouns[1])
