"""What a message says: the state at the moment of sending, never the one at which it was queued.

An event keeps only what it is about. Verdicts and reports are read from the store when the message is built, by the rule
that every answer goes by, so that a delivery that waited a day tells nothing that may no longer be shown.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from factcheck.report_json import format_time
from factcheck.showing import claim_path, show_claim
from factcheck.store import Store
from factcheck.store.webhook_records import LeasedDelivery
from factcheck.webhooks.events import FULL

# Where the thing is to be found whose id an event carries under this name.
PATHS = {
    "claim_id": "/v1/claims/",
    "batch_id": "/v1/claim-batches/",
    "article_id": "/v1/articles/",
    "import_id": "/v1/imports/",
}


def build_message(store: Store, delivery: LeasedDelivery, now: datetime) -> bytes | None:
    """Return the JSON body to send, or None if what the event is about is no longer in the store."""
    data = _describe(store, delivery, now)
    if data is None:
        return None
    message = {"type": delivery.kind, "timestamp": format_time(delivery.occurred_at), "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=_write_time).encode()


def _describe(store: Store, delivery: LeasedDelivery, now: datetime) -> dict[str, Any] | None:
    if "check_id" in delivery.subject:
        return _describe_claim(store, delivery, now)
    addresses = [prefix + delivery.subject[name] for name, prefix in PATHS.items() if name in delivery.subject]
    return {**delivery.subject, **({"links": {"self": addresses[0]}} if addresses else {})}


def _describe_claim(store: Store, delivery: LeasedDelivery, now: datetime) -> dict[str, Any] | None:
    """Return the claim with the check that the event is about, as far as that may be shown now."""
    found = store.dispatch.find_claim(delivery.workspace_id, delivery.subject["check_id"])
    if found is None:
        return None
    claim, is_latest = found
    shown = show_claim(store, claim, now)
    data = {
        **delivery.subject,
        "status": claim.check.status,
        "verdict": shown["verdict"],
        "external_id": claim.external_id,
        "is_latest": is_latest,
        "links": {"self": claim_path(claim.claim_id)},
    }
    return {**data, "claim": shown} if delivery.payload == FULL else data


def _write_time(value: object) -> str:
    if isinstance(value, datetime):
        return format_time(value)
    raise TypeError(f"{type(value).__name__} can't be sent")
