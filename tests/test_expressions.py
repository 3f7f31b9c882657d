"""No regular expression takes so long on a hostile text that it could hold up the service (ReDoS).

Those that see whole bodies, documents, headers and addresses must take time in proportion to the length; those of the
judgement see sentences, and must be done with a thousand hostile characters in a moment.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

import factcheck
import service
from factcheck.schemas import xml
from factcheck.text import phrase_rules
from service import preferences

WHOLE_TEXTS = ("factcheck.text", "factcheck.schemas", "factcheck.webhooks", "factcheck.store", "factcheck.logs", "service")
# What repeats in most expressions: letters, digits, blanks, marks, and the words and signs that begin alternatives.
PIECES = [
    "a",
    "A",
    "1",
    " ",
    "\n",
    "a ",
    "A. ",
    "Aa ",
    "1,",
    '"',
    "“",
    "<",
    "&",
    "-",
    "a-",
    ". ",
    "of the ",
    "http://",
    "é",
    "a=",
    "; ",
    ";  ",
    'a;"',
    "/",
]
SHORT, LONG = 2_000, 16_000
# Eight times the length may take so many times as long; a quadratic expression takes 64 times.
MOST_GROWTH = 30
# Less than this is noise of a busy machine.
LEAST_SECONDS = 0.02
SENTENCE = 1_000
MOST_SECONDS = 2.0


def find_in(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """Yield the expressions in a constant, also within tuples, mappings and records."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from find_in(item, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        yield from find_in(tuple(value.values()), depth)
    elif depth < 3 and is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from find_in(getattr(value, field.name, None), depth + 1)


def collect() -> dict[re.Pattern[Any], str]:
    """Return every expression that is a constant of a module, with the module's name."""
    found: dict[re.Pattern[Any], str] = {}
    for package in (factcheck, service):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in info.name:
                for value in vars(importlib.import_module(info.name)).values():
                    for pattern in find_in(value):
                        found.setdefault(pattern, info.name)
    return found


EXPRESSIONS = collect()
# These are asked whether a text begins with them, never searched for.
ANCHORED = {*find_in((phrase_rules.WHOLE, phrase_rules.START, phrase_rules.OPEN_START)), preferences.PREFERENCE}
ANCHORED |= set(find_in(tuple(vars(xml).values())))


def spend(pattern: re.Pattern[Any], piece: str, length: int) -> float:
    """Return how many seconds of the processor it takes to go through a text made of one piece, which then breaks off."""
    text = (piece * (length // len(piece) + 1))[:length] + "\x00"
    subject: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    began = time.process_time()
    if pattern in ANCHORED:
        pattern.match(subject)
    else:
        for _ in pattern.finditer(subject):
            pass
    return time.process_time() - began


def test_there_are_expressions_to_look_at() -> None:
    assert len(EXPRESSIONS) > 100
    assert {name.split(".")[1] for name in EXPRESSIONS.values()} >= {"text", "schemas", "judgement", "quantities"}


@pytest.mark.parametrize(
    "pattern", [one for one, name in EXPRESSIONS.items() if name.startswith(WHOLE_TEXTS)], ids=lambda one: EXPRESSIONS[one]
)
def test_time_grows_with_the_length_of_the_text(pattern: re.Pattern[Any]) -> None:
    for piece in PIECES:
        seconds = spend(pattern, piece, LONG)
        if seconds > LEAST_SECONDS:
            assert seconds < MOST_GROWTH * max(spend(pattern, piece, SHORT), LEAST_SECONDS / MOST_GROWTH), repr(piece)


@pytest.mark.parametrize(
    "pattern",
    [one for one, name in EXPRESSIONS.items() if not name.startswith(WHOLE_TEXTS)],
    ids=lambda one: EXPRESSIONS[one],
)
def test_a_hostile_sentence_is_done_in_a_moment(pattern: re.Pattern[Any]) -> None:
    for piece in PIECES:
        assert spend(pattern, piece, SENTENCE) < MOST_SECONDS, repr(piece)
