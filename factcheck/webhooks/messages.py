"""What a message says: the state at the moment of sending, never the one at which it was queued.

An event keeps only what it is about. Verdicts and reports are read from the store when the message is built, by the rule
that every answer goes by, so that a delivery that waited a day tells nothing that may no longer be shown.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from factcheck.report_json import format_time
from factcheck.showing import claim_path, show_claim
from factcheck.store import Store
from factcheck.store.progress import ClaimState, count_states
from factcheck.store.webhook_records import LeasedDelivery
from factcheck.webhooks.events import FULL


def build_message(store: Store, delivery: LeasedDelivery, now: datetime) -> bytes | None:
    """Return the JSON body to send, or None if what the event is about is no longer in the store."""
    data = _describe(store, delivery, now)
    if data is None:
        return None
    message = {"type": delivery.kind, "timestamp": format_time(delivery.occurred_at), "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=_write_time).encode()


def _describe(store: Store, delivery: LeasedDelivery, now: datetime) -> dict[str, Any] | None:
    """Return what the event is about as it is now, None if that is gone."""
    subject = delivery.subject
    if "check_id" in subject:
        return _describe_claim(store, delivery, now)
    if "batch_id" in subject:
        return _describe_batch(store, delivery)
    if "article_id" in subject:
        return _describe_article(store, delivery)
    if "import_id" in subject:
        return {**subject, "links": {"self": f"/v1/imports/{subject['import_id']}"}}
    return subject


def _describe_batch(store: Store, delivery: LeasedDelivery) -> dict[str, Any] | None:
    batch = store.batches.get(delivery.workspace_id, delivery.subject["batch_id"])
    if batch is None:
        return None
    counts = _count_again(delivery.subject, [item.claim for item in batch.items])
    return {**delivery.subject, "counts": counts, "links": {"self": f"/v1/claim-batches/{batch.batch_id}"}}


def _describe_article(store: Store, delivery: LeasedDelivery) -> dict[str, Any] | None:
    article = store.articles.get(delivery.workspace_id, delivery.subject["article_id"])
    if article is None:
        return None
    counts = _count_again(delivery.subject, [sentence.claim for sentence in article.sentences])
    return {
        **delivery.subject,
        "status": "running" if article.finished_at is None else "done",
        "counts": {**counts, "sentences": article.total, "checkable": len(article.sentences)},
        "links": {"self": f"/v1/articles/{article.article_id}"},
    }


def _count_again(subject: dict[str, Any], states: Sequence[ClaimState | None]) -> dict[str, Any]:
    """Return the counts of now: a verdict may have changed since the last check ended."""
    claims = {state.claim_id: state for state in states if state is not None}
    return {**subject["counts"], **asdict(count_states(claims.values()))}


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
