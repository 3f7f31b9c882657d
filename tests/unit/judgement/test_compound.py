"""A claim of several parts is supported only if all of them are."""

from __future__ import annotations

import pytest

from factcheck.domain import CitedDocument, Evidence, Quote, Stance, VerdictLabel
from factcheck.judgement.compound import decide_claim
from factcheck.judgement.origins import Origin, OriginKind
from factcheck.judgement.withdrawal import withdraw_document
from factcheck.report import PartVerdict, Report
from factcheck.report_json import report_to_json, verdict_to_json

YES, NO = Stance.SUPPORTING, Stance.CONFLICTING


def piece(stance: Stance, document_id: str = "a", confidence: float = 0.8) -> Evidence:
    document = CitedDocument(document_id, 1, None, None, None, None, None)
    return Evidence(stance, confidence, Quote("exact", "", "", 0, 5), document)


def parts_with(*places: tuple[int, ...]) -> list[PartVerdict]:
    return [PartVerdict(f"Part {number}.", 0, 1, own) for number, own in enumerate(places, 1)]


@pytest.mark.parametrize(
    ("stances", "places", "label"),
    [
        ([YES, YES], [(0,), (1,)], VerdictLabel.SUPPORTED),
        ([YES, NO], [(0,), (1,)], VerdictLabel.REFUTED),
        ([YES], [(0,), ()], VerdictLabel.NOT_ENOUGH_EVIDENCE),
        ([NO], [(0,), ()], VerdictLabel.REFUTED),
        ([YES, YES, NO], [(0,), (1, 2)], VerdictLabel.DISPUTED),
        ([YES, NO, NO], [(0, 1), (2,)], VerdictLabel.REFUTED),
    ],
)
def test_the_gravest_part_decides(stances: list[Stance], places: list[tuple[int, ...]], label: VerdictLabel) -> None:
    verdict, parts = decide_claim(parts_with(*places), [piece(stance) for stance in stances], ())
    assert verdict.label is label
    assert len(parts) == len(places)


def test_reasons_name_the_part_and_origins_count_within_it() -> None:
    evidence = [piece(YES, "a"), piece(YES, "b")]
    origin = Origin("o1", OriginKind.SHARED_SOURCE, "a source", (0, 1), ())
    verdict, _parts = decide_claim(parts_with((0,), (1,)), evidence, [origin])
    assert verdict.reasons == tuple(
        f"“Part {number}.”: Supported by 1 publication, 1 origin: a source." for number in (1, 2)
    )
    counted = {"passages": 1, "publications": 1, "origins": 1, "labels": ["a source"]}
    assert verdict_to_json(verdict)["explanations"] == [
        {"code": "supported_by", "values": counted, "part": f"Part {number}."} for number in (1, 2)
    ]


def test_a_withdrawn_document_changes_its_part_and_the_claim() -> None:
    evidence = (piece(YES, "a"), piece(YES, "b"))
    verdict, parts = decide_claim(parts_with((0,), (1,)), evidence, ())
    withdrawn = withdraw_document(report_to_json(Report(verdict, evidence, parts)), "a")
    assert withdrawn["verdict"] == "not_enough_evidence"
    assert [(part["verdict"], part["evidence"]) for part in withdrawn["parts"]] == [
        ("not_enough_evidence", []),
        ("supported", [0]),
    ]
