"""From the store's records to the mappings that the schemas serialise."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from factcheck.store.records import Claim, Document, DocumentVersion, Import
from service.paths import claim_path, document_path, import_path, version_path

NOTHING_FOUND_YET: dict[str, Any] = {
    "verdict": None,
    "confidence": None,
    "reasons": [],
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
        "created_at": claim.created_at,
        "verdict": claim.check.verdict,
        "confidence": claim.check.confidence,
    }


def present_claim(claim: Claim, report: dict[str, Any] | None) -> dict[str, Any]:
    """Return the claim with a report of its latest check, or with nulls and empty lists where there is none."""
    presented = {**present_claim_summary(claim), **NOTHING_FOUND_YET, **(report or {})}
    if claim.check.problem is not None:
        presented["problem"] = claim.check.problem
    return presented


def present_document(document: Document) -> dict[str, Any]:
    """Return the document in its current version."""
    return {
        **asdict(document.content),
        "document_id": document.document_id,
        "version": document.version,
        "sha256": document.sha256,
        "status": document.status,
        "embargoed_until": document.embargoed_until,
        "index_status": document.index_status,
        "index_error": document.index_error,
        "created_at": document.created_at,
        "changed_at": document.changed_at,
        "links": {"self": document_path(document.document_id)},
    }


def present_version(document_id: str, version: DocumentVersion) -> dict[str, Any]:
    """Return one version of a document."""
    return {
        **asdict(version.content),
        "version": version.version,
        "sha256": version.sha256,
        "created_at": version.created_at,
        "links": {"self": version_path(document_id, version.version)},
    }


def present_import(progress: Import) -> dict[str, Any]:
    """Return how far an import is."""
    return {
        "import_id": progress.import_id,
        "status": progress.status,
        "total": progress.total,
        "done": progress.done,
        "failed": progress.failed,
        "errors": [asdict(error) for error in progress.errors],
        "created_at": progress.created_at,
        "finished_at": progress.finished_at,
        "links": {"self": import_path(progress.import_id)},
    }
