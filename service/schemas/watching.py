"""Watched claims and the history of their checks; what a workspace has settled."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from factcheck.domain import Stance
from factcheck.schemas.fields import TrueOrFalse, ZonedTime
from factcheck.store.causes import Cause
from factcheck.watching.changes import Change
from service.schemas.claims import STATUSES, ClaimSchema
from service.schemas.lists import LinksSchema, ListAnswer
from service.schemas.reports import VERDICTS

STANCES = (Stance.SUPPORTING.value, Stance.CONFLICTING.value)


class WatchBody(Schema):
    """Whether to check the claim again when a new document concerns it."""

    watch = TrueOrFalse(required=True, metadata={"example": True})


class ReasonSchema(Schema):
    """Why a claim was checked again, and because of which document, if that may be shown."""

    kind = fields.String(required=True, validate=validate.OneOf(list(Cause)), metadata={"example": "new_version"})
    document_id = fields.String(required=True, allow_none=True, metadata={"example": "river-1"})


class ChangeSchema(Schema):
    """A piece of evidence that is new, gone or has another stance; without its place if its document may not be shown."""

    change = fields.String(required=True, validate=validate.OneOf(list(Change)), metadata={"example": "added"})
    document_id = fields.String(required=True, allow_none=True, metadata={"example": "river-1"})
    version = fields.Integer(required=True, allow_none=True, metadata={"example": 2})
    start = fields.Integer(required=True, allow_none=True, metadata={"example": 47})
    end = fields.Integer(required=True, allow_none=True, metadata={"example": 84})
    stance = fields.String(required=True, validate=validate.OneOf(STANCES), metadata={"example": "conflicting"})
    previous_stance = fields.String(required=True, allow_none=True, validate=validate.OneOf([*STANCES, None]))


class CheckSummarySchema(Schema):
    """One check of a claim: what led to it, what it found, and what that changed."""

    check_id = fields.String(required=True)
    number = fields.Integer(required=True, metadata={"example": 2, "description": "Counts from 1 for each claim."})
    latest = fields.Boolean(required=True, metadata={"description": "Whether this is what the claim shows."})
    status = fields.String(required=True, validate=validate.OneOf(STATUSES), metadata={"example": "done"})
    verdict = fields.String(required=True, allow_none=True, validate=validate.OneOf([*VERDICTS, None]))
    confidence = fields.Float(required=True, allow_none=True)
    queued_at = ZonedTime(required=True)
    finished_at = ZonedTime(required=True, allow_none=True)
    rechecked_at = ZonedTime(
        required=True, allow_none=True, metadata={"description": "When a later check found the same, and left no trace."}
    )
    reasons = fields.List(fields.Nested(ReasonSchema), required=True)
    previous_number = fields.Integer(required=True, allow_none=True, metadata={"example": 1})
    previous_verdict = fields.String(required=True, allow_none=True, validate=validate.OneOf([*VERDICTS, None]))
    changes = fields.List(fields.Nested(ChangeSchema), required=True)
    links = fields.Nested(LinksSchema, required=True)


class CheckListSchema(ListAnswer):
    """The checks of a claim, newest first."""

    items = fields.List(fields.Nested(CheckSummarySchema), required=True)


class PastCheckSchema(ClaimSchema):
    """A claim as one of its checks left it."""

    history = fields.Nested(CheckSummarySchema, required=True)


class RecheckSchema(Schema):
    """A check that runs beside the one that the claim shows."""

    claim_id = fields.String(required=True)
    check_id = fields.String(required=True)
    number = fields.Integer(required=True, metadata={"example": 2})
    status = fields.String(required=True, validate=validate.OneOf(STATUSES), metadata={"example": "queued"})
    links = fields.Nested(LinksSchema, required=True)


class FloorSchema(Schema):
    """How sure evidence has to be at least, from 0 to 1; what is below is left out."""

    supporting = fields.Float(required=True, metadata={"example": 0.65})
    conflicting = fields.Float(required=True, metadata={"example": 0.72})


class WorkspaceSchema(Schema):
    """What the workspace has settled. The floor is fitted by `factcheck recalibrate`."""

    workspace_id = fields.String(required=True)
    watch = fields.Boolean(required=True, metadata={"description": "Whether claims that don't say are watched."})
    evidence_floor = fields.Nested(FloorSchema, required=True)
    fitted_on = fields.Integer(required=True, metadata={"description": "Judged pieces of evidence behind the floor."})
    fitted_at = ZonedTime(required=True, allow_none=True)
