"""What is shown of a claim: the one rule for every answer and every message that carries a report.

Evidence of documents that were withheld, put under embargo or deleted since the check is taken out, and the verdict is
drawn anew from the rest, at the moment of showing.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from datetime import datetime
from typing import Any

from factcheck.judgement.withdrawal import withdraw_documents
from factcheck.report_json import cited_versions
from factcheck.store import Store
from factcheck.store.records import Claim

NOTHING_FOUND_YET: dict[str, Any] = {
    "verdict": None,
    "confidence": None,
    "reasons": [],
    "explanations": [],
    "evidence": [],
    "parts": [],
    "origins": [],
    "independent_origins": {"supporting": 0, "conflicting": 0},
    "gaps": [],
    "nearest": None,
    "prior_checks": [],
    "searched": {},
    "versions": {},
    "timings_ms": {},
}


def show_claim(store: Store, claim: Claim, now: datetime) -> dict[str, Any]:
    """Return the claim with what its check found, as far as that may be shown at ``now``, and whether it is watched."""

    def find_visible(document_ids: Set[str]) -> set[str]:
        return store.documents.find_visible(claim.workspace_id, document_ids, now)

    report = claim.check.report
    shown = visible_report(report, find_visible) if report is not None else None
    state = store.history.state(claim)
    return {
        **present_claim(claim, shown),
        "check_number": state.number,
        "watch": state.is_watched,
        "rechecking": state.is_rechecking,
        "rechecked_at": state.rechecked_at,
    }


def visible_report(report: dict[str, Any], find_visible: Callable[[Set[str]], set[str]]) -> dict[str, Any]:
    """Return a stored report without evidence of documents that may not be shown; ``find_visible`` says which may."""
    cited = {document_id for document_id, _version in cited_versions(report)}
    hidden = cited - find_visible(cited)
    return withdraw_documents(report, hidden) if hidden else report


def claim_path(claim_id: str) -> str:
    """Return the address of a claim."""
    return f"/v1/claims/{claim_id}"


def present_accepted(claim: Claim) -> dict[str, Any]:
    """Return what a sender of a claim has to know to come back for it."""
    return {"claim_id": claim.claim_id, "status": claim.check.status, "links": {"self": claim_path(claim.claim_id)}}


def present_claim_summary(claim: Claim) -> dict[str, Any]:
    """Return the claim without its report."""
    return {
        **present_accepted(claim),
        "text": claim.text,
        "as_of": claim.as_of,
        "language": claim.language,
        "context": claim.context,
        "external_id": claim.external_id,
        "exclude_document_ids": claim.exclude_document_ids,
        "created_at": claim.created_at,
        "verdict": claim.check.verdict,
        "confidence": claim.check.confidence,
    }


def present_claim(claim: Claim, report: dict[str, Any] | None) -> dict[str, Any]:
    """Return the claim with a report of its check, or with nulls and empty lists where there is none.

    What only ``factcheck explain`` and a verdict that is drawn anew need of a report is left out.
    """
    shown = {name: value for name, value in (report or {}).items() if name != "trace"}
    if "parts" in shown:
        shown["parts"] = [{name: value for name, value in part.items() if name != "own"} for part in shown["parts"]]
    presented = {**present_claim_summary(claim), **NOTHING_FOUND_YET, **shown}
    if claim.check.problem is not None:
        presented["problem"] = claim.check.problem
    return presented
