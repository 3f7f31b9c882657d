"""A change on one side and a standstill on the other: "raised its rate to 3 per cent", "left it unchanged at 3 per cent"."""

from __future__ import annotations

import re

from factcheck.judgement.events import Event
from factcheck.judgement.polarity import read_terms, stem

_STANDSTILL = re.compile(
    r"\b(?:unchanged|steady|left|leaves?|leaving|kept|keeps?|keeping|held|holds?|holding|remain(?:s|ed|ing)?|stay(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
_CHANGES = frozenset(
    stem(word)
    for word in """raise lift hike increase rise rose risen grow grew grown climb jump surge soar boost cut lower reduce
    shrink shrank decrease slash trim fall fell fallen drop decline plunge slip sink sank double halve change""".split()  # noqa: SIM905
)


def is_standstill_opposed(claim: str, event: Event, passage: str) -> bool:
    """Say whether one side tells of a change and the other only that nothing changed."""
    if not _CHANGES.isdisjoint(event.stems):
        return _STANDSTILL.search(passage) is not None
    if _STANDSTILL.search(claim) is None or _STANDSTILL.search(passage) is not None:
        return False
    return not _CHANGES.isdisjoint(read_terms(passage).polarities)
