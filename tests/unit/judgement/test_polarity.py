"""Negation and its scope, with look-alikes that negate nothing."""

from __future__ import annotations

import pytest

from factcheck.judgement.polarity import align_terms, compare_polarity, read_terms


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


@pytest.mark.parametrize(
    ("claim", "passage", "opposed"),
    [
        ("The dam is safe.", "The dam is unsafe.", {"safe"}),
        ("The dam is unsafe to cross.", "The dam is not safe to cross.", set()),
        ("The dam is not unsafe.", "The dam is safe.", set()),
        ("Fishing is illegal in the bay.", "Fishing is not legal in the bay.", set()),
        ("Fishing is legal in the bay.", "Fishing is now illegal in the bay.", {"legal", "bay"}),
        ("An unsafe dam broke in May.", "A dam that was safe broke in May.", {"safe"}),
        # look-alikes
        ("The income rose.", "Nobody could come, but the income rose.", set()),
        ("The stamp is invaluable.", "The stamp is valuable.", set()),
        ("The mayor unveiled a plan.", "The veiled mayor unveiled a plan.", set()),
        ("The dam is unsafe.", "The dam is unsafe, and not safe as he said.", set()),
    ],
)
def test_a_word_with_a_prefix_is_its_bare_word_negated(claim: str, passage: str, opposed: set[str]) -> None:
    mine, theirs = align_terms(read_terms(claim), read_terms(passage))
    assert set(compare_polarity(mine, theirs).opposed) == opposed


def test_a_negated_name_is_not_opposed() -> None:
    claim, passage = "North Korean soldiers fight.", "They held the line without North Korean troops."
    names = frozenset({"north", "korean"})
    assert compare_polarity(read_terms(claim), read_terms(passage)).opposed == ("korean", "north")
    assert compare_polarity(read_terms(claim), read_terms(passage), names).opposed == ()


def test_coverage_is_the_share_of_the_claims_content_words() -> None:
    assert compare_polarity(read_terms("The bridge opened early."), read_terms("The bridge opens late.")).coverage == 2 / 3
    assert compare_polarity(read_terms("The bridge opened."), read_terms("Nothing new.")).coverage == 0
