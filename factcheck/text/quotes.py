"""Verbatim quotes out of a document version's text."""

from __future__ import annotations

from factcheck.domain import Quote
from factcheck.text.lines import split_lines, split_paragraphs
from factcheck.text.sentences import split_sentences
from factcheck.text.spans import Span


def build_quote(text: str, start: int, end: int, around: int = 64) -> Quote:
    """Return the quote ``text[start:end]`` with up to ``around`` code points before and after it.

    Raises ValueError unless ``0 <= start < end <= len(text)``.
    """
    _check(text, start, end)
    return Quote(
        exact=text[start:end],
        prefix=text[max(0, start - around) : start],
        suffix=text[end : end + around],
        start=start,
        end=end,
    )


def widen_to_sentences(text: str, start: int, end: int) -> Span:
    """Return the span of the whole sentences that ``[start, end)`` touches; itself where it touches none.

    Raises ValueError unless ``0 <= start < end <= len(text)``.
    """
    _check(text, start, end)
    widened = Span(start, end)
    for paragraph in split_paragraphs(text, split_lines(text)):
        if paragraph.end <= start or paragraph.start >= end:
            continue
        for sentence in split_sentences(text, paragraph.start, paragraph.end):
            if sentence.start < end and start < sentence.end:
                widened = Span(min(widened.start, sentence.start), max(widened.end, sentence.end))
    return widened


def _check(text: str, start: int, end: int) -> None:
    if not 0 <= start < end <= len(text):
        raise ValueError(f"span {start}..{end} is empty or outside the text of {len(text)} characters")
