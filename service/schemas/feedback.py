"""Feedback of editors on verdicts and evidence."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from factcheck.schemas.fields import DocumentId, Text, ZonedTime
from service.schemas.lists import ListAnswer
from service.schemas.quotes import JsonInteger
from service.schemas.reports import VERDICTS

JUDGEMENTS = ("right", "wrong_sign", "irrelevant")
RULE = "Send exactly one of evidence and verdict."


class EvidenceFeedback(Schema):
    """A piece of evidence as the claim shows it, and what is to be said of it."""

    document_id = DocumentId(required=True, metadata={"example": "river-1"})
    version = JsonInteger(required=True, allow_none=False, minimum=1, description="As the evidence names it.")
    start = JsonInteger(required=True, allow_none=False, minimum=0, description="Of the quote.")
    end = JsonInteger(required=True, allow_none=False, minimum=1, description="Of the quote.")
    judgement = fields.String(required=True, validate=validate.OneOf(JUDGEMENTS), metadata={"example": "wrong_sign"})


class FeedbackBody(Schema):
    """What an editor says of one piece of evidence, or of the verdict."""

    evidence = fields.Nested(EvidenceFeedback)
    verdict = fields.String(
        validate=validate.OneOf(VERDICTS), metadata={"description": "What the verdict should be.", "example": "refuted"}
    )
    comment = Text(maximum=2000, allow_none=True, metadata={"example": "The figure is the year before's."})

    @validates_schema
    def hold_one_item(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse feedback on two things, or on none."""
        if ("evidence" in data) == ("verdict" in data):
            raise ValidationError(RULE)


class GivenEvidenceSchema(Schema):
    """The piece of evidence; without its place if its document may not be shown."""

    document_id = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True, allow_none=True)
    start = fields.Integer(required=True, allow_none=True)
    end = fields.Integer(required=True, allow_none=True)
    judgement = fields.String(required=True, validate=validate.OneOf(JUDGEMENTS))
    stance = fields.String(required=True, metadata={"description": "As it was shown."})
    confidence = fields.Float(required=True, metadata={"description": "As it was shown."})


class FeedbackSchema(Schema):
    """Feedback as it is kept."""

    feedback_id = fields.String(required=True)
    claim_id = fields.String(required=True)
    check_id = fields.String(required=True)
    key_id = fields.String(required=True, metadata={"description": "Whose it is."})
    evidence = fields.Nested(GivenEvidenceSchema, required=True, allow_none=True)
    verdict = fields.String(required=True, allow_none=True, validate=validate.OneOf([*VERDICTS, None]))
    comment = fields.String(required=True, allow_none=True)
    created_at = ZonedTime(required=True)


class FeedbackListSchema(ListAnswer):
    """Feedback, newest first."""

    items = fields.List(fields.Nested(FeedbackSchema), required=True)
