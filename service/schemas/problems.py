"""The body of every error (RFC 9457)."""

from __future__ import annotations

from marshmallow import Schema, fields


class FieldErrorSchema(Schema):
    """One thing that is wrong with the input."""

    pointer = fields.String(
        required=True,
        metadata={"description": "JSON pointer to the field, or / and the name of the parameter; empty: the whole body."},
    )
    detail = fields.String(required=True)


class ProblemSchema(Schema):
    """A problem. `type` tells the kinds apart, `detail` is for people."""

    type = fields.String(required=True, metadata={"format": "uri-reference"})
    title = fields.String(required=True)
    status = fields.Integer(required=True, metadata={"minimum": 100, "maximum": 599})
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldErrorSchema), metadata={"minItems": 1})
