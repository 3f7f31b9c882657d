"""Feedback: what editors say of a claim's verdict and of each piece of its evidence."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import jsonify

from factcheck.store.feedback import Feedback, JudgedEvidence, NewFeedback
from service.blueprint import ApiBlueprint
from service.claims import find_claim
from service.context import caller, services, workspace_id
from service.exports import find_checked
from service.paths import CLAIM_PARAMETER
from service.problems import invalid_input, not_found
from service.schemas.feedback import FeedbackBody, FeedbackListSchema, FeedbackSchema
from service.schemas.lists import ListQuery
from service.visibility import Visibility

blp = ApiBlueprint("feedback", __name__, description="What editors say of findings.")

PLACE = ("document_id", "version", "start", "end")
NO_SUCH_EVIDENCE = "The claim shows no such evidence: name document, version, start and end as it does."


def answer_again(feedback_id: str) -> Any:
    """Return the answer to a request that was carried out before: what was kept, as it may be shown now."""
    feedback = services().store.feedback.get(workspace_id(), feedback_id)
    if feedback is None:
        raise not_found("feedback any more")
    return jsonify(FeedbackSchema().dump(present_feedback(feedback, Visibility()))), 201


@blp.post("/v1/claims/<claim_id>/feedback", parameters=[CLAIM_PARAMETER])
@blp.leads_to(201, "list_feedback", claim_id="$request.path.claim_id")
@blp.needs("claims:write", again=answer_again, keeps=(201,))
@blp.body(FeedbackBody)
@blp.answer(201, FeedbackSchema, "Kept, in the place of what this key said of the same before.")
@blp.problems(404, 409)
def give_feedback(body: dict[str, Any], claim_id: str) -> Any:
    """Say of a piece of evidence whether it is right, or what the verdict should be.

    It changes no report. `factcheck recalibrate` fits how sure evidence has to be on what is said of evidence.
    """
    claim, shown = find_checked(claim_id)
    evidence = judge_evidence(body["evidence"], shown) if "evidence" in body else None
    new = NewFeedback(caller().key_id, evidence, body.get("verdict"), body.get("comment"))
    feedback = services().store.feedback.put(workspace_id(), claim.claim_id, new)
    if feedback is None:
        raise not_found("claim")
    return present_feedback(feedback, Visibility()), 201


@blp.get("/v1/claims/<claim_id>/feedback", parameters=[CLAIM_PARAMETER])
@blp.needs("claims:read")
@blp.query(ListQuery)
@blp.answer(200, FeedbackListSchema, "A page of feedback, newest first.")
@blp.problems(404)
def list_feedback(query: dict[str, Any], claim_id: str) -> Any:
    """List the feedback on a claim, newest first."""
    page = services().store.feedback.list(workspace_id(), find_claim(claim_id).claim_id, **query)
    visibility = Visibility()
    return {"items": [present_feedback(item, visibility) for item in page.items], "next_cursor": page.next_cursor}


def judge_evidence(given: dict[str, Any], shown: dict[str, Any]) -> JudgedEvidence:
    """Return the piece of shown evidence that the feedback is about; raises the 422 problem if there is none."""
    for piece in shown["evidence"]:
        document, quote = piece["document"], piece["quote"]
        place = (document["document_id"], document["version"], quote["start"], quote["end"])
        if place == tuple(given[name] for name in PLACE):
            return JudgedEvidence(*place, given["judgement"], piece["stance"], piece["confidence"])
    raise invalid_input([("/evidence", NO_SUCH_EVIDENCE)])


def present_feedback(feedback: Feedback, visibility: Visibility) -> dict[str, Any]:
    """Return the feedback; a document that may not be shown is not named."""
    presented = asdict(feedback)
    if feedback.evidence is not None and not visibility.may_show(feedback.evidence.document_id):
        presented["evidence"] = {**presented["evidence"], **dict.fromkeys(PLACE)}
    return presented
