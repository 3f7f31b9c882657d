"""Sides that a passage cannot take, whatever the stance model says of it.

The model sees the words of a claim again, and not that they are taken back.
"""

from __future__ import annotations

from factcheck.domain import Stance
from factcheck.judgement.events import Event
from factcheck.judgement.retractions import is_told

_NOTHING: frozenset[Stance] = frozenset()
_SUPPORT = frozenset([Stance.SUPPORTING])
_BOTH = frozenset([Stance.SUPPORTING, Stance.CONFLICTING])


def find_withheld(claim: str, event: Event, passage: str, retracted: str, *, differs: bool) -> frozenset[Stance]:
    """Return the stances that a passage cannot have.

    ``retracted`` is what takes something back, apart from the passage or all of it: then it may still speak against a
    claim that says the same, and ``differs`` tells that it gives another figure.
    """
    if not retracted:
        return _NOTHING
    is_all = retracted == passage
    is_repeated = is_told(claim, event, passage)
    if is_all:
        return _SUPPORT if is_repeated and not differs else _BOTH
    return _NOTHING if is_repeated else _SUPPORT
