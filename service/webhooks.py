"""Webhooks: who wants to hear of events, and the log of what was sent."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import Response, jsonify

from factcheck.store.webhook_records import Delivery, NewWebhook, Webhook
from factcheck.webhooks.addresses import AddressError
from factcheck.webhooks.signing import new_secret
from service.blueprint import ApiBlueprint
from service.context import services, workspace_id
from service.headers import LOCATION
from service.paths import (
    DELIVERY_PARAMETER,
    WEBHOOK_PARAMETER,
    delivery_path,
    known_delivery_id,
    known_webhook_id,
    webhook_path,
)
from service.presentation import present_delivery, present_webhook
from service.problems import invalid_input, not_found
from service.schemas.lists import ListQuery
from service.schemas.webhooks import (
    DeliveriesQuery,
    DeliveryListSchema,
    DeliverySchema,
    RotationBody,
    SecretWebhookSchema,
    WebhookBody,
    WebhookChanges,
    WebhookListSchema,
    WebhookSchema,
)

blp = ApiBlueprint("webhooks", __name__, description="Events, sent to an address of yours.")

T = TypeVar("T")

ID_OF_ANSWER = {"webhook_id": "$response.body#/webhook_id"}
IDS_OF_DELIVERY = {"webhook_id": "$request.path.webhook_id", "delivery_id": "$response.body#/delivery_id"}


def answer_secret(webhook_id: str) -> Any:
    """Return the answer to the making of a webhook, with the secret that it has now."""
    return jsonify(SecretWebhookSchema().dump(present_secret(webhook_id))), 201, {"Location": webhook_path(webhook_id)}


def answer_rotation(webhook_id: str) -> Any:
    """Return the answer to a rotation, with the secret that the webhook has now."""
    return jsonify(SecretWebhookSchema().dump(present_secret(webhook_id)))


@blp.post("/v1/webhooks")
@blp.leads_to(201, "get_webhook", **ID_OF_ANSWER)
@blp.leads_to(201, "update_webhook", **ID_OF_ANSWER)
@blp.leads_to(201, "test_webhook", **ID_OF_ANSWER)
@blp.leads_to(201, "rotate_webhook_secret", **ID_OF_ANSWER)
@blp.leads_to(201, "list_deliveries", **ID_OF_ANSWER)
@blp.needs("admin", again=answer_secret)
@blp.body(WebhookBody)
@blp.answer(201, SecretWebhookSchema, "Made; the secret is shown here only.", headers=LOCATION)
def create_webhook(body: dict[str, Any]) -> Any:
    """Have events sent to an address, signed as Standard Webhooks specifies."""
    check_url(body["url"])
    new, secret = NewWebhook(**{**body, "events": tuple(body["events"])}), new_secret()
    webhook = services().store.webhooks.create(workspace_id(), new, secret)
    headers = {"Location": webhook_path(webhook.webhook_id)}
    return {**present_webhook(webhook), "secret": secret}, 201, headers


@blp.get("/v1/webhooks")
@blp.needs("admin")
@blp.query(ListQuery)
@blp.answer(200, WebhookListSchema, "A page of webhooks, newest first.")
def list_webhooks(query: dict[str, Any]) -> Any:
    """List webhooks, newest first, without their secrets."""
    page = services().store.webhooks.list(workspace_id(), **query)
    return {"items": [present_webhook(webhook) for webhook in page.items], "next_cursor": page.next_cursor}


@blp.get("/v1/webhooks/<id:webhook_id>", parameters=[WEBHOOK_PARAMETER])
@blp.needs("admin")
@blp.answer(200, WebhookSchema, "The webhook.")
@blp.problems(404)
def get_webhook(webhook_id: str) -> Any:
    """Return a webhook without its secret."""
    return present_webhook(find_webhook(webhook_id))


@blp.patch("/v1/webhooks/<id:webhook_id>", parameters=[WEBHOOK_PARAMETER])
@blp.needs("admin")
@blp.body(WebhookChanges)
@blp.answer(200, WebhookSchema, "The webhook as it is now.")
@blp.problems(404)
def update_webhook(body: dict[str, Any], webhook_id: str) -> Any:
    """Change a webhook; `status` disables it or makes it active again."""
    if "url" in body:
        check_url(body["url"])
    webhook = services().store.webhooks.change(workspace_id(), known_webhook_id(webhook_id), body)
    return present_webhook(required(webhook, "webhook"))


@blp.delete("/v1/webhooks/<id:webhook_id>", parameters=[WEBHOOK_PARAMETER])
@blp.needs("admin")
@blp.answer(204, None, "Gone, with the log of its deliveries; nothing more is sent.")
@blp.problems(404)
def delete_webhook(webhook_id: str) -> Any:
    """Delete a webhook."""
    if not services().store.webhooks.delete(workspace_id(), known_webhook_id(webhook_id)):
        raise not_found("webhook")
    return Response(status=204)


@blp.post("/v1/webhooks/<id:webhook_id>:rotate-secret", parameters=[WEBHOOK_PARAMETER])
@blp.needs("admin", again=answer_rotation)
@blp.body(RotationBody)
@blp.answer(200, SecretWebhookSchema, "The new secret; the old one signs as well for as long as asked for.")
@blp.problems(404)
def rotate_webhook_secret(body: dict[str, Any], webhook_id: str) -> Any:
    """Give a webhook a new secret; for a while every message is signed with both."""
    secret = new_secret()
    name = known_webhook_id(webhook_id)
    webhook = services().store.webhooks.rotate_secret(workspace_id(), name, secret, body["overlap_seconds"])
    return {**present_webhook(required(webhook, "webhook")), "secret": secret}


@blp.post("/v1/webhooks/<id:webhook_id>:test", parameters=[WEBHOOK_PARAMETER])
@blp.leads_to(202, "get_delivery", **IDS_OF_DELIVERY)
@blp.leads_to(202, "replay_delivery", **IDS_OF_DELIVERY)
@blp.needs("admin")
@blp.answer(202, DeliverySchema, "On its way, as any event would be.", headers=LOCATION)
@blp.problems(404)
def test_webhook(webhook_id: str) -> Any:
    """Send an event of the type `webhook.test`."""
    delivery = services().store.deliveries.add_test(workspace_id(), known_webhook_id(webhook_id))
    return accept_delivery(required(delivery, "webhook"))


@blp.get("/v1/webhooks/<id:webhook_id>/deliveries", parameters=[WEBHOOK_PARAMETER])
@blp.needs("admin")
@blp.query(DeliveriesQuery)
@blp.answer(200, DeliveryListSchema, "A page of deliveries with their attempts, newest first.")
@blp.problems(404)
def list_deliveries(query: dict[str, Any], webhook_id: str) -> Any:
    """List what was sent to a webhook, newest first. The log goes back as far as it is kept, 30 days by default."""
    name = find_webhook(webhook_id).webhook_id
    page = services().store.deliveries.list(workspace_id(), name, **query)
    return {"items": [present_delivery(delivery) for delivery in page.items], "next_cursor": page.next_cursor}


@blp.get("/v1/webhooks/<id:webhook_id>/deliveries/<id:delivery_id>", parameters=[WEBHOOK_PARAMETER, DELIVERY_PARAMETER])
@blp.needs("admin")
@blp.answer(200, DeliverySchema, "The delivery with its attempts.")
@blp.problems(404)
def get_delivery(webhook_id: str, delivery_id: str) -> Any:
    """Return one delivery with its attempts."""
    ids = known_webhook_id(webhook_id), known_delivery_id(delivery_id)
    return present_delivery(required(services().store.deliveries.get(workspace_id(), *ids), "delivery"))


@blp.post("/v1/webhooks/<id:webhook_id>/deliveries/<delivery_id>:replay", parameters=[WEBHOOK_PARAMETER, DELIVERY_PARAMETER])
@blp.needs("admin")
@blp.answer(202, DeliverySchema, "A new delivery of the same event, on its way.", headers=LOCATION)
@blp.problems(404)
def replay_delivery(webhook_id: str, delivery_id: str) -> Any:
    """Send the event of a delivery once more, whatever came of the first; it says what is true now."""
    ids = known_webhook_id(webhook_id), known_delivery_id(delivery_id)
    return accept_delivery(required(services().store.deliveries.replay(workspace_id(), *ids), "delivery"))


def required(found: T | None, what: str) -> T:
    """Return what was found; raises the 404 problem if that is nothing."""
    if found is None:
        raise not_found(what)
    return found


def check_url(url: str) -> None:
    """Raise the 422 problem if nothing may be sent to this address."""
    try:
        services().guard.find(url)
    except AddressError as error:
        raise invalid_input([("/url", str(error))]) from error


def find_webhook(webhook_id: str) -> Webhook:
    """Return the workspace's webhook; raises the 404 problem."""
    return required(services().store.webhooks.get(workspace_id(), known_webhook_id(webhook_id)), "webhook")


def present_secret(webhook_id: str) -> dict[str, Any]:
    """Return the webhook with the newest secret."""
    secret = required(services().store.webhooks.secret(workspace_id(), webhook_id), "webhook")
    return {**present_webhook(find_webhook(webhook_id)), "secret": secret}


def accept_delivery(delivery: Delivery) -> Any:
    """Return the answer that says where a delivery is to be found."""
    return present_delivery(delivery), 202, {"Location": delivery_path(delivery.webhook_id, delivery.delivery_id)}
