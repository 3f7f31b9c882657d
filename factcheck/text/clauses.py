"""Cuts a sentence that is too long for one passage where its clauses meet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from factcheck.text.spans import CHARACTERS_PER_WORD, Span, count_words, strip_span

_SPACE = re.compile(r"\s+")
_STRONG = ";:—–"
_WEAK = ",)”"
_JOINERS = "\u200d\ufe0f"


def cut_clauses(text: str, span: Span, most_words: int) -> Iterator[Span]:
    """Yield the span in pieces of at most ``most_words`` words, cut at clauses if possible, else between words.

    A word longer than a whole piece is cut between characters, but not before a combining mark. Time is linear: each
    piece looks at no more than two windows.
    """
    window = most_words * CHARACTERS_PER_WORD
    start = span.start
    while not _fits(text[start : min(span.end, start + 2 * window)], most_words):
        piece = strip_span(text, start, _find_cut(text, Span(start, span.end), most_words))
        yield piece
        start = strip_span(text, piece.end, min(span.end, piece.end + window)).start
    yield strip_span(text, start, span.end)


def _fits(part: str, most_words: int) -> bool:
    return count_words(part) <= most_words


def _find_cut(text: str, span: Span, most_words: int) -> int:
    """Return where to cut: behind the clause end nearest to the middle of what is left, or to the most that fits."""
    window = most_words * CHARACTERS_PER_WORD
    ahead = text[span.start : min(span.end, span.start + 2 * window)]
    spaces = [match.start() for match in _SPACE.finditer(ahead) if match.start() > 0]
    fitting = [place for place in spaces[:most_words] if place < window]
    if not fitting:
        return _cut_word(text, span.start + window, span.end)
    reach = fitting[-1]
    ends_here = span.start + len(ahead) == span.end
    aim = min(reach, len(ahead) // 2) if ends_here else reach
    for marks in (_STRONG, _WEAK):
        places = [place for place in fitting if ahead[place - 1] in marks and place >= reach // 3]
        if places:
            return span.start + min(places, key=lambda place: abs(place - aim))
    return span.start + min(fitting, key=lambda place: abs(place - aim))


def _cut_word(text: str, place: int, end: int) -> int:
    """Return the next place from ``place`` on that does not tear a character from its marks."""
    while place < end and (text[place] in _JOINERS or text[place - 1] in _JOINERS or unicodedata.combining(text[place])):
        place += 1
    return place
