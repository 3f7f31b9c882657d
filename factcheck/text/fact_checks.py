"""The claim that a fact check reviews, as a part of its text: what is not in the text can't be indexed or quoted."""

from __future__ import annotations

from factcheck.text.spans import Span
from factcheck.text.verification import verify_quote


def find_claim(text: str, claim: str) -> Span | None:
    """Return where the claim stands in the text as whole words, be it typed otherwise; None if it does not."""
    _, start, end, _ = verify_quote(text, claim)
    if start is None or end is None:
        return None
    is_broken = text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()
    return None if is_broken else Span(start, end)


def include_claim(text: str, claim: str) -> str:
    """Return the text with the claim in it: as it is, or with the claim as its first line."""
    return text if find_claim(text, claim) else f"{claim}\n\n{text}"
