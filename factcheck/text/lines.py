"""Lines of a text, and which of them belong together because the text was wrapped at a fixed width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from factcheck.text.spans import Span, strip_span

SENTENCE_ENDS = frozenset(".!?…。！？؟۔।॥")  # noqa: RUF001 - full-width marks end sentences too
CLOSERS = "\"'”’»›)]}*_ \t\u00a0"  # noqa: RUF001 - typographic quotes are what articles are written with
WIDEST_WRAP = 110
NARROWEST_WRAP = 40
# A text counts as wrapped when this share of its line breaks stands where the next word would not have fitted.
WRAPPED_SHARE = 0.7


class LineKind(StrEnum):
    """What a line is, if it is not body text."""

    BLANK = "blank"
    SEPARATOR = "separator"
    HEADLINE = "headline"
    HEADING = "heading"
    TITLE_TAIL = "title_tail"
    DUPLICATE = "duplicate"
    BYLINE = "byline"
    TIMESTAMP = "timestamp"
    DATELINE = "dateline"
    AGENCY_CREDIT = "agency_credit"
    CAPTION = "caption"
    IMAGE_CREDIT = "image_credit"
    SEE_ALSO = "see_also"
    RELATED = "related"
    ADVERTISEMENT = "advertisement"
    NAVIGATION = "navigation"
    SHARE = "share"
    NEWSLETTER = "newsletter"
    COMMENT_FORM = "comment_form"
    COMMENT = "comment"
    COOKIE_NOTICE = "cookie_notice"
    COPYRIGHT = "copyright"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line, or the neighbouring lines that a wrapped paragraph was broken into.

    ``first`` and ``last`` are positions in the list of lines, both inclusive.
    """

    first: int
    last: int
    start: int
    end: int


def split_lines(text: str) -> list[Span]:
    """Return a span for each line, without line break and surrounding whitespace; blank lines have empty spans."""
    spans: list[Span] = []
    start = 0
    for raw in text.split("\n"):
        spans.append(strip_span(text, start, start + len(raw)))
        start += len(raw) + 1
    return spans


def ends_sentence(line: str) -> bool:
    """Whether the line ends with the end of a sentence, closing quotes and brackets apart."""
    tail = line[-40:].rstrip(CLOSERS)
    return bool(tail) and tail[-1] in SENTENCE_ENDS


def split_paragraphs(text: str, lines: Sequence[Span], fixed: frozenset[int] = frozenset()) -> list[Paragraph]:
    """Group the lines into paragraphs; blank lines belong to none.

    A line goes on in the next one if the whole text is wrapped at a width that the next word would have exceeded, or if
    it stops in mid-sentence and the next line begins with a small letter. Lines in ``fixed`` (positions) are known to
    stand for themselves and are not joined for the latter reason.
    """
    width = _wrap_width(text, lines)
    paragraphs: list[Paragraph] = []
    first: int | None = None
    for number, line in enumerate(lines):
        if line.start == line.end:
            continue
        first = number if first is None else first
        loose = number not in fixed and number + 1 not in fixed
        if number + 1 < len(lines) and _goes_on(text, line, lines[number + 1], width, loose):
            continue
        paragraphs.append(Paragraph(first, number, lines[first].start, line.end))
        first = None
    return paragraphs


def _goes_on(text: str, line: Span, following: Span, width: int | None, loose: bool) -> bool:
    if following.start == following.end:
        return False
    if width is not None and _is_full(text, line, following, width):
        return True
    return loose and text[following.start].islower() and not ends_sentence(text[line.start : line.end])


def _is_full(text: str, line: Span, following: Span, width: int) -> bool:
    """Whether the first word of the following line would not have fitted at the end of this one."""
    word = text[following.start : following.end].split(maxsplit=1)[0]
    return line.end - line.start + 1 + len(word) > width


def _wrap_width(text: str, lines: Sequence[Span]) -> int | None:
    longest = max((line.end - line.start for line in lines), default=0)
    if not NARROWEST_WRAP <= longest <= WIDEST_WRAP:
        return None
    neighbours = [(a, b) for a, b in pairwise(lines) if a.start < a.end and b.start < b.end]
    full = sum(_is_full(text, a, b, longest) for a, b in neighbours)
    return longest if full >= 2 and full >= WRAPPED_SHARE * len(neighbours) else None
