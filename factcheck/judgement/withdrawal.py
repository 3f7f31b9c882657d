"""Taking evidence out of a finished report when its document may no longer be shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from factcheck.domain import Evidence
from factcheck.judgement.compound import decide_claim
from factcheck.judgement.origins import Origin
from factcheck.reason import Reason, ReasonCode
from factcheck.report import PartVerdict
from factcheck.report_json import (
    cited_versions,
    evidence_from_json,
    origins_from_json,
    origins_to_json,
    part_to_json,
    parts_from_json,
    verdict_to_json,
)


def withdraw_documents(report: dict[str, Any], document_ids: Collection[str]) -> dict[str, Any]:
    """Return the serialised report without the evidence of these documents, decided anew; unchanged if it cites none.

    A reason says how many documents are gone, never which or what they said.
    """
    gone = {document_id for document_id, _version in cited_versions(report)} & set(document_ids)
    if not gone:
        return report
    places = [place for place, piece in enumerate(report["evidence"]) if piece["document"]["document_id"] not in gone]
    nearest = report.get("nearest")
    kept = [report["evidence"][place] for place in places]
    evidence = [evidence_from_json(piece) for piece in kept]
    origins = _keep_origins(origins_from_json(report.get("origins", ())), places, evidence)
    verdict, parts = decide_claim(_keep_parts(report, places), evidence, origins)
    if len(places) < len(report["evidence"]):
        verdict = replace(verdict, because=(*verdict.because, _tell_removal(report, gone)))
    return {
        **report,
        **verdict_to_json(verdict),
        **origins_to_json(origins, evidence),
        "evidence": kept,
        "parts": [part_to_json(part) for part in parts],
        "nearest": nearest if nearest and nearest["document"]["document_id"] not in gone else None,
        "prior_checks": [check for check in report.get("prior_checks", ()) if check["document_id"] not in gone],
        "trace": [entry for entry in report.get("trace", ()) if entry["document_id"] not in document_ids],
    }


def withdraw_document(report: dict[str, Any], document_id: str) -> dict[str, Any]:
    """Return the serialised report without the evidence of one document, decided anew."""
    return withdraw_documents(report, {document_id})


def _tell_removal(report: dict[str, Any], gone: set[str]) -> Reason:
    number = len({piece["document"]["document_id"] for piece in report["evidence"]} & gone)
    documents = "1 document that is" if number == 1 else f"{number} documents that are"
    text = f"Evidence from {documents} no longer available was removed."
    return Reason(text, ReasonCode.REMOVED, {"documents": number})


def _keep_parts(report: dict[str, Any], places: Sequence[int]) -> list[PartVerdict]:
    """Return the parts with the new places of the evidence that stays; a report without parts has one, the whole claim."""
    parts = parts_from_json(report.get("parts", ())) or (PartVerdict("", 0, 0, tuple(range(len(report["evidence"])))),)
    new_places = {place: index for index, place in enumerate(places)}
    return [
        replace(
            part,
            evidence=tuple(new_places[place] for place in part.evidence if place in new_places),
            own=tuple(replace(one, place=new_places[one.place]) for one in part.own if one.place in new_places),
        )
        for part in parts
    ]


def _keep_origins(origins: Sequence[Origin], places: Sequence[int], evidence: Sequence[Evidence]) -> list[Origin]:
    """Return the origins with only the evidence that stays, under its new places; an origin without any is dropped."""
    new_places = {place: index for index, place in enumerate(places)}
    kept = []
    for origin in origins:
        if indices := tuple(new_places[place] for place in origin.evidence if place in new_places):
            publishers = {evidence[index].document.publisher for index in indices} - {None}
            kept.append(replace(origin, evidence=indices, publishers=tuple(sorted(filter(None, publishers)))))
    return kept
