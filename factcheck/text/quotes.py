"""Verbatim quotes out of a document version's text."""

from __future__ import annotations

from factcheck.domain import Quote


def build_quote(text: str, start: int, end: int, around: int = 64) -> Quote:
    """Return the quote ``text[start:end]`` with up to ``around`` code points before and after it.

    Raises ValueError unless ``0 <= start < end <= len(text)``.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"span {start}..{end} is empty or outside the text of {len(text)} characters")
    return Quote(
        exact=text[start:end],
        prefix=text[max(0, start - around) : start],
        suffix=text[end : end + around],
        start=start,
        end=end,
    )
