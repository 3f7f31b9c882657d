"""Claims at the desk: one field to ask, a list of what was asked, and the page with the report."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from marshmallow import ValidationError

from factcheck.store.records import ENDED_CHECKS, Claim, NewClaim
from factcheck.taking import read_share_policy
from service.claims import find_claim, show_now, submit_claim
from service.context import services, workspace_id
from service.desk.access import has_scope, needs, see_other
from service.desk.blueprint import blp
from service.desk.forms import describe_errors, read_fields, read_form
from service.desk.reasons import tell_reasons
from service.desk.rendering import render_page
from service.desk.report import build_report
from service.progress import stream_claim
from service.schemas.claims import STATUSES, ClaimBody
from service.schemas.reports import VERDICTS
from service.visibility import Visibility
from service.watching import present_past

PAGE_SIZE = 25
MOST_PAST = 20


@blp.get("/claims")
@needs("claims:read")
def show_claims() -> str:
    """List the claims, newest first, with the field for a new one on top."""
    return render_claims({}, {})


@blp.post("/claims")
@needs("claims:write")
def check_claim() -> Response | tuple[str, int]:
    """Have a claim checked and open its page."""
    sent = read_form(("text", "context", "as_of", "exclude_document_ids"))
    try:
        new = NewClaim(**ClaimBody().load(read_fields(sent)))
    except ValidationError as error:
        return render_claims(sent, describe_errors(error)), 422
    return see_other(f"/claims/{submit_claim(new, read_share_policy(services().settings)).claim.claim_id}")


@blp.get("/claims/<claim_id>")
@needs("claims:read")
def show_claim_page(claim_id: str) -> str:
    """Show what the archive says of a claim, or how far its check is."""
    return render_page("claim.html", **claim_values(find_claim(claim_id)))


@blp.get("/claims/<claim_id>/report")
@needs("claims:read")
def show_claim_report(claim_id: str) -> str:
    """Return the part of the page that changes while the check runs."""
    return render_page("claim_report.html", **claim_values(find_claim(claim_id)))


@blp.get("/claims/<claim_id>/events")
@needs("claims:read")
def follow_claim_page(claim_id: str) -> Any:
    """Tell the page how far the claim's check is, as events."""
    return stream_claim(claim_id)


def claim_values(claim: Claim) -> dict[str, Any]:
    """Return what the templates of a claim's page show."""
    shown = show_now(claim)
    history = services().store.history.list(workspace_id(), claim.claim_id, None, MOST_PAST)
    visibility = Visibility()
    return {
        "claim": shown,
        "is_checked": shown["status"] in ENDED_CHECKS,
        "is_ended": shown["status"] in ENDED_CHECKS and not shown["rechecking"],
        "report": build_report(shown) if shown["status"] == "done" else None,
        "reasons": tell_reasons(shown),
        "review": services().store.reviews.get(workspace_id(), claim.claim_id),
        "errors": {},
        "history": [present_past(past, visibility) for past in history.items],
        "may_write": has_scope("claims:write"),
    }


def render_claims(sent: dict[str, str], errors: dict[str, str]) -> str:
    """Return the list of claims with the form as it was sent."""
    filters = {name: request.args[name] for name in ("status", "verdict") if request.args.get(name)}
    filters = {name: value for name, value in filters.items() if value in (*STATUSES, *VERDICTS)}
    page = services().store.claims.list(workspace_id(), request.args.get("cursor"), PAGE_SIZE, **filters)
    return render_page(
        "claims.html",
        claims=page.items,
        next_cursor=page.next_cursor,
        filters=filters,
        statuses=STATUSES,
        verdicts=VERDICTS,
        sent=sent,
        errors=errors,
        may_write=has_scope("claims:write"),
    )
