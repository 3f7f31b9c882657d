"""Imports: progress and what could not be stored."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from factcheck.schemas.fields import ZonedTime
from service.schemas.lists import LinksSchema

STATUSES = ("receiving", "queued", "running", "done", "failed")


class LineErrorSchema(Schema):
    """Why one line was not stored; lines count from 1."""

    line = fields.Integer(required=True)
    pointer = fields.String(required=True)
    detail = fields.String(required=True)


class ImportSchema(Schema):
    """How far an import is. `errors` are the first hundred."""

    import_id = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    total = fields.Integer(required=True)
    done = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    errors = fields.List(fields.Nested(LineErrorSchema), required=True)
    created_at = ZonedTime(required=True)
    finished_at = ZonedTime(required=True, allow_none=True)
    links = fields.Nested(LinksSchema, required=True)
