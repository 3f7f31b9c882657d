"""Batches: up to a hundred claims in one request, each taken or refused by itself."""

from __future__ import annotations

from typing import Any

from flask import jsonify
from marshmallow import ValidationError

from factcheck.schemas.pointers import build_pointer, list_errors
from factcheck.store.batches import ClaimBatch, NewItem
from factcheck.store.records import NewClaim
from factcheck.taking import read_share_policy
from service.blueprint import ApiBlueprint
from service.context import services, workspace_id
from service.grouping import hand_over_states, present_counts, present_state
from service.headers import LOCATION, RETRY_AFTER
from service.overload import refuse_when_overloaded
from service.paths import BATCH_PARAMETER, batch_path, known_batch_id
from service.problems import invalid_input, not_found
from service.schemas.batches import ClaimBatchBody, ClaimBatchSchema
from service.schemas.claims import ClaimBody

blp = ApiBlueprint("batches", __name__, description="Many claims at once.")
# A hundred of the longest claims whose every character is escaped.
MAX_BATCH_BYTES = 18 * 1024 * 1024
RETRY_AFTER_SECONDS = "2"

blp.limit_body(lambda _settings: MAX_BATCH_BYTES)


def answer_again(batch_id: str) -> Any:
    """Return the answer to a request that was carried out before: as the batch is now."""
    return jsonify(ClaimBatchSchema().dump(present_batch(find_batch(batch_id)))), 202, build_headers(batch_id)


@blp.post("/v1/claim-batches")
@blp.leads_to(202, "get_claim_batch", batch_id="$response.body#/batch_id")
@blp.needs("claims:write", again=answer_again)
@blp.body(ClaimBatchBody)
@blp.answer(202, ClaimBatchSchema, "Taken; the checks run.", headers=LOCATION | RETRY_AFTER)
def create_claim_batch(body: dict[str, Any]) -> Any:
    """Have up to a hundred claims checked.

    Items are answered in their order. One that breaks a rule has `errors` in place of a claim; if all do, nothing is taken
    and the answer is 422. Items that ask what was asked a moment ago get the claims of then, unless `fresh` is set.
    """
    items = [_read_item(place, sent) for place, sent in enumerate(body["claims"])]
    if all(item.errors for item in items):
        raise invalid_input([error for item in items for error in item.errors])
    refuse_when_overloaded()
    policy = None if body.get("fresh", False) else read_share_policy(services().settings)
    batch = services().store.batches.create(workspace_id(), items, policy)
    hand_over_states(item.claim for item in batch.items)
    return present_batch(batch), 202, build_headers(batch.batch_id)


@blp.get("/v1/claim-batches/<batch_id>", parameters=[BATCH_PARAMETER])
@blp.needs("claims:read")
@blp.answer(200, ClaimBatchSchema, "How far the batch is.")
@blp.problems(404)
def get_claim_batch(batch_id: str) -> Any:
    """Return a batch with the status and verdict of each claim."""
    return present_batch(find_batch(known_batch_id(batch_id)))


def find_batch(batch_id: str) -> ClaimBatch:
    """Return a batch; raises the 404 problem if the workspace has no such batch."""
    batch = services().store.batches.get(workspace_id(), batch_id)
    if batch is None:
        raise not_found("batch of claims")
    return batch


def build_headers(batch_id: str) -> dict[str, str]:
    """Return where a batch that was taken is to be found, and when to look."""
    return {"Location": batch_path(batch_id), "Retry-After": RETRY_AFTER_SECONDS}


def _read_item(place: int, sent: Any) -> NewItem:
    pointer = build_pointer("/claims", place)
    try:
        return NewItem(claim=NewClaim(**ClaimBody().load(sent)))
    except ValidationError as error:
        return NewItem(errors=tuple((f"{pointer}{inner}", detail) for inner, detail in list_errors(error.messages)))


def present_batch(batch: ClaimBatch) -> dict[str, Any]:
    """Return the batch with its items in order."""
    states = [item.claim for item in batch.items]
    refused = sum(bool(item.errors) for item in batch.items)
    return {
        "batch_id": batch.batch_id,
        "status": "running" if batch.finished_at is None else "done",
        "counts": {**present_counts(states), "refused": refused},
        "items": [
            {
                "claim": present_state(item.claim),
                "errors": [{"pointer": pointer, "detail": detail} for pointer, detail in item.errors],
            }
            for item in batch.items
        ],
        "created_at": batch.created_at,
        "finished_at": batch.finished_at,
        "links": {"self": batch_path(batch.batch_id)},
    }
