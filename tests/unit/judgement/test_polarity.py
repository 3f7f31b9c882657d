"""Negation and its scope, with look-alikes that negate nothing."""

from __future__ import annotations

import pytest

from factcheck.judgement.polarity import compare_polarity, read_terms


@pytest.mark.parametrize(
    ("claim", "passage", "opposed"),
    [
        ("Norden has confirmed the raid.", "Norden has not confirmed or denied the raid.", {"confirm"}),
        ("The plant leaked solvent.", "No solvent leaked from the plant.", {"leak", "plant", "solvent"}),
        ("The minister resigned.", "The minister denied that he had resigned.", {"resign"}),
        ("The army took the town.", "The army failed to take the town.", {"town"}),
        ("The minister has not resigned.", "The minister resigned on Friday.", {"resign"}),
        ("They signed the treaty.", "They didn’t sign the treaty.", {"sign", "treati"}),
        ("They signed the treaty.", "They have yet to sign the treaty.", {"sign", "treati"}),
        # look-alikes
        ("Norden has confirmed the raid.", "Norden confirmed the raid, but not the arrests.", set()),
        ("The plant leaked solvent.", "Not only the plant leaked solvent.", set()),
        ("At least ten people died.", "No fewer than ten people died.", set()),
        ("Norden may send troops.", "Norden would not rule out sending troops.", set()),
        ("The minister has not resigned.", "The minister did not resign.", set()),
        ("The bridge is open.", "It did not rain; the bridge is open.", set()),
        ("Norden denied the raid.", "Norden has denied the raid.", set()),
    ],
)
def test_opposed_words(claim: str, passage: str, opposed: set[str]) -> None:
    assert set(compare_polarity(read_terms(claim), read_terms(passage)).opposed) == opposed


def test_a_negated_name_is_not_opposed() -> None:
    claim, passage = "North Korean soldiers fight.", "They held the line without North Korean troops."
    names = frozenset({"north", "korean"})
    assert compare_polarity(read_terms(claim), read_terms(passage)).opposed == ("korean", "north")
    assert compare_polarity(read_terms(claim), read_terms(passage), names).opposed == ()


def test_coverage_is_the_share_of_the_claims_content_words() -> None:
    assert compare_polarity(read_terms("The bridge opened early."), read_terms("The bridge opens late.")).coverage == 2 / 3
    assert compare_polarity(read_terms("The bridge opened."), read_terms("Nothing new.")).coverage == 0
