"""Health: that the process lives, and that work can be done."""

from __future__ import annotations

from marshmallow import Schema, fields


class HealthSchema(Schema):
    """The process answers."""

    status = fields.Constant("ok", required=True, metadata={"enum": ["ok"]})


class ReadySchema(Schema):
    """Everything that a check needs is there."""

    status = fields.Constant("ready", required=True, metadata={"enum": ["ready"]})
    index = fields.Dict(keys=fields.String(), required=True, metadata={"description": "What a worker last said of it."})
