"""No regular expression takes so long on a hostile text that it could hold up the service (ReDoS).

They must take time in proportion to the length, also those that see only sentences today.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

import factcheck
import service
from factcheck.judgement.gaps import find_gaps
from factcheck.judgement.introductions import find_introductions
from factcheck.judgement.outlets import find_credits, find_outlets
from factcheck.judgement.parts import split_claim
from factcheck.schemas import xml
from factcheck.text import phrase_rules
from service import preferences

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
    "Aa Bb ",
    "aly ",
    "( ",
]
SHORT, LONG = 1_500, 12_000
# Eight times the length may take so many times as long; a quadratic expression takes 64 times.
MOST_GROWTH = 30
# Less than this is noise of a busy machine.
LEAST_SECONDS = 0.02


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


@pytest.fixture(autouse=True)
def no_collection() -> Iterator[None]:
    """Keep the search for garbage out of what is measured: it takes longer the more other tests have left behind."""
    gc.disable()
    yield
    gc.enable()


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


@pytest.mark.parametrize("pattern", list(EXPRESSIONS), ids=lambda one: EXPRESSIONS[one])
def test_time_grows_with_the_length_of_the_text(pattern: re.Pattern[Any]) -> None:
    for piece in PIECES:
        seconds = spend(pattern, piece, LONG)
        if seconds > LEAST_SECONDS:
            assert seconds < MOST_GROWTH * max(spend(pattern, piece, SHORT), LEAST_SECONDS / MOST_GROWTH), repr(piece)


STORY = (
    "A source in the ministry told Reuters, “It was late. They left,” and Ana Brook of the Valley Post said on 6 May "
    "2024 that 1,400 people fled.\nWith inputs from AFP; the Alm rose by two metres and the port was closed.\n\n"
)
READERS: dict[str, Callable[[str], object]] = {
    "outlets": lambda text: find_outlets(text, 0, len(text)),
    "credits": find_credits,
    "introductions": lambda text: find_introductions(text, len(text)),
    "parts": split_claim,
    "gaps": lambda text: find_gaps(text, [STORY]),
}


@pytest.mark.parametrize("name", READERS)
def test_reading_takes_time_in_proportion_to_the_length(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("factcheck.judgement.parts.LONGEST_CLAIM", 10**6)

    def read(times: int) -> float:
        text = STORY * times
        began = time.process_time()
        READERS[name](text)
        return time.process_time() - began

    read(1)
    short = min(read(10) for _ in range(3))
    assert read(80) < MOST_GROWTH * max(short, LEAST_SECONDS / MOST_GROWTH)
