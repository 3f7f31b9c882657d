"""Webhooks: what is asked for, what is shown of them, and the log of deliveries."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate
from typing_extensions import override

from factcheck.schemas.fields import Text, ZonedTime
from factcheck.store.webhook_records import ACTIVE, DELIVERED, DISABLED, FAILED, PENDING
from factcheck.webhooks.addresses import LONGEST_URL
from factcheck.webhooks.events import EVENT_KINDS, FULL, THIN
from service.paths import DELIVERY_ID, WEBHOOK_ID
from service.schemas.lists import LinksSchema, ListAnswer, ListQuery
from service.schemas.quotes import JsonInteger

DAY_SECONDS = 86_400
LONGEST_OVERLAP_SECONDS = 7 * DAY_SECONDS
WEBHOOK_EXAMPLE = "whk_0191f0a2c1d27b3e8a4f5c6d7e8f9a0b"
DELIVERY_EXAMPLE = "dlv_0191f0a2c1d27b3e8a4f5c6d7e8f9a0c"
EVENT_EXAMPLE = "evt_0191f0a2c1d27b3e8a4f5c6d7e8f9a0d"
TIME = "2024-08-06T10:00:00Z"
URL = {
    "description": "Where to POST to: https, or http to a host that the operator has named. It is shown in lists.",
    "format": "webhook-url",
    "example": "https://cms.example/factcheck",
}
PAYLOAD = {"description": "`full` adds the claim as `GET` shows it to the events of claims.", "example": THIN}


class Events(fields.List[str]):
    """Kinds of events, each named once."""

    def __init__(self, **options: Any) -> None:
        described = {
            "description": "Which events to hear of; by default all.",
            "example": ["claim.done", "claim.failed"],
        }
        kind = fields.String(validate=validate.OneOf(EVENT_KINDS))
        super().__init__(kind, validate=validate.Length(min=1), metadata=described, **options)

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str | None]:
        return list(dict.fromkeys(super()._deserialize(value, attr, data, **kwargs)))


class WebhookChanges(Schema):
    """What can be changed of a webhook; what is left out stays."""

    url = Text(maximum=LONGEST_URL, metadata=URL)
    events = Events()
    payload = fields.String(validate=validate.OneOf([THIN, FULL]), metadata=PAYLOAD)
    description = Text(maximum=200, allow_none=True, metadata={"example": "Newsroom CMS"})
    status = fields.String(
        validate=validate.OneOf([ACTIVE, DISABLED]),
        metadata={"description": "A disabled one is told nothing; what waits for it goes on waiting.", "example": ACTIVE},
    )


class WebhookBody(WebhookChanges):
    """A webhook to be made; it is active at once."""

    class Meta:
        exclude = ("status",)

    url = Text(required=True, maximum=LONGEST_URL, metadata=URL)
    events = Events(load_default=lambda: list(EVENT_KINDS))
    payload = fields.String(load_default=THIN, validate=validate.OneOf([THIN, FULL]), metadata=PAYLOAD)


class RotationBody(Schema):
    """How to change the secret."""

    overlap_seconds = JsonInteger(
        minimum=0,
        maximum=LONGEST_OVERLAP_SECONDS,
        allow_none=False,
        load_default=DAY_SECONDS,
        description="For how long the old secret signs as well; 0 ends it at once.",
    )


class WebhookSchema(Schema):
    """A webhook without its secret."""

    webhook_id = fields.String(required=True, metadata={"example": WEBHOOK_EXAMPLE, "pattern": WEBHOOK_ID})
    url = fields.String(required=True, metadata={"example": "https://cms.example/factcheck"})
    events = fields.List(
        fields.String(validate=validate.OneOf(EVENT_KINDS)),
        required=True,
        metadata={"example": ["claim.done", "claim.failed"]},
    )
    payload = fields.String(required=True, validate=validate.OneOf([THIN, FULL]), metadata={"example": THIN})
    description = fields.String(required=True, allow_none=True, metadata={"example": "Newsroom CMS"})
    status = fields.String(required=True, validate=validate.OneOf([ACTIVE, DISABLED]), metadata={"example": ACTIVE})
    disabled_reason = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(["request", "gone"]),
        metadata={"example": None, "description": "`gone`: the endpoint answered 410."},
    )
    failing_since = ZonedTime(
        required=True,
        allow_none=True,
        metadata={"example": None, "description": "Since when nothing got through; null after a success."},
    )
    previous_secret_expires_at = ZonedTime(
        required=True,
        allow_none=True,
        metadata={"example": None, "description": "Until when messages are signed with two secrets."},
    )
    created_at = ZonedTime(required=True, metadata={"example": TIME})
    changed_at = ZonedTime(required=True, metadata={"example": TIME})
    links = fields.Nested(LinksSchema, required=True)


class SecretWebhookSchema(WebhookSchema):
    """A webhook with its new secret, which is shown in this answer alone."""

    secret = fields.String(
        required=True,
        metadata={"example": "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "pattern": "^whsec_[A-Za-z0-9+/]{43}=$"},
    )


class WebhookListSchema(ListAnswer):
    """Webhooks, newest first."""

    items = fields.List(fields.Nested(WebhookSchema), required=True)


class DeliveriesQuery(ListQuery):
    """Filters of the log of deliveries."""

    status = fields.String(validate=validate.OneOf([PENDING, DELIVERED, FAILED]))


class AttemptSchema(Schema):
    """What came of one try. A number is missing where a process was killed during the try."""

    number = fields.Integer(required=True, metadata={"example": 1})
    started_at = ZonedTime(required=True, metadata={"example": TIME})
    duration_ms = fields.Integer(required=True, metadata={"example": 84})
    status_code = fields.Integer(required=True, allow_none=True, metadata={"example": 200})
    error = fields.String(required=True, allow_none=True, metadata={"example": None})
    response = fields.String(
        required=True, metadata={"example": "thanks", "description": "The first 1,024 bytes of the endpoint's answer."}
    )


class DeliverySchema(Schema):
    """One event on its way to a webhook. `event_id` is the message's `webhook-id`, the same at every try."""

    delivery_id = fields.String(required=True, metadata={"example": DELIVERY_EXAMPLE, "pattern": DELIVERY_ID})
    event_id = fields.String(required=True, metadata={"example": EVENT_EXAMPLE})
    type = fields.String(required=True, metadata={"example": "claim.done", "description": "An event, or `webhook.test`."})
    status = fields.String(
        required=True, validate=validate.OneOf([PENDING, DELIVERED, FAILED]), metadata={"example": DELIVERED}
    )
    occurred_at = ZonedTime(required=True, metadata={"example": TIME})
    created_at = ZonedTime(required=True, metadata={"example": TIME})
    next_attempt_at = ZonedTime(required=True, allow_none=True, metadata={"example": None})
    finished_at = ZonedTime(required=True, allow_none=True, metadata={"example": TIME})
    attempts = fields.List(fields.Nested(AttemptSchema), required=True)
    links = fields.Nested(LinksSchema, required=True)


class DeliveryListSchema(ListAnswer):
    """Deliveries, newest first."""

    items = fields.List(fields.Nested(DeliverySchema), required=True)
