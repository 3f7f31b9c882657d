"""Spans of a text and how they are measured. Offsets are Unicode code points."""

from __future__ import annotations

from typing import NamedTuple

# Scripts without spaces have no whitespace-delimited words: ten characters then count as one, which is above the
# English average of six, so that ordinary prose is counted by its spaces.
CHARACTERS_PER_WORD = 10


class Span(NamedTuple):
    """A half-open range ``[start, end)`` of code points."""

    start: int
    end: int


def strip_span(text: str, start: int, end: int) -> Span:
    """Return the span without the whitespace at its ends; an empty span where nothing else is in it."""
    part = text[start:end]
    left = start + len(part) - len(part.lstrip())
    return Span(left, max(left, start + len(part.rstrip())))


def count_words(part: str) -> int:
    """Return the number of words, at least a tenth of the characters for text that is not separated by spaces."""
    return max(len(part.split()), len(part) // CHARACTERS_PER_WORD)


def has_words(part: str) -> bool:
    """Whether any letter or digit is in it: a row of stars, dots or pictures says nothing."""
    return any(map(str.isalnum, part))
