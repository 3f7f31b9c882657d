"""Claims: taken, checked by the workers, answered from the store."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request

from factcheck.jobs import check_job
from factcheck.showing import claim_path, present_accepted, present_claim_summary, show_claim
from factcheck.store.records import Claim, NewClaim
from service.blueprint import ApiBlueprint
from service.context import services, workspace_id
from service.headers import LOCATION, PREFER, PREFERENCE_APPLIED, RETRY_AFTER
from service.paths import CLAIM_PARAMETER, known_claim_id
from service.preferences import read_wait
from service.problems import not_found
from service.queue import hand_over
from service.schemas.claims import AcceptedClaimSchema, ClaimBody, ClaimListSchema, ClaimSchema, ClaimsQuery
from service.waiting import poll

blp = ApiBlueprint("claims", __name__, description="Claims and what the archive says of them.")

ENDED = ("done", "failed", "canceled")
RETRY_AFTER_SECONDS = "1"


@blp.post("/v1/claims")
@blp.describe(parameters=[PREFER])
@blp.leads_to(202, "get_claim", claim_id="$response.body#/claim_id")
@blp.needs("claims:write")
@blp.body(ClaimBody)
@blp.answer(202, AcceptedClaimSchema, "Taken; the check runs.", headers=LOCATION | RETRY_AFTER | PREFERENCE_APPLIED)
@blp.other_answer(200, ClaimSchema, "Checked within the time given.", headers=LOCATION | PREFERENCE_APPLIED)
def create_claim(body: dict[str, Any]) -> Any:
    """Have a claim checked.

    With `Prefer: wait=N` the answer comes when the check has ended, at the latest after N (at most 60) seconds.
    """
    claim = services().store.claims.create(workspace_id(), NewClaim(**body))
    check = claim.check
    hand_over(services().queue, [check_job(check.check_id, check.attempt, services().settings.check_timeout_seconds)])
    wait = read_wait(request.headers.get("Prefer", ""))
    headers = {"Location": claim_path(claim.claim_id)}
    if wait is not None:
        headers["Preference-Applied"] = f"wait={wait}"
    ended = poll(lambda: find_ended(claim), wait) if wait else None
    if ended is not None:
        return jsonify(ClaimSchema().dump(show_now(ended))), 200, headers
    return present_accepted(claim), 202, {**headers, "Retry-After": RETRY_AFTER_SECONDS}


@blp.get("/v1/claims/<claim_id>", parameters=[CLAIM_PARAMETER])
@blp.needs("claims:read")
@blp.answer(200, ClaimSchema, "The claim and what its latest check found.")
@blp.problems(404)
def get_claim(claim_id: str) -> Any:
    """Return a claim with the evidence that may be shown now."""
    claim = services().store.claims.get(workspace_id(), known_claim_id(claim_id))
    if claim is None:
        raise not_found("claim")
    return show_now(claim)


@blp.get("/v1/claims")
@blp.needs("claims:read")
@blp.query(ClaimsQuery)
@blp.answer(200, ClaimListSchema, "A page of claims, newest first.")
def list_claims(query: dict[str, Any]) -> Any:
    """List claims, newest first."""
    page = services().store.claims.list(workspace_id(), **query)
    return {"items": [present_claim_summary(claim) for claim in page.items], "next_cursor": page.next_cursor}


def find_ended(claim: Claim) -> Claim | None:
    """Return the claim as it is now if its check has ended."""
    now = services().store.claims.get(claim.workspace_id, claim.claim_id)
    return now if now is not None and now.check.status in ENDED else None


def show_now(claim: Claim) -> dict[str, Any]:
    """Return the claim as far as it may be shown now."""
    return show_claim(services().store, claim, services().clock())
