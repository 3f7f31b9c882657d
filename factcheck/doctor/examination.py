"""One examination: each part is looked at, and once more, after a pause, wherever something did not seem to fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from redis import RedisError

from factcheck.doctor.findings import KINDS, Examination, Finding, Suspects, Unlooked
from factcheck.errors import FactcheckError


class Part(Protocol):
    """A part of what is looked at. ``looked_at`` counts what was gone through.

    Both methods return ids by kind of finding and change nothing; they may raise FactcheckError or redis.RedisError.
    """

    name: str
    looked_at: dict[str, int]

    def look(self) -> Suspects:
        """Return what does not seem to fit."""

    def look_again(self, suspects: Suspects) -> Suspects:
        """Return which of that still does not fit."""


# Mends the places of a kind and returns a sentence that says what it did, None if it can't.
Mender = Callable[[str, Sequence[str]], str | None]


def examine(parts: Sequence[Part], pause: Callable[[], None]) -> Examination:
    """Look at all parts, and after ``pause`` again at what did not seem to fit: what changes meanwhile is no finding."""
    unlooked: list[Unlooked] = []
    suspects: dict[str, Suspects] = {}
    for part in parts:
        found = _ask(part, part.look, unlooked)
        if found:
            suspects[part.name] = found
    if suspects:
        pause()
    confirmed: Suspects = {}
    for part in parts:
        seen = suspects.get(part.name)
        for kind, places in _ask(part, partial(part.look_again, seen), unlooked).items() if seen else ():
            confirmed[kind] = confirmed.get(kind, []) + places
    findings = [Finding(kind, tuple(confirmed[kind])) for kind in KINDS if confirmed.get(kind)]
    return Examination(datetime.now(UTC), _count(parts), findings, unlooked)


def mend(examination: Examination, mender: Mender) -> Examination:
    """Mend what can be mended; return the examination with what was done."""
    return replace(
        examination,
        findings=[
            replace(finding, repaired=mender(finding.kind, finding.ids)) if KINDS[finding.kind].is_repairable else finding
            for finding in examination.findings
        ],
    )


def _ask(part: Part, look: Callable[[], Suspects], unlooked: list[Unlooked]) -> Suspects:
    try:
        return look()
    except (FactcheckError, RedisError, OSError) as error:
        unlooked.append(Unlooked(part.name, str(error) or type(error).__name__))
        return {}


def _count(parts: Sequence[Part]) -> Mapping[str, Mapping[str, int]]:
    return {part.name: dict(part.looked_at) for part in parts}
