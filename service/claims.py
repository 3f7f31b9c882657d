"""Claims: taken, checked by the workers, answered from the store."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request

from factcheck.jobs import check_job
from factcheck.logs import note_ids
from factcheck.showing import claim_path, present_accepted, present_claim_summary, show_claim
from factcheck.store.records import ENDED_CHECKS, Claim, NewClaim
from factcheck.store.sharing import SharePolicy
from factcheck.taking import Taken, read_share_policy, take_claim
from service.blueprint import ApiBlueprint
from service.context import services, workspace_id
from service.headers import LOCATION, PREFER, PREFERENCE_APPLIED, RETRY_AFTER
from service.overload import refuse_when_overloaded
from service.paths import CLAIM_PARAMETER, known_claim_id
from service.preferences import read_wait
from service.problems import not_found
from service.queue import hand_over
from service.schemas.claims import (
    AcceptedClaimSchema,
    ClaimListSchema,
    ClaimSchema,
    ClaimsQuery,
    NewClaimBody,
    TakenClaimSchema,
)
from service.waiting import poll

blp = ApiBlueprint("claims", __name__, description="Claims and what the archive says of them.")

RETRY_AFTER_SECONDS = "1"


def answer_again(claim_id: str) -> Any:
    """Return the answer to a request that was carried out before: as its claim may be shown now."""
    return answer_claim(find_claim(claim_id), {})


@blp.post("/v1/claims")
@blp.describe(parameters=[PREFER])
@blp.leads_to(202, "get_claim", claim_id="$response.body#/claim_id")
@blp.needs("claims:write", again=answer_again, keeps=(202,))
@blp.body(NewClaimBody)
@blp.answer(202, AcceptedClaimSchema, "Taken; the check runs.", headers=LOCATION | RETRY_AFTER | PREFERENCE_APPLIED)
@blp.other_answer(200, TakenClaimSchema, "Checked within the time given.", headers=LOCATION | PREFERENCE_APPLIED)
def create_claim(body: dict[str, Any]) -> Any:
    """Have a claim checked.

    With `Prefer: wait=N` the answer comes when the check has ended, at the latest after N (at most 60) seconds. A claim that
    was checked a moment ago on the same archive is not checked again (`reused`), unless `fresh` asks for it.
    """
    policy = None if body.pop("fresh", False) else read_share_policy(services().settings)
    taken = submit_claim(NewClaim(**body), policy)
    return answer_claim(taken.claim, {"reused": taken.is_reused})


@blp.get("/v1/claims/<id:claim_id>", parameters=[CLAIM_PARAMETER])
@blp.needs("claims:read")
@blp.answer(200, ClaimSchema, "The claim and what its latest check found.")
@blp.problems(404)
def get_claim(claim_id: str) -> Any:
    """Return a claim with the evidence that may be shown now."""
    return show_now(find_claim(claim_id))


@blp.get("/v1/claims")
@blp.needs("claims:read")
@blp.query(ClaimsQuery)
@blp.answer(200, ClaimListSchema, "A page of claims, newest first.")
def list_claims(query: dict[str, Any]) -> Any:
    """List claims, newest first."""
    page = services().store.claims.list(workspace_id(), **query)
    return {"items": [present_claim_summary(claim) for claim in page.items], "next_cursor": page.next_cursor}


def submit_claim(new: NewClaim, policy: SharePolicy | None) -> Taken:
    """Take a claim for the caller's workspace and hand its check to the workers, unless another one answers it."""
    refuse_when_overloaded()
    taken = take_claim(services().store, workspace_id(), new, policy)
    check = taken.claim.check
    note_ids(claim_id=taken.claim.claim_id, check_id=check.check_id)
    if not taken.is_reused:
        job = check_job(check.check_id, check.attempt, services().settings.check_timeout_seconds)
        hand_over(services().queue, [job])
    return taken


def answer_claim(claim: Claim, more: dict[str, Any]) -> Any:
    """Answer with the report if it is there in the time that the client would wait, else with where it will be.

    Where too many wait already the preference is not applied, or no thread would be left to answer anybody.
    """
    wait = read_wait(request.headers.get("Prefer", ""))
    headers = {"Location": claim_path(claim.claim_id)}
    ended, places = None, services().waits
    if wait and not places.take():
        wait = None
    if wait:
        try:
            ended = poll(lambda: find_ended(claim), wait)
        finally:
            places.give_back()
    if wait is not None:
        headers["Preference-Applied"] = f"wait={wait}"
    if ended is not None:
        return jsonify(TakenClaimSchema().dump({**show_now(ended), **more})), 200, headers
    accepted = AcceptedClaimSchema().dump({**present_accepted(claim), **more})
    return jsonify(accepted), 202, {**headers, "Retry-After": RETRY_AFTER_SECONDS}


def find_claim(claim_id: str) -> Claim:
    """Return the workspace's claim; raises the 404 problem."""
    claim = services().store.claims.get(workspace_id(), known_claim_id(claim_id))
    if claim is None:
        raise not_found("claim")
    return claim


def find_ended(claim: Claim) -> Claim | None:
    """Return the claim as it is now if its check has ended."""
    now = services().store.claims.get(claim.workspace_id, claim.claim_id)
    return now if now is not None and now.check.status in ENDED_CHECKS else None


def show_now(claim: Claim) -> dict[str, Any]:
    """Return the claim as far as it may be shown now."""
    return show_claim(services().store, claim, services().clock())
