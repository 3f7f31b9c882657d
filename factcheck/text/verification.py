"""Whether a quote stands in a text: word for word, or but for the way it is typed."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from factcheck.text.folding import FoldedText
from factcheck.text.spans import Span


class QuoteResult(StrEnum):
    """How a quote stands in a text; the folding rules of ``normalized`` are those of ``factcheck.text.folding``."""

    VERBATIM = "verbatim"
    NORMALIZED = "normalized"
    MISSING = "missing"


class QuoteCheck(NamedTuple):
    """Where a quote stands: ``text[start:end] == exact_found``; all three are None where it is missing."""

    result: QuoteResult
    start: int | None = None
    end: int | None = None
    exact_found: str | None = None


MISSING = QuoteCheck(QuoteResult.MISSING)


def verify_quote(text: str, exact: str, start: int | None = None) -> QuoteCheck:
    """Say whether ``exact`` stands in the text, at ``start`` if that is given, else at its first occurrence.

    ``start`` and the offsets returned count Unicode code points. White space at the ends of ``exact`` is passed over
    unless it stands in the text just so. A letter is never split from its accents, nor a ligature into its letters.
    A quote without anything visible is missing. Takes time linear in the length of both.
    """
    if not exact or (start is not None and not 0 <= start < len(text)):
        return MISSING
    if start is not None:
        found = Span(start, start + len(exact)) if text.startswith(exact, start) else None
    else:
        place = text.find(exact)
        found = Span(place, place + len(exact)) if place >= 0 else None
    if found is not None:
        return QuoteCheck(QuoteResult.VERBATIM, found.start, found.end, exact)
    needle = FoldedText(exact).text.strip(" ")
    found = _find_folded(text, needle, start) if needle else None
    if found is None:
        return MISSING
    return QuoteCheck(QuoteResult.NORMALIZED, found.start, found.end, text[found.start : found.end])


def _find_folded(text: str, needle: str, start: int | None) -> Span | None:
    if start is None:
        folded = FoldedText(text)
        spans = (_locate(folded, place, len(needle)) for place in _iter_occurrences(folded.text, needle))
        return next((span for span in spans if span is not None), None)
    folded = FoldedText(text[start:])
    first = len(folded.text) - len(folded.text.lstrip(" "))
    span = _locate(folded, first, len(needle)) if folded.text.startswith(needle, first) else None
    return Span(start + span.start, start + span.end) if span else None


def _locate(folded: FoldedText, place: int, length: int) -> Span | None:
    start, end = folded.source_start(place), folded.source_end(place + length)
    return None if start is None or end is None else Span(start, end)


def _iter_occurrences(text: str, needle: str) -> Iterator[int]:
    """Yield where the needle begins in the text, overlaps too (Knuth, Morris and Pratt 1977).

    The first one is found by ``str.find``; nearly always it is all that is asked for.
    """
    first = text.find(needle)
    if first < 0:
        return
    yield first
    borders = _build_borders(needle)
    matched = borders[-1]
    for place in range(first + len(needle), len(text)):
        while matched and (matched == len(needle) or needle[matched] != text[place]):
            matched = borders[matched - 1]
        matched += needle[matched] == text[place]
        if matched == len(needle):
            yield place + 1 - len(needle)


def _build_borders(needle: str) -> list[int]:
    """For each prefix of the needle, the length of its longest proper prefix that is a suffix of it as well."""
    borders = [0] * len(needle)
    matched = 0
    for place in range(1, len(needle)):
        while matched and needle[matched] != needle[place]:
            matched = borders[matched - 1]
        matched += needle[matched] == needle[place]
        borders[place] = matched
    return borders
