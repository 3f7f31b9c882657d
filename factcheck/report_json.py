"""Reports as JSON: the one place that knows how a report is written into the store and read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from factcheck.domain import (
    CitedDocument,
    Evidence,
    PartVerdict,
    QuantityComparison,
    Quote,
    Report,
    Stance,
    Time,
    Verdict,
    VerdictLabel,
)
from factcheck.judgement.attribution import Attribution
from factcheck.judgement.origins import Origin, OriginKind, count_independent


def report_to_json(report: Report) -> dict[str, Any]:
    """Return the report as a mapping that JSON can hold; times are ISO 8601 in UTC with a trailing Z."""
    return {
        **verdict_to_json(report.verdict),
        "evidence": [evidence_to_json(piece) for piece in report.evidence],
        "parts": [part_to_json(part) for part in report.parts],
        **origins_to_json(report.origins, report.evidence),
        "searched": report.searched,
        "versions": report.versions,
        "timings_ms": report.timings_ms,
        "trace": list(report.trace),
    }


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """Return the part of a report that the verdict fills: label, confidence and reasons."""
    return {"verdict": verdict.label.value, "confidence": round(verdict.confidence, 4), "reasons": list(verdict.reasons)}


def evidence_to_json(piece: Evidence) -> dict[str, Any]:
    """Return one piece of evidence as a mapping that JSON can hold."""
    document = asdict(piece.document)
    published_at = piece.document.published_at
    document["published_at"] = format_time(published_at) if published_at else None
    return {
        "stance": piece.stance.value,
        "confidence": round(piece.confidence, 4),
        "quote": asdict(piece.quote),
        "document": document,
        "time": piece.time.value,
        "quantities": [asdict(pair) for pair in piece.quantities],
        "attribution": asdict(piece.attribution) if piece.attribution else None,
    }


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
        quantities=tuple(QuantityComparison(**pair) for pair in data.get("quantities", ())),
        attribution=Attribution(**attribution) if attribution else None,
    )


def part_to_json(part: PartVerdict) -> dict[str, Any]:
    """Return one part of a claim as a mapping that JSON can hold."""
    return {
        **asdict(part),
        "evidence": list(part.evidence),
        "verdict": part.verdict.value,
        "confidence": round(part.confidence, 4),
    }


def parts_from_json(data: Sequence[dict[str, Any]]) -> tuple[PartVerdict, ...]:
    """Return the parts that ``part_to_json`` wrote."""
    return tuple(
        PartVerdict(**{**part, "evidence": tuple(part["evidence"]), "verdict": VerdictLabel(part["verdict"])})
        for part in data
    )


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
