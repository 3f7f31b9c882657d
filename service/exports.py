"""Reports as others can use them: ClaimReview, Web Annotations, signed bundles. Each shows what may be shown now."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from factcheck.exports.annotations import annotate_evidence
from factcheck.exports.bundles import ALGORITHM, build_bundle, describe_version
from factcheck.exports.claim_review import draft_claim_review
from factcheck.exports.signing import new_key_pair
from factcheck.report_json import cited_versions, format_time
from factcheck.store.records import Claim
from factcheck.store.signing_keys import SigningKey
from service.blueprint import ApiBlueprint
from service.claims import find_claim, show_now
from service.context import services, workspace_id
from service.paths import CLAIM_PARAMETER, claim_path, known_claim_id, version_path
from service.problems import ProblemError, not_found
from service.schemas.claims import ClaimSchema
from service.schemas.exports import (
    AnnotationPageSchema,
    BundleSchema,
    ClaimReviewSchema,
    ReviewBody,
    ReviewSchema,
    SigningKeySchema,
)

blp = ApiBlueprint("exports", __name__, description="Reports in the formats of the web, and signed for keeping.")

CLAIM_FIELDS = ("claim_id", "text", "as_of", "language", "context", "external_id", "exclude_document_ids", "created_at")
REPORT_FIELDS = (
    "verdict",
    "confidence",
    "reasons",
    "explanations",
    "evidence",
    "parts",
    "origins",
    "independent_origins",
    "gaps",
    "nearest",
    "prior_checks",
    "searched",
    "versions",
)


@blp.patch("/v1/claims/<claim_id>/review", parameters=[CLAIM_PARAMETER])
@blp.needs("claims:write")
@blp.body(ReviewBody)
@blp.answer(200, ReviewSchema, "The review as it is now.")
@blp.problems(404)
def update_review(body: dict[str, Any], claim_id: str) -> Any:
    """Rate a claim as an editor. It goes into the claim's ClaimReview and decides nothing else."""
    review = services().store.reviews.update(workspace_id(), known_claim_id(claim_id), body)
    if review is None:
        raise not_found("claim")
    return {"claim_id": claim_id, **asdict(review)}


@blp.get("/v1/claims/<claim_id>/claimreview", parameters=[CLAIM_PARAMETER])
@blp.needs("claims:read")
@blp.answer(200, ClaimReviewSchema, "The draft, as JSON-LD.")
@blp.problems(404, 409)
def get_claim_review(claim_id: str) -> Any:
    """Return a draft of schema.org's ClaimReview; the rating is null until an editor has set it."""
    claim, shown = find_checked(claim_id)
    review = services().store.reviews.get(workspace_id(), claim.claim_id)
    finished_at = claim.check.finished_at
    return draft_claim_review(shown, format_time(finished_at) if finished_at else None, review)


@blp.get("/v1/claims/<claim_id>/annotations", parameters=[CLAIM_PARAMETER])
@blp.needs("claims:read")
@blp.answer(200, AnnotationPageSchema, "One annotation for each piece of evidence, as JSON-LD.")
@blp.problems(404, 409)
def list_annotations(claim_id: str) -> Any:
    """Return the evidence as W3C Web Annotations, by quote and by offsets into the version's text."""
    claim, shown = find_checked(claim_id)
    return annotate_evidence(shown, f"{claim_path(claim.claim_id)}/annotations", version_path)


@blp.get("/v1/claims/<claim_id>/bundle", parameters=[CLAIM_PARAMETER])
@blp.needs("claims:read")
@blp.answer(200, BundleSchema, "The signed bundle.")
@blp.problems(404, 409)
def get_bundle(claim_id: str) -> Any:
    """Return claim and report with the hashes of what is cited, signed; `factcheck verify-bundle` checks it offline."""
    claim, shown = find_checked(claim_id)
    key = find_key()
    check = {"check_id": claim.check.check_id, "number": claim.check.number, "finished_at": shown_time(claim)}
    parts = {
        "claim": {name: shown[name] for name in CLAIM_FIELDS},
        "check": check,
        "report": {name: shown[name] for name in REPORT_FIELDS},
        "documents": describe_documents(shown),
    }
    made_at = format_time(services().clock())
    return build_bundle(parts, made_at, workspace_id(), (key.private_key, key.public_key))


@blp.get("/v1/signing-key")
@blp.needs("claims:read")
@blp.answer(200, SigningKeySchema, "The public key.")
def get_signing_key() -> Any:
    """Return the public key that the workspace's bundles are signed with; the first request makes it."""
    key = find_key()
    return {"algorithm": ALGORITHM, "public_key": key.public_key, "created_at": key.created_at}


def find_key() -> SigningKey:
    """Return the key of the caller's workspace."""
    return services().store.signing_keys.ensure(workspace_id(), new_key_pair)


def find_checked(claim_id: str) -> tuple[Claim, dict[str, Any]]:
    """Return a claim whose check is done, and what is shown of it as JSON; raises the 404 or the 409 problem."""
    claim = find_claim(claim_id)
    if claim.check.status != "done":
        raise ProblemError(409, "This claim has no report: its check has not ended well, or not yet.")
    return claim, ClaimSchema().dump(show_now(claim))


def shown_time(claim: Claim) -> str | None:
    """Return when the claim's check was finished."""
    return format_time(claim.check.finished_at) if claim.check.finished_at else None


def describe_documents(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the versions that a shown report cites, with their hashes, each once."""
    described = []
    for document_id, number in sorted(cited_versions(shown)):
        version = services().store.documents.get_version(workspace_id(), document_id, number)
        if version is not None:
            content = version.content
            known = {"document_id": document_id, "version": number, "title": content.title, "publisher": content.publisher}
            described.append(describe_version({**known, "url": content.url}, version))
    return described
