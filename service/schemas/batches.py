"""Batches of claims: what is sent, and how far each item is."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from factcheck.schemas.fields import TrueOrFalse, ZonedTime
from service.paths import BATCH_ID, CLAIM_ID
from service.schemas.claims import STATUSES
from service.schemas.lists import LinksSchema
from service.schemas.problems import FieldErrorSchema
from service.schemas.reports import VERDICTS

MOST_CLAIMS = 100
COUNTS_EXAMPLE = {"by_status": {"done": 1, "queued": 1}, "by_verdict": {"supported": 1}}
BATCH_EXAMPLE = "bat_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b"
CLAIM_EXAMPLE = "clm_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b"


class ClaimBatchBody(Schema):
    """Claims to be checked, each as for `POST /v1/claims`. One that breaks a rule does not stop the others."""

    claims = fields.List(
        fields.Raw(metadata={"anyOf": [{"$ref": "#/components/schemas/ClaimBody"}, {}]}),
        required=True,
        validate=validate.Length(min=1, max=MOST_CLAIMS),
        metadata={"example": [{"text": "About 1,400 people had to leave their homes.", "external_id": "par-7"}]},
    )
    fresh = TrueOrFalse(
        metadata={"description": "Run checks of their own, even if the same was checked a moment ago.", "example": False}
    )


class CountsSchema(Schema):
    """How many claims have which status and which verdict; only what occurs is named."""

    by_status = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    by_verdict = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class BatchCountsSchema(CountsSchema):
    """The counts of a batch."""

    refused = fields.Integer(required=True, metadata={"description": "Items that were not taken."})


class ClaimStateSchema(Schema):
    """How far a claim is."""

    claim_id = fields.String(required=True, metadata={"pattern": CLAIM_ID, "example": CLAIM_EXAMPLE})
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    verdict = fields.String(required=True, allow_none=True, validate=validate.OneOf(VERDICTS))
    confidence = fields.Float(required=True, allow_none=True)
    links = fields.Nested(LinksSchema, required=True)


class BatchItemSchema(Schema):
    """An item at its place: its claim, or why there is none."""

    claim = fields.Nested(ClaimStateSchema, required=True, allow_none=True)
    errors = fields.List(fields.Nested(FieldErrorSchema), required=True)


class ClaimBatchSchema(Schema):
    """A batch with its items in the order in which they were sent."""

    batch_id = fields.String(required=True, metadata={"pattern": BATCH_ID, "example": BATCH_EXAMPLE})
    status = fields.String(required=True, validate=validate.OneOf(("running", "done")))
    counts = fields.Nested(BatchCountsSchema, required=True, metadata={"example": {**COUNTS_EXAMPLE, "refused": 0}})
    items = fields.List(fields.Nested(BatchItemSchema), required=True)
    created_at = ZonedTime(required=True)
    finished_at = ZonedTime(required=True, allow_none=True)
    links = fields.Nested(LinksSchema, required=True)
