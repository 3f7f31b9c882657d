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

DAY_SECONDS = 86_400
LONGEST_OVERLAP_SECONDS = 7 * DAY_SECONDS
URL = {
    "description": "Where to POST to: https, or http to a host that the operator has named. It is shown in lists.",
    "format": "webhook-url",
    "examples": ["https://cms.example/factcheck"],
}
PAYLOAD = {"description": "`full` adds the claim as `GET` shows it to the events of claims.", "examples": [THIN]}


class Events(fields.List[str]):
    """Kinds of events, each named once."""

    def __init__(self, **options: Any) -> None:
        described = {
            "description": "Which events to hear of; by default all.",
            "examples": [["claim.done", "claim.failed"]],
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
    description = Text(maximum=200, allow_none=True, metadata={"examples": ["Newsroom CMS"]})
    status = fields.String(
        validate=validate.OneOf([ACTIVE, DISABLED]),
        metadata={"description": "A disabled one is told nothing; what waits for it goes on waiting.", "examples": [ACTIVE]},
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

    overlap_seconds = fields.Integer(
        strict=True,
        load_default=DAY_SECONDS,
        validate=validate.Range(min=0, max=LONGEST_OVERLAP_SECONDS),
        metadata={"description": "For how long the old secret signs as well; 0 ends it at once.", "examples": [DAY_SECONDS]},
    )


class WebhookSchema(Schema):
    """A webhook without its secret."""

    webhook_id = fields.String(required=True, metadata={"pattern": WEBHOOK_ID})
    url = fields.String(required=True)
    events = fields.List(fields.String(validate=validate.OneOf(EVENT_KINDS)), required=True)
    payload = fields.String(required=True, validate=validate.OneOf([THIN, FULL]))
    description = fields.String(required=True, allow_none=True)
    status = fields.String(required=True, validate=validate.OneOf([ACTIVE, DISABLED]))
    disabled_reason = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(["request", "gone"]),
        metadata={"description": "`gone`: the endpoint answered 410."},
    )
    failing_since = ZonedTime(
        required=True, allow_none=True, metadata={"description": "Since when nothing got through; null after a success."}
    )
    previous_secret_expires_at = ZonedTime(
        required=True, allow_none=True, metadata={"description": "Until when messages are signed with two secrets."}
    )
    created_at = ZonedTime(required=True)
    changed_at = ZonedTime(required=True)
    links = fields.Nested(LinksSchema, required=True)


class SecretWebhookSchema(WebhookSchema):
    """A webhook with its new secret, which is shown in this answer alone."""

    secret = fields.String(required=True, metadata={"pattern": "^whsec_[A-Za-z0-9+/]{43}=$"})


class WebhookListSchema(ListAnswer):
    """Webhooks, newest first."""

    items = fields.List(fields.Nested(WebhookSchema), required=True)


class DeliveriesQuery(ListQuery):
    """Filters of the log of deliveries."""

    status = fields.String(validate=validate.OneOf([PENDING, DELIVERED, FAILED]))


class AttemptSchema(Schema):
    """What came of one try. A number is missing where a process was killed during the try."""

    number = fields.Integer(required=True)
    started_at = ZonedTime(required=True)
    duration_ms = fields.Integer(required=True)
    status_code = fields.Integer(required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)
    response = fields.String(required=True, metadata={"description": "The first 1,024 bytes of the endpoint's answer."})


class DeliverySchema(Schema):
    """One event on its way to a webhook. `event_id` is the message's `webhook-id`, the same at every try."""

    delivery_id = fields.String(required=True, metadata={"pattern": DELIVERY_ID})
    event_id = fields.String(required=True)
    type = fields.String(required=True, metadata={"description": "An event, or `webhook.test`."})
    status = fields.String(required=True, validate=validate.OneOf([PENDING, DELIVERED, FAILED]))
    occurred_at = ZonedTime(required=True)
    created_at = ZonedTime(required=True)
    next_attempt_at = ZonedTime(required=True, allow_none=True)
    finished_at = ZonedTime(required=True, allow_none=True)
    attempts = fields.List(fields.Nested(AttemptSchema), required=True)
    links = fields.Nested(LinksSchema, required=True)


class DeliveryListSchema(ListAnswer):
    """Deliveries, newest first."""

    items = fields.List(fields.Nested(DeliverySchema), required=True)
