"""API keys and the audit log."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from factcheck.schemas.fields import Text, ZonedTime
from factcheck.store.records import SCOPES
from service.paths import KEY_ID
from service.schemas.lists import LinksSchema, ListAnswer, ListQuery

EXAMPLE_ID = "key_019a5b7e3c2f7d10a4b6c8d0e2f4a6b8"
OUTCOMES = ("done", "refused", "failed")
KEY_ID_NOTE = {"pattern": KEY_ID, "example": EXAMPLE_ID}


def _scopes() -> fields.List[str]:
    one = fields.String(validate=validate.OneOf(SCOPES))
    rule = validate.Length(min=1, max=20)
    return fields.List(one, required=True, validate=rule, metadata={"example": ["claims:read", "claims:write"]})


class KeyBody(Schema):
    """A key to be made for this workspace."""

    scopes = _scopes()
    name = Text(maximum=200, allow_none=True, metadata={"description": "What it is for.", "example": "CMS, live"})
    expires_at = ZonedTime(
        allow_none=True, metadata={"description": "From then on it is refused.", "example": "2027-01-01T00:00:00Z"}
    )


class KeySchema(Schema):
    """A key without its secret; `last_used_at` is noted at most once a minute."""

    key_id = fields.String(required=True, metadata=KEY_ID_NOTE)
    name = fields.String(required=True, allow_none=True, metadata={"example": "CMS, live"})
    scopes = _scopes()
    created_at = ZonedTime(required=True)
    expires_at = ZonedTime(required=True, allow_none=True)
    last_used_at = ZonedTime(required=True, allow_none=True)
    revoked_at = ZonedTime(required=True, allow_none=True)
    links = fields.Nested(LinksSchema, required=True)


class NewKeySchema(KeySchema):
    """A key that was just made."""

    key = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What to send as bearer token. Shown once: null in a replayed answer.", "example": "fck_…"},
    )


class KeyListSchema(ListAnswer):
    """Keys, newest first."""

    items = fields.List(fields.Nested(KeySchema), required=True)


class AuditQuery(ListQuery):
    """Filters of the audit log."""

    key_id = Text(maximum=100, metadata={"example": EXAMPLE_ID})
    operation = Text(maximum=100, metadata={"example": "put_document"})


class AuditEntrySchema(Schema):
    """A request that wrote, or was kept from it."""

    entry_id = fields.String(required=True)
    at = ZonedTime(required=True)
    key_id = fields.String(required=True, metadata=KEY_ID_NOTE)
    operation = fields.String(required=True, metadata={"description": "An `operationId`.", "example": "put_document"})
    ids = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "What it was about: the ids of the address and of what was made."},
    )
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    problem = fields.String(
        required=True, allow_none=True, metadata={"description": "What it was refused by: the end of a problem's `type`."}
    )
    request_id = fields.String(required=True)


class AuditListSchema(ListAnswer):
    """Entries of the audit log, newest first."""

    items = fields.List(fields.Nested(AuditEntrySchema), required=True)
