"""Reasons as an editor reads them: how much there is, from whom, whether anybody vouches for it, and what was asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from factcheck.domain import CitedDocument, Evidence, QuantityComparison, Quote, Stance
from factcheck.judgement.attribution import find_attribution
from factcheck.judgement.compound import decide_claim
from factcheck.judgement.origins import Origin, OriginKind
from factcheck.judgement.verdict import decide
from factcheck.report import PartVerdict

MONDAY = datetime(2025, 3, 10, tzinfo=UTC)
PARTY = "All of it goes back to the {} side, a party to the conflict."


def quote(text: str, publisher: str = "Alder Post", figure: tuple[str, float] | None = None) -> Evidence:
    """Return evidence against a claim that quotes this text, with who is quoted in it."""
    document = CitedDocument(publisher, 1, None, publisher, None, MONDAY, None)
    pairs = (QuantityComparison("500 men", figure[0], "men", 500, figure[1], figure[1] / 500, "differs"),) if figure else ()
    said = find_attribution(text, 0, len(text))
    return Evidence(Stance.CONFLICTING, 0.8, Quote(text, "", "", 0, len(text)), document, quantities=pairs, attribution=said)


@pytest.mark.parametrize(
    ("texts", "adjective"),
    [
        (["Georgia's defence ministry said Armenian troops had crossed into Georgia."], "Georgian"),
        (["A source in the Chilean army said that Peru had lost 90 soldiers on the border with Chile."], "Chilean"),
        (["Baku claimed that Armenian drones had been shot down over Azerbaijan."], "Azerbaijani"),
        (
            ["Georgian officials said Armenian troops had fled Georgia.", "Georgia's army said Armenia had lost a drone."],
            "Georgian",
        ),
    ],
)
def test_evidence_of_one_party_to_a_conflict_is_named_as_such(texts: list[str], adjective: str) -> None:
    reasons = decide([quote(text, f"Paper {number}") for number, text in enumerate(texts)]).reasons
    assert PARTY.format(adjective) in reasons


@pytest.mark.parametrize(
    "texts",
    [
        ["Georgia's finance ministry said that trade with Armenia had grown in Georgia."],
        ["The Pentagon said Armenian troops had crossed into Georgia."],
        ["Armenian troops have crossed into Georgia."],
        ["A farmer in the hills said Armenian troops had crossed into Georgia."],
        ["Georgian officials said Armenian troops had fled Georgia.", "Armenia's army said its troops had left Georgia."],
        ["Georgian officials said Armenian troops had fled Georgia.", "Armenian troops were seen leaving Georgia by train."],
    ],
)
def test_no_party_is_named_where_another_speaks_or_nobody_fights(texts: list[str]) -> None:
    reasons = decide([quote(text, f"Paper {number}") for number, text in enumerate(texts)]).reasons
    assert not any("a party to the conflict" in reason for reason in reasons)


def test_who_quotes_nobody_is_on_the_side_of_its_origin() -> None:
    evidence = [
        quote("Georgia's army said Armenian troops had crossed into Georgia.", "A"),
        quote("Armenian troops have crossed into Georgia.", "B"),
    ]
    origin = Origin("o1", OriginKind.SHARED_SOURCE, "the Georgian army", (0, 1), ("A", "B"))
    assert PARTY.format("Georgian") in decide(evidence, [origin]).reasons


def test_figures_are_named_once_for_each_value() -> None:
    figures = [("900 men", 900), ("about 900 soldiers", 900), ("1,000 men", 1000), ("1,100 men", 1100), ("2,000 men", 2000)]
    evidence = [quote("Men left.", f"Paper {number}", figure) for number, figure in enumerate(figures)]
    assert decide(evidence).reasons[-1] == (
        "The figures differ: 900 men on 2025-03-10, 1,000 men on 2025-03-10, 1,100 men on 2025-03-10 and 1 more "
        "instead of 500 men."
    )


def test_a_paper_that_could_not_verify_it_is_named() -> None:
    doubtful = "The mayor said the wall had fallen. The claim could not be independently verified."
    reasons = decide([quote(doubtful, "Alder Post"), quote("The wall has fallen.", "Birch Echo")]).reasons
    assert reasons[-1] == "Not verified, according to Alder Post."


def test_what_nobody_vouches_for_is_said_without_a_name_where_none_is_given() -> None:
    text = "The wall has allegedly fallen."
    assert decide([quote(text)]).reasons[-1] == "This side rests on what was claimed, not verified."


def test_passages_are_counted_where_there_are_more_than_publications() -> None:
    assert decide([quote("One."), quote("Two.")]).reasons == ("Contradicted by 2 passages in 1 publication.",)
    assert decide([quote("One.", "A"), quote("Two.", "B")]).reasons == ("Contradicted by 2 publications.",)


@pytest.mark.parametrize(
    ("claim", "speaker"),
    [
        ("The mayor of Alder said that the wall had fallen.", "the mayor of Alder"),
        ("Lisbon has confirmed that the wall has fallen.", "Lisbon"),
        ("The mayor warned the town of the storm.", None),
        ("The wall has fallen.", None),
    ],
)
def test_a_claim_that_somebody_said_something_is_told_from_what_was_said(claim: str, speaker: str | None) -> None:
    part = PartVerdict(claim, 0, len(claim), (0,))
    verdict, _parts = decide_claim([part], [quote("He said nothing of that kind.")], [])
    told = [reason for reason in verdict.reasons if "whether" in reason]
    assert told == ([f"This is on whether {speaker} said so, not on whether it is so."] if speaker else [])
    silent, _parts = decide_claim([PartVerdict(claim, 0, len(claim))], [], [])
    assert len(silent.reasons) == 1
