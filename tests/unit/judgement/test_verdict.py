"""The verdict's table of rules, rule by rule, and what happens to it when a document is withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from factcheck.domain import CitedDocument, Evidence, QuantityComparison, Quote, Stance, Time, Verdict, VerdictLabel
from factcheck.judgement.attribution import Attribution
from factcheck.judgement.origins import Origin, OriginKind
from factcheck.judgement.verdict import decide
from factcheck.judgement.withdrawal import withdraw_document, withdraw_documents
from factcheck.report import Report
from factcheck.report_json import evidence_from_json, evidence_to_json, report_to_json, verdict_to_json

EARLY = datetime(2024, 11, 24, tzinfo=UTC)
LATE = datetime(2025, 1, 7, tzinfo=UTC)
OTHER_FIGURE = QuantityComparison("800 km²", "1,200 km²", "km²", 800, 1200, 1.5, "differs")


def piece(
    stance: Stance,
    document_id: str = "a",
    confidence: float = 0.8,
    published_at: datetime | None = EARLY,
    quantities: tuple[QuantityComparison, ...] = (),
) -> Evidence:
    document = CitedDocument(document_id, 1, "Title", f"The {document_id.upper()} Post", None, published_at, None)
    return Evidence(stance, confidence, Quote("exact", "", "", 0, 5), document, quantities=quantities)


@pytest.mark.parametrize(
    ("evidence", "label", "confidence"),
    [
        ([], VerdictLabel.NOT_ENOUGH_EVIDENCE, 0.0),
        ([piece(Stance.SUPPORTING, confidence=0.7), piece(Stance.SUPPORTING, "b", 0.9)], VerdictLabel.SUPPORTED, 0.9),
        ([piece(Stance.CONFLICTING, confidence=0.8)], VerdictLabel.REFUTED, 0.8),
        ([piece(Stance.SUPPORTING, confidence=0.9), piece(Stance.CONFLICTING, "b", 0.6)], VerdictLabel.DISPUTED, 0.6),
    ],
)
def test_each_rule_decides(evidence: list[Evidence], label: VerdictLabel, confidence: float) -> None:
    verdict = decide(evidence)
    assert (verdict.label, verdict.confidence) == (label, confidence)
    assert verdict.reasons


def test_one_conflicting_piece_is_not_outvoted() -> None:
    many = [piece(Stance.SUPPORTING, name, 0.99) for name in "abcdefgh"]
    assert decide([*many, piece(Stance.CONFLICTING, "z", 0.6)]).label is VerdictLabel.DISPUTED


def test_a_later_figure_makes_a_claim_outdated_and_the_reason_names_both_figures_and_the_date() -> None:
    verdict = decide(
        [piece(Stance.SUPPORTING), piece(Stance.CONFLICTING, "b", published_at=LATE, quantities=(OTHER_FIGURE,))]
    )
    assert verdict.label is VerdictLabel.OUTDATED
    assert "1,200 km² on 2025-01-07 instead of 800 km²" in verdict.reasons[-1]
    (*_counted, figures) = verdict_to_json(verdict)["explanations"]
    others = [{"passage": "1,200 km²", "date": "2025-01-07"}]
    assert figures == {
        "code": "later_figures",
        "values": {"figures": [{"claim": "800 km²", "others": others}]},
        "part": None,
    }


@pytest.mark.parametrize(
    ("supporting_date", "conflicting_date", "quantities"),
    [(EARLY, None, (OTHER_FIGURE,)), (EARLY, EARLY, (OTHER_FIGURE,)), (EARLY, LATE, ())],
)
def test_without_a_later_figure_two_sides_are_a_dispute(
    supporting_date: datetime, conflicting_date: datetime | None, quantities: tuple[QuantityComparison, ...]
) -> None:
    evidence = [
        piece(Stance.SUPPORTING, published_at=supporting_date),
        piece(Stance.CONFLICTING, "b", published_at=conflicting_date, quantities=quantities),
    ]
    assert decide(evidence).label is VerdictLabel.DISPUTED


def test_an_earlier_figure_leaves_a_claim_supported_and_the_reason_names_it() -> None:
    earlier = piece(Stance.CONFLICTING, "b", published_at=EARLY, quantities=(OTHER_FIGURE,))
    verdict = decide([piece(Stance.SUPPORTING, published_at=LATE), earlier])
    assert verdict.label is VerdictLabel.SUPPORTED
    assert verdict.reasons[-1] == "Earlier figures were different: 1,200 km² on 2024-11-24 instead of 800 km²."
    denied = replace(earlier, quantities=())
    assert decide([piece(Stance.SUPPORTING, published_at=LATE), denied]).label is VerdictLabel.DISPUTED


def test_what_came_after_the_date_of_the_claim_is_shown_but_does_not_decide() -> None:
    late = replace(piece(Stance.CONFLICTING, "b", published_at=LATE), time=Time.AFTER)
    verdict = decide([piece(Stance.SUPPORTING), late])
    assert verdict.label is VerdictLabel.SUPPORTED
    assert verdict.reasons[-1] == "1 passage published after the date of the claim did not decide."


def test_reasons_count_passages_publications_and_origins() -> None:
    evidence = [piece(Stance.SUPPORTING, "a"), piece(Stance.SUPPORTING, "a"), piece(Stance.SUPPORTING, "b")]
    origin = Origin(
        "o1", OriginKind.SHARED_SOURCE, "a ministry source quoted by Reuters", (0, 1, 2), ("The A Post", "The B Post")
    )
    assert decide(evidence).reasons == ("Supported by 3 passages in 2 publications.",)
    assert decide(evidence, [origin]).reasons == (
        "Supported by 3 passages in 2 publications, 1 origin: a ministry source quoted by Reuters.",
    )


def test_a_side_that_only_claims_is_named_as_such() -> None:
    claimed = Attribution("the Norden ministry", "norden ministry", False, None, "claimed", 0, 19)
    evidence = [replace(piece(Stance.SUPPORTING), attribution=claimed)]
    assert "what was claimed, not verified: the Norden ministry" in decide(evidence).reasons[-1]
    assert len(decide([*evidence, piece(Stance.SUPPORTING, "b")]).reasons) == 1


def test_evidence_survives_its_way_through_json() -> None:
    original = piece(Stance.CONFLICTING, quantities=(OTHER_FIGURE,))
    assert evidence_from_json(evidence_to_json(original)) == original


def test_a_withdrawn_document_leaves_the_report_and_the_verdict_is_decided_anew() -> None:
    evidence = [piece(Stance.SUPPORTING, "a"), piece(Stance.CONFLICTING, "b")]
    report = {**verdict_to_json(decide(evidence)), "evidence": [evidence_to_json(item) for item in evidence]}
    withdrawn = withdraw_document(report, "b")
    assert withdrawn["verdict"] == "supported"
    assert [item["document"]["document_id"] for item in withdrawn["evidence"]] == ["a"]
    assert "no longer available" in withdrawn["reasons"][-1]
    assert withdrawn["explanations"][-1] == {"code": "removed", "values": {"documents": 1}, "part": None}
    assert len(withdrawn["explanations"]) == len(withdrawn["reasons"])
    assert report["verdict"] == "disputed", "the report that was given stays as it was"


def test_origins_follow_the_evidence_that_stays() -> None:
    evidence = [piece(Stance.SUPPORTING, "a"), piece(Stance.SUPPORTING, "b"), piece(Stance.SUPPORTING, "c")]
    origins = (
        Origin("o1", OriginKind.UNKNOWN, "a", (0,), ("The A Post",)),
        Origin("o2", OriginKind.SHARED_SOURCE, "a source", (1, 2), ("The B Post", "The C Post")),
    )
    report = report_to_json(Report(decide(evidence, origins), tuple(evidence), origins=origins))
    withdrawn = withdraw_documents(report, {"a", "b"})
    assert withdrawn["origins"] == [
        {"origin_id": "o2", "kind": "shared_source", "label": "a source", "evidence": [0], "publishers": ["The C Post"]}
    ]
    assert withdrawn["independent_origins"] == {"supporting": 1, "conflicting": 0}
    assert "1 origin: a source" in withdrawn["reasons"][0]


def test_a_report_that_does_not_cite_the_document_stays_as_it_is() -> None:
    report = {
        **verdict_to_json(Verdict(VerdictLabel.SUPPORTED, 0.8)),
        "evidence": [evidence_to_json(piece(Stance.SUPPORTING))],
    }
    assert withdraw_document(report, "elsewhere") is report
