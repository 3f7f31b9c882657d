"""For admins: keys, webhooks with their deliveries, and the audit log."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext

from factcheck.store.records import SCOPES
from service.context import services, workspace_id
from service.desk.access import needs, see_other
from service.desk.blueprint import blp
from service.desk.rendering import render_page
from service.keys import find_key
from service.paths import known_delivery_id
from service.problems import not_found
from service.webhooks import find_webhook

PAGE_SIZE = 50
# Keys that the audit log calls by their names; older ones by their ids.
MOST_NAMED = 200
LONGEST_NAME = 200


@blp.get("/keys")
@needs("admin")
def show_keys() -> str:
    """List the workspace's keys."""
    return render_keys(made=None, problem=None)


@blp.post("/keys")
@needs("admin")
def create_key_page() -> str | tuple[str, int]:
    """Make a key and show it, this once."""
    scopes, name = request.form.getlist("scopes"), request.form.get("name", "").strip()[:LONGEST_NAME]
    if not scopes or not set(scopes) <= set(SCOPES):
        return render_keys(made=None, problem=gettext("Choose what the key may do.")), 422
    _key, token = services().store.keys.create(workspace_id(), scopes, name=name or None)
    return render_keys(made=token, problem=None)


@blp.post("/keys/<key_id>/revoke")
@needs("admin")
def revoke_key_page(key_id: str) -> Response:
    """Revoke a key at once."""
    services().store.keys.revoke(find_key(key_id).key_id)
    return see_other("/keys")


@blp.get("/webhooks")
@needs("admin")
def show_webhooks() -> str:
    """List the webhooks."""
    page = services().store.webhooks.list(workspace_id(), request.args.get("cursor"), PAGE_SIZE)
    return render_page("webhooks.html", webhooks=page.items, next_cursor=page.next_cursor)


@blp.get("/webhooks/<webhook_id>")
@needs("admin")
def show_deliveries(webhook_id: str) -> str:
    """List what was delivered to a webhook, or was not."""
    webhook = find_webhook(webhook_id)
    page = services().store.deliveries.list(workspace_id(), webhook.webhook_id, request.args.get("cursor"), PAGE_SIZE)
    return render_page("webhook.html", webhook=webhook, deliveries=page.items, next_cursor=page.next_cursor)


@blp.post("/webhooks/<webhook_id>/deliveries/<delivery_id>/replay")
@needs("admin")
def replay_delivery_page(webhook_id: str, delivery_id: str) -> Response:
    """Send a delivery again."""
    webhook = find_webhook(webhook_id)
    if services().store.deliveries.replay(workspace_id(), webhook.webhook_id, known_delivery_id(delivery_id)) is None:
        raise not_found("delivery")
    return see_other(f"/webhooks/{webhook.webhook_id}")


@blp.get("/audit")
@needs("admin")
def show_audit() -> str:
    """List who wrote what."""
    page = services().store.audit.list(workspace_id(), request.args.get("cursor"), PAGE_SIZE)
    keys = services().store.keys.page(workspace_id(), None, MOST_NAMED).items
    names = {key.key_id: key.name for key in keys if key.name}
    return render_page("audit.html", entries=page.items, names=names, next_cursor=page.next_cursor)


def render_keys(made: str | None, problem: str | None) -> str:
    """Return the page of keys, with the one that was just made or what was wrong."""
    page = services().store.keys.page(workspace_id(), request.args.get("cursor"), PAGE_SIZE)
    return render_page("keys.html", keys=page.items, next_cursor=page.next_cursor, scopes=SCOPES, made=made, problem=problem)
