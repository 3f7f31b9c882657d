"""Taking evidence out of a finished report when its document may no longer be shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from factcheck.judgement.verdict import decide
from factcheck.report_json import evidence_from_json, verdict_to_json


def withdraw_documents(report: dict[str, Any], document_ids: Collection[str]) -> dict[str, Any]:
    """Return the serialised report without the evidence of these documents, decided anew; unchanged if it cites none.

    A reason says how many documents are gone, never which or what they said.
    """
    kept = [piece for piece in report["evidence"] if piece["document"]["document_id"] not in document_ids]
    if len(kept) == len(report["evidence"]):
        return report
    gone = len({piece["document"]["document_id"] for piece in report["evidence"]} & set(document_ids))
    documents = "1 document that is" if gone == 1 else f"{gone} documents that are"
    verdict = decide([evidence_from_json(piece) for piece in kept])
    verdict = replace(verdict, reasons=(*verdict.reasons, f"Evidence from {documents} no longer available was removed."))
    return {**report, **verdict_to_json(verdict), "evidence": kept}


def withdraw_document(report: dict[str, Any], document_id: str) -> dict[str, Any]:
    """Return the serialised report without the evidence of one document, decided anew."""
    return withdraw_documents(report, {document_id})
