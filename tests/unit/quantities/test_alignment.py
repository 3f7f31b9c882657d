"""Which amounts are paired, in which unit they are told, and what a claim is about."""

from __future__ import annotations

import pytest

from factcheck.quantities import align_quantities, compare_quantities, is_central, parse_quantities


def test_values_are_told_in_the_unit_of_the_claim() -> None:
    (comparison,) = compare_quantities("The fire burned 309 square miles.", "The fire burned 800 square kilometres.")
    assert (comparison.unit, comparison.relation) == ("mi²", "agrees")
    assert comparison.passage_value == pytest.approx(308.9, abs=0.1)
    assert comparison.ratio == pytest.approx(1.0, abs=0.01)


def test_texts_of_both_amounts_are_verbatim() -> None:
    claim, passage = "About 20,000 fans came to Malmo.", "Nearly 60,000 fans (a record) came to Malmo."
    (comparison,) = compare_quantities(claim, passage)
    assert (comparison.claim, comparison.passage) == ("About 20,000 fans", "Nearly 60,000 fans")
    assert (comparison.claim_value, comparison.passage_value) == (20000, 60000)


def test_each_amount_is_used_once() -> None:
    pairs = align_quantities(
        "The storm killed 15 sailors and injured 40.", "The storm killed 15 sailors and injured 55 sailors."
    )
    assert [(pair.claim.low, pair.passage.low, pair.comparison.relation) for pair in pairs] == [
        (15, 15, "agrees"),
        (40, 55, "differs"),
    ]


def test_two_values_that_nothing_separates_leave_the_matter_open() -> None:
    passage = "The valley counts 300 wolves by one survey and 310 wolves by another."
    assert [found.relation for found in compare_quantities("The valley counts 300 wolves.", passage)] == ["agrees"]


def test_a_claim_of_zero_has_no_ratio() -> None:
    (comparison,) = compare_quantities(
        "The port of Bergen reported zero accidents.", "The port of Bergen reported 12 accidents."
    )
    assert comparison.ratio is None
    assert comparison.relation == "differs"


def test_context_supplies_names_but_no_amounts() -> None:
    claim = "Chad controls 800 square kilometres of Borku."
    passage = "Now it controls 1,500 square kilometres."
    assert compare_quantities(claim, passage) == []
    (comparison,) = compare_quantities(claim, passage, "The army of Chad took 90 villages in Borku.")
    assert comparison.relation == "differs"


@pytest.mark.parametrize(
    ("claim", "central"),
    [
        ("About 20,000 fans came to Malmo.", [True]),
        ("The war lasted two years.", [True]),
        ("Some 15,000 sheep died over five months.", [True, False]),
        ("After three days, 12 villages were flooded.", [False, True]),
        ("Roden, a town of 5,000 people, was evacuated.", [False]),
        ("The minister resigned two weeks after the vote.", [False]),
        ("A bus with 40 pupils crashed 12 km from the border.", [True, False]),
        ("The storm killed 15 sailors and injured 40.", [True, True]),
        ("The mayor, who owns 12 shops, was fined.", [False]),
    ],
)
def test_what_a_claim_is_about(claim: str, central: list[bool]) -> None:
    assert [is_central(claim, quantity) for quantity in parse_quantities(claim)] == central


def test_an_amount_of_another_text_is_not_central() -> None:
    (quantity,) = parse_quantities("He saw 40 birds.")
    assert not is_central("Birds fly.", quantity)
