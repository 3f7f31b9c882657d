"""What an editor does with a report: says what is wrong with it, has it checked again, watches it, takes it along."""

from __future__ import annotations

from flask import Response, jsonify, request
from flask_babel import gettext
from marshmallow import ValidationError

from factcheck.exports.claim_review import draft_claim_review
from factcheck.store.feedback import NewFeedback
from service.claims import find_claim
from service.context import caller, services, workspace_id
from service.desk.access import needs, see_other
from service.desk.blueprint import blp
from service.desk.claims import claim_values
from service.desk.forms import describe_errors
from service.desk.rendering import render_page
from service.exports import find_checked, shown_time
from service.feedback import judge_evidence
from service.problems import ProblemError
from service.progress import cancel_check
from service.schemas.exports import ReviewBody
from service.schemas.feedback import JUDGEMENTS
from service.watching import request_recheck

REVIEW_FIELDS = ("rating", "alternate_name", "explanation", "url", "author")


@blp.post("/claims/<claim_id>/recheck")
@needs("claims:write")
def recheck_claim_page(claim_id: str) -> Response:
    """Have a claim checked again; the page goes on showing what was found before."""
    claim = find_claim(claim_id)
    request_recheck(claim.claim_id)
    return see_other(f"/claims/{claim.claim_id}")


@blp.post("/claims/<claim_id>/watch")
@needs("claims:write")
def watch_claim_page(claim_id: str) -> Response:
    """Watch a claim, or stop it."""
    claim = find_claim(claim_id)
    services().store.watches.set(workspace_id(), claim.claim_id, request.form.get("watch") == "on")
    return see_other(f"/claims/{claim.claim_id}")


@blp.post("/claims/<claim_id>/feedback")
@needs("claims:write")
def judge_evidence_page(claim_id: str) -> Response | str:
    """Keep what an editor says of a piece of evidence; answers htmx with a word of thanks in the buttons' place."""
    judgement = request.form.get("judgement", "")
    if judgement not in JUDGEMENTS:
        raise ProblemError(422, gettext("Evidence is right, on the wrong side or irrelevant."))
    claim, shown = find_checked(claim_id)
    evidence = judge_evidence({**read_place(), "judgement": judgement}, shown)
    services().store.feedback.put(workspace_id(), claim.claim_id, NewFeedback(caller().key_id, evidence))
    if request.headers.get("HX-Request"):
        return render_page("feedback_given.html", judgement=judgement)
    return see_other(f"/claims/{claim.claim_id}")


@blp.post("/claims/<claim_id>/cancel")
@needs("claims:write")
def cancel_claim_page(claim_id: str) -> Response:
    """End a check that waits or runs."""
    cancel_check(claim_id)
    return see_other(f"/claims/{claim_id}")


@blp.post("/claims/<claim_id>/review")
@needs("claims:write")
def review_claim_page(claim_id: str) -> Response | tuple[str, int]:
    """Keep an editor's rating of the claim; what is left empty is taken back."""
    claim = find_claim(claim_id)
    sent = {name: request.form.get(name, "").strip() or None for name in REVIEW_FIELDS}
    try:
        changes = ReviewBody().load({**sent, "rating": read_rating(sent["rating"])})
    except ValidationError as error:
        values = {**claim_values(claim), "review": sent, "errors": describe_errors(error)}
        return render_page("claim.html", **values), 422
    services().store.reviews.update(workspace_id(), claim.claim_id, changes)
    return see_other(f"/claims/{claim.claim_id}#review")


@blp.get("/claims/<claim_id>/claimreview.json")
@needs("claims:read")
def download_claim_review(claim_id: str) -> Response:
    """Give out the draft of schema.org's ClaimReview as a file."""
    claim, shown = find_checked(claim_id)
    review = services().store.reviews.get(workspace_id(), claim.claim_id)
    answer = as_linked_data(draft_claim_review(shown, shown_time(claim), review))
    answer.headers["Content-Disposition"] = f'attachment; filename="{claim.claim_id}.claimreview.json"'
    return answer


def as_linked_data(data: object) -> Response:
    """Return data as a JSON-LD document."""
    answer = jsonify(data)
    answer.content_type = "application/ld+json"
    return answer


def read_rating(sent: str | None) -> int | str | None:
    """Return the rating as a number; what is none stays as it is, and the schema will say so."""
    return int(sent) if sent is not None and sent.isascii() and sent.isdigit() else sent


def read_place() -> dict[str, str | int]:
    """Return which evidence the form is about; what is no number matches none."""
    numbers = {name: request.form.get(name, -1, type=int) for name in ("version", "start", "end")}
    return {"document_id": request.form.get("document_id", ""), **numbers}
