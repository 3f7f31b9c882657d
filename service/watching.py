"""Watching claims: checked again by themselves or on demand, with the history of what that changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import jsonify

from factcheck.jobs import check_job
from factcheck.showing import visible_report
from factcheck.store.history import PastCheck
from factcheck.store.records import Check
from factcheck.store.workspace_settings import WorkspaceSettings
from service.blueprint import ApiBlueprint
from service.claims import find_claim, show_now
from service.context import services, workspace_id
from service.overload import refuse_when_overloaded
from service.paths import CHECK_PARAMETER, CLAIM_PARAMETER, check_path, known_claim_id, known_number
from service.problems import not_found
from service.queue import hand_over
from service.schemas.claims import ClaimSchema
from service.schemas.lists import ListQuery
from service.schemas.watching import (
    CheckListSchema,
    PastCheckSchema,
    RecheckSchema,
    WatchBody,
    WorkspaceSchema,
)
from service.visibility import Visibility

blp = ApiBlueprint("watching", __name__, description="Claims that are checked again when the archive changes.")

PLACE = ("document_id", "version", "start", "end")


@blp.patch("/v1/claims/<id:claim_id>", parameters=[CLAIM_PARAMETER])
@blp.needs("claims:write")
@blp.body(WatchBody)
@blp.answer(200, ClaimSchema, "The claim, watched or not.")
@blp.problems(404)
def watch_claim(body: dict[str, Any], claim_id: str) -> Any:
    """Watch a claim, or stop it.

    A watched claim is checked again when a new document comes in that would be among its top candidates; beginning to
    watch checks it once again. That a cited document changes leads to a new check in any case.
    """
    if not services().store.watches.set(workspace_id(), known_claim_id(claim_id), body["watch"]):
        raise not_found("claim")
    return show_now(find_claim(claim_id))


def answer_again(check_id: str) -> Any:
    """Return the answer to a request that was carried out before: the check as it is now."""
    found = services().store.dispatch.find_claim(workspace_id(), check_id)
    if found is None:
        raise not_found("check any more")
    return jsonify(RecheckSchema().dump(present_recheck(found[0].check))), 202


@blp.post("/v1/claims/<claim_id>:recheck", parameters=[CLAIM_PARAMETER])
@blp.leads_to(202, "list_checks", claim_id="$request.path.claim_id")
@blp.needs("claims:write", again=answer_again, keeps=(202,))
@blp.answer(202, RecheckSchema, "Taken, or under way already.")
@blp.problems(404)
def recheck_claim(claim_id: str) -> Any:
    """Check a claim again. It goes on showing what was found before until the new check has found something else."""
    return present_recheck(request_recheck(claim_id)), 202


def request_recheck(claim_id: str) -> Check:
    """Begin a recheck, hand it over and return it; raises the 404 problem, and 503 where claims wait too long."""
    refuse_when_overloaded()
    check = services().store.rechecks.request(workspace_id(), known_claim_id(claim_id))
    if check is None:
        raise not_found("claim")
    hand_over(services().queue, [check_job(check.check_id, check.attempt, services().settings.check_timeout_seconds)])
    return check


def present_recheck(check: Check) -> dict[str, Any]:
    """Return where a recheck is to be followed."""
    described = {name: getattr(check, name) for name in ("claim_id", "check_id", "number", "status")}
    return {**described, "links": {"self": check_path(check.claim_id, check.number)}}


@blp.get("/v1/claims/<claim_id>/checks", parameters=[CLAIM_PARAMETER])
@blp.needs("claims:read")
@blp.query(ListQuery)
@blp.answer(200, CheckListSchema, "A page of checks, newest first.")
@blp.problems(404)
def list_checks(query: dict[str, Any], claim_id: str) -> Any:
    """List the checks of a claim, newest first, each with why it was run and what it changed."""
    claim = find_claim(claim_id)
    page = services().store.history.list(workspace_id(), claim.claim_id, **query)
    visibility = Visibility()
    return {"items": [present_past(past, visibility) for past in page.items], "next_cursor": page.next_cursor}


@blp.get("/v1/claims/<claim_id>/checks/<int:number>", parameters=[CLAIM_PARAMETER, CHECK_PARAMETER])
@blp.needs("claims:read")
@blp.answer(200, PastCheckSchema, "The claim as that check left it.")
@blp.problems(404)
def get_check(claim_id: str, number: int) -> Any:
    """Return a claim with what one of its checks found, as far as it may be shown now."""
    past = services().store.history.get(workspace_id(), known_claim_id(claim_id), known_number(number))
    if past is None:
        raise not_found("check")
    return {**show_now(past.claim), "history": present_past(past, Visibility())}


@blp.get("/v1/workspace")
@blp.needs("claims:read")
@blp.answer(200, WorkspaceSchema, "The workspace's settings.")
def get_workspace() -> Any:
    """Return what the workspace has settled."""
    return present_workspace(services().store.workspace_settings.get(workspace_id()))


@blp.patch("/v1/workspace")
@blp.needs("admin")
@blp.body(WatchBody)
@blp.answer(200, WorkspaceSchema, "The workspace's settings.")
def update_workspace(body: dict[str, Any]) -> Any:
    """Settle whether claims are watched whose senders don't say; it holds for claims from now on."""
    return present_workspace(services().store.workspace_settings.set_watching(workspace_id(), body["watch"]))


def present_workspace(settings: WorkspaceSettings) -> dict[str, Any]:
    """Return the settings of the caller's workspace."""
    return {
        "workspace_id": workspace_id(),
        "watch": settings.watch_claims,
        "evidence_floor": asdict(settings.floor),
        "fitted_on": settings.fitted_on,
        "fitted_at": settings.fitted_at,
    }


def present_past(past: PastCheck, visibility: Visibility) -> dict[str, Any]:
    """Return one check of a claim without its report; documents that may not be shown are not named."""
    check = past.claim.check
    report = check.report
    shown = visible_report(report, visibility.find_visible) if report is not None else {}
    may_show = visibility.may_show
    reasons = [reason if may_show(reason["document_id"]) else {**reason, "document_id": None} for reason in past.reasons]
    changes = [change if may_show(change["document_id"]) else {**change, **dict.fromkeys(PLACE)} for change in past.changes]
    return {
        **{name: getattr(check, name) for name in ("check_id", "number", "status", "queued_at", "finished_at")},
        "latest": past.is_latest,
        "verdict": shown.get("verdict"),
        "confidence": shown.get("confidence"),
        "rechecked_at": past.rechecked_at,
        "reasons": reasons,
        "previous_number": past.previous_number,
        "previous_verdict": past.previous_verdict,
        "changes": changes,
        "links": {"self": check_path(check.claim_id, check.number)},
    }
