"""Reports as JSON: the one place that knows how a report is written into the store and read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from factcheck.domain import CitedDocument, Evidence, QuantityComparison, Quote, Stance, Time, Verdict, VerdictLabel
from factcheck.judgement.attribution import Attribution
from factcheck.judgement.origins import Origin, OriginKind, count_independent
from factcheck.judgement.prior_checks import PriorCheck
from factcheck.report import NearestPassage, OwnJudgement, PartVerdict, Report


def report_to_json(report: Report) -> dict[str, Any]:
    """Return the report as a mapping that JSON can hold; times are ISO 8601 in UTC with a trailing Z."""
    return {
        **verdict_to_json(report.verdict),
        "evidence": [evidence_to_json(piece) for piece in report.evidence],
        "parts": [part_to_json(part) for part in report.parts],
        **origins_to_json(report.origins, report.evidence),
        "gaps": [{**asdict(gap), "kind": gap.kind.value} for gap in report.gaps],
        "nearest": nearest_to_json(report.nearest) if report.nearest else None,
        "prior_checks": [prior_check_to_json(check) for check in report.prior_checks],
        "searched": report.searched,
        "versions": report.versions,
        "timings_ms": report.timings_ms,
        "trace": list(report.trace),
    }


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """Return the part of a report that the verdict fills: label, confidence and reasons."""
    return {
        "verdict": verdict.label.value,
        "confidence": round(verdict.confidence, 4),
        "reasons": list(verdict.reasons),
        "explanations": [
            {"code": reason.code.value, "values": dict(reason.values), "part": reason.part} for reason in verdict.because
        ],
    }


def evidence_to_json(piece: Evidence) -> dict[str, Any]:
    """Return one piece of evidence as a mapping that JSON can hold."""
    return {
        "stance": piece.stance.value,
        "confidence": round(piece.confidence, 4),
        "quote": asdict(piece.quote),
        "document": document_to_json(piece.document),
        "time": piece.time.value,
        "quantities": [asdict(pair) for pair in piece.quantities],
        "attribution": asdict(piece.attribution) if piece.attribution else None,
    }


def document_to_json(document: CitedDocument) -> dict[str, Any]:
    """Return what a report says of a document as a mapping that JSON can hold."""
    return {**asdict(document), "published_at": format_time(document.published_at) if document.published_at else None}


def nearest_to_json(nearest: NearestPassage) -> dict[str, Any]:
    """Return the nearest passage as a mapping that JSON can hold."""
    return {"quote": asdict(nearest.quote), "document": document_to_json(nearest.document)}


def prior_check_to_json(check: PriorCheck) -> dict[str, Any]:
    """Return a published fact check as a mapping that JSON can hold, its document's fields beside the match."""
    published_at = check.fact_check.published_at
    return {
        **asdict(check.fact_check),
        "published_at": format_time(published_at) if published_at else None,
        "relation": check.relation.value,
        "score": round(check.score, 4),
        "differs_in": list(check.differs_in),
    }


def cited_versions(report: dict[str, Any]) -> set[tuple[str, int]]:
    """Return (document_id, version) of every document that a serialised report shows something of."""
    shown = [piece["document"] for piece in report["evidence"]]
    shown += [report["nearest"]["document"]] if report.get("nearest") else []
    shown += report.get("prior_checks", ())
    return {(document["document_id"], document["version"]) for document in shown}


def evidence_from_json(data: dict[str, Any]) -> Evidence:
    """Return the evidence that ``evidence_to_json`` wrote."""
    document = dict(data["document"])
    published_at = document.pop("published_at")
    attribution = data.get("attribution")
    return Evidence(
        stance=Stance(data["stance"]),
        confidence=data["confidence"],
        quote=Quote(**data["quote"]),
        document=CitedDocument(published_at=datetime.fromisoformat(published_at) if published_at else None, **document),
        time=Time(data.get("time", Time.UNKNOWN)),
        quantities=_quantities_from_json(data),
        attribution=Attribution(**attribution) if attribution else None,
    )


def part_to_json(part: PartVerdict) -> dict[str, Any]:
    """Return one part of a claim as a mapping that JSON can hold; ``own`` only where there is something in it."""
    own = [
        {
            "place": one.place,
            "confidence": round(one.confidence, 4),
            "quantities": [asdict(pair) for pair in one.quantities],
        }
        for one in part.own
    ]
    return {
        "text": part.text,
        "start": part.start,
        "end": part.end,
        "evidence": list(part.evidence),
        "verdict": part.verdict.value,
        "confidence": round(part.confidence, 4),
    } | ({"own": own} if own else {})


def parts_from_json(data: Sequence[dict[str, Any]]) -> tuple[PartVerdict, ...]:
    """Return the parts that ``part_to_json`` wrote."""
    return tuple(
        PartVerdict(
            **{
                **part,
                "evidence": tuple(part["evidence"]),
                "verdict": VerdictLabel(part["verdict"]),
                "own": tuple(_own_from_json(one) for one in part.get("own", ())),
            }
        )
        for part in data
    )


def _own_from_json(data: dict[str, Any]) -> OwnJudgement:
    return OwnJudgement(data["place"], data["confidence"], _quantities_from_json(data))


def _quantities_from_json(data: dict[str, Any]) -> tuple[QuantityComparison, ...]:
    return tuple(QuantityComparison(**pair) for pair in data.get("quantities", ()))


def origins_to_json(origins: Sequence[Origin], evidence: Sequence[Evidence]) -> dict[str, Any]:
    """Return the part of a report that says where the evidence comes from, with how many origins stand on each side."""
    sides = {
        stance.value: count_independent(origins, [index for index, piece in enumerate(evidence) if piece.stance is stance])
        for stance in (Stance.SUPPORTING, Stance.CONFLICTING)
    }
    listed = [
        {
            "origin_id": origin.origin_id,
            "kind": origin.kind.value,
            "label": origin.label,
            "evidence": list(origin.evidence),
            "publishers": list(origin.publishers),
        }
        for origin in origins
    ]
    return {"origins": listed, "independent_origins": sides}


def origins_from_json(data: Sequence[dict[str, Any]]) -> tuple[Origin, ...]:
    """Return the origins that ``origins_to_json`` wrote."""
    return tuple(
        Origin(
            origin_id=origin["origin_id"],
            kind=OriginKind(origin["kind"]),
            label=origin["label"],
            evidence=tuple(origin["evidence"]),
            publishers=tuple(origin["publishers"]),
        )
        for origin in data
    )


def format_time(time: datetime) -> str:
    """Return an aware time as ISO 8601 in UTC with a trailing Z."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
