"""Claims at the desk: one field to ask, a list of what was asked, and the page with the report."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Response, request
from flask_babel import gettext
from marshmallow import ValidationError

from factcheck.jobs import check_job
from factcheck.showing import show_claim
from factcheck.store.records import Claim, NewClaim
from service.context import services, workspace_id
from service.desk.access import has_scope, needs, see_other
from service.desk.blueprint import blp
from service.desk.rendering import render_page
from service.desk.report import build_report
from service.paths import known_claim_id
from service.problems import not_found
from service.queue import hand_over
from service.schemas.claims import STATUSES, ClaimBody
from service.schemas.reports import VERDICTS

PAGE_SIZE = 25
ENDED = ("done", "failed", "canceled")


@blp.get("/claims")
@needs("claims:read")
def show_claims() -> str:
    """List the claims, newest first, with the field for a new one on top."""
    return render_claims({}, {})


@blp.post("/claims")
@needs("claims:write")
def check_claim() -> Response | tuple[str, int]:
    """Have a claim checked and open its page."""
    sent = {name: value for name, value in request.form.items() if name in ("text", "context", "as_of") and value.strip()}
    try:
        new = NewClaim(**ClaimBody().load(with_time(sent)))
    except ValidationError as error:
        return render_claims(sent, describe_errors(error)), 422
    claim = services().store.claims.create(workspace_id(), new)
    check = claim.check
    hand_over(services().queue, [check_job(check.check_id, check.attempt, services().settings.check_timeout_seconds)])
    return see_other(f"/claims/{claim.claim_id}")


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


def find_claim(claim_id: str) -> Claim:
    """Return a claim of the workspace; raises the 404 problem."""
    claim = services().store.claims.get(workspace_id(), known_claim_id(claim_id))
    if claim is None:
        raise not_found("claim")
    return claim


def claim_values(claim: Claim) -> dict[str, Any]:
    """Return what the templates of a claim's page show."""
    shown = show_claim(services().store, claim, services().clock())
    is_ended = shown["status"] in ENDED
    return {"claim": shown, "is_ended": is_ended, "report": build_report(shown) if shown["status"] == "done" else None}


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


def with_time(sent: dict[str, str]) -> dict[str, str]:
    """Return the form with its day as the end of that day in UTC: what was known then."""
    day = sent.get("as_of")
    if day is None:
        return sent
    try:
        moment = datetime.strptime(day, "%Y-%m-%d").replace(hour=23, minute=59, second=59, tzinfo=UTC)
    except ValueError:
        return sent
    return {**sent, "as_of": moment.isoformat()}


def describe_errors(error: ValidationError) -> dict[str, str]:
    """Return one sentence for each field that is wrong."""
    messages = {
        "text": gettext("A claim has 2 to 2,000 characters."),
        "context": gettext("This text is too long."),
        "as_of": gettext("This is no day of the calendar."),
    }
    return {name: messages.get(name, gettext("This can’t be read.")) for name in error.messages_dict}
