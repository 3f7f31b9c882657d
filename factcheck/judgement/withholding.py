"""Sides that a passage cannot take, whatever the stance model says of it.

The model sees the words of a claim again, and not that they are taken back, said under a condition, or stand
for the opposite.
"""

from __future__ import annotations

from dataclasses import dataclass

from factcheck.domain import Stance
from factcheck.judgement.conditions import is_denied_at_first, is_event_open
from factcheck.judgement.events import Event
from factcheck.judgement.game_scores import has_other_score
from factcheck.judgement.retractions import is_told
from factcheck.judgement.standstill import is_standstill_opposed

_NOTHING: frozenset[Stance] = frozenset()
_SUPPORT = frozenset([Stance.SUPPORTING])
_BOTH = frozenset([Stance.SUPPORTING, Stance.CONFLICTING])


@dataclass(frozen=True, slots=True)
class Telling:
    """How a passage tells of what the claim is about.

    ``retracted`` is what takes something back, apart from the passage or all of it; ``differs`` says that another figure
    is given, ``lacks_event`` that there is no word for the event.
    """

    passage: str
    retracted: str
    differs: bool
    lacks_event: bool


def find_withheld(claim: str, event: Event, telling: Telling) -> frozenset[Stance]:
    """Return the stances that a passage cannot have."""
    if telling.retracted:
        return _by_retraction(claim, event, telling)
    if is_denied_at_first(event, telling.passage):
        return _BOTH
    if has_other_score(claim, telling.passage) or is_event_open(claim, event, telling.passage):
        return _SUPPORT
    if telling.lacks_event and is_standstill_opposed(claim, event, telling.passage):
        return _SUPPORT
    return _NOTHING


def _by_retraction(claim: str, event: Event, telling: Telling) -> frozenset[Stance]:
    """Where all is taken back, a passage may still speak against a claim that says the same."""
    is_repeated = is_told(claim, event, telling.passage)
    if telling.retracted == telling.passage:
        return _SUPPORT if is_repeated and not telling.differs else _BOTH
    return _NOTHING if is_repeated else _SUPPORT
