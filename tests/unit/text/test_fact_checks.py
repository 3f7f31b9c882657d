"""The claim of a fact check within its text."""

from __future__ import annotations

import pytest

from factcheck.text.fact_checks import find_claim, include_claim


@pytest.mark.parametrize(
    ("text", "claim", "found"),
    [
        ("Some say the bridge fell. It stands.", "the bridge fell", "the bridge fell"),
        ("Some say “the\nbridge” fell. It stands.", 'the "bridge" fell', None),
        ("Some say the\u00a0bridge\nfell. It stands.", "the bridge fell", "the\u00a0bridge\nfell"),
        ("They bridge felled trees.", "bridge fell", None),
        ("Reforms won.", "forms won", None),
        ("Nothing of the kind.", "The bridge fell", None),
    ],
)
def test_the_claim_is_looked_for_as_whole_words(text: str, claim: str, found: str | None) -> None:
    span = find_claim(text, claim)
    assert (text[span.start : span.end] if span else None) == found


def test_a_claim_that_is_not_there_becomes_the_first_line() -> None:
    text = include_claim("It stands.", "The bridge fell")
    assert text == "The bridge fell\n\nIt stands."
    assert include_claim(text, "The bridge fell") == text
    assert find_claim(text, "The bridge fell") == (0, 15)
