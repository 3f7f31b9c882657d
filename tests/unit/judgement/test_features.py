"""What is gathered of a passage: figures to compare, names near and far, and who says it."""

from __future__ import annotations

import pytest

from factcheck.domain import StanceScores
from factcheck.judgement.attribution import find_attribution
from factcheck.judgement.features import Features, gather_features, read_claim
from factcheck.judgement.salience import Scene

SCORES = StanceScores(0.4, 0.3, 0.3)


def features_of(claim: str, passage: str) -> Features:
    scene = Scene(passage, attribution=find_attribution(passage, 0, len(passage)))
    return gather_features(read_claim(claim, [passage]), scene, SCORES)


@pytest.mark.parametrize(
    ("claim", "passage", "differs", "lacks_figure"),
    [
        ("Norden sent 500 soldiers to Aller.", "Norden sent about 500 troops to Aller.", False, False),
        ("Norden sent 500 soldiers to Aller.", "Norden sent 900 soldiers to Aller.", True, False),
        ("Norden sent 500 soldiers to Aller.", "Norden sent soldiers to Aller.", False, True),
        ("Norden sent soldiers to Aller.", "Norden sent 900 soldiers to Aller.", False, False),
    ],
)
def test_the_figure_of_the_claim(claim: str, passage: str, differs: bool, lacks_figure: bool) -> None:
    found = features_of(claim, passage)
    assert (found.differs, found.lacks_figure) == (differs, lacks_figure)


@pytest.mark.parametrize(
    ("claim", "passage", "is_other"),
    [
        ("Moscow has confirmed that the depot burned.", "The Russian defence ministry confirmed the fire.", False),
        ("Moscow has confirmed that the depot burned.", "A Ukrainian official confirmed that the depot burned.", True),
        ("Moscow has confirmed that the depot burned.", "The depot burned down on Friday.", True),
        ("Moscow has confirmed that the depot burned.", "Moscow has not confirmed that the depot burned.", False),
        ("Moscow has confirmed that the depot burned.", "The depot burned near a road to Moscow.", True),
        ("The depot burned.", "A Ukrainian official confirmed that the depot burned.", False),
    ],
)
def test_a_claim_on_who_said_it_is_checked_on_who_said_it(claim: str, passage: str, is_other: bool) -> None:
    assert features_of(claim, passage).is_other_speaker is is_other


@pytest.mark.parametrize(
    ("claim", "passage", "has_other"),
    [
        ("The bridge opened in 1998.", "The bridge opened in 2003.", True),
        ("The bridge opened in March.", "The bridge opened in May.", True),
        ("The bridge opened in March.", "The bridge opened on 3 March 2003.", False),
        ("The bridge opened in March.", "The bridge opened on Monday.", False),
        ("The bridge opened in March.", "The bridge opened.", False),
        ("The bridge opened.", "The bridge opened in May.", False),
    ],
)
def test_another_date_in_the_place_of_the_claims(claim: str, passage: str, has_other: bool) -> None:
    assert features_of(claim, passage).has_other_date is has_other
