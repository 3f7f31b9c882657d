"""From the store's records to the mappings that the schemas serialise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from factcheck.schemas.items import Item
from factcheck.store.records import Document, DocumentVersion, Import, StoredDocument
from factcheck.store.webhook_records import PENDING, Delivery, Webhook
from service.paths import delivery_path, document_path, import_path, version_path, webhook_path


def present_document(document: Document) -> dict[str, Any]:
    """Return the document in its current version."""
    return {
        **asdict(document.content),
        "document_id": document.document_id,
        "version": document.version,
        "sha256": document.sha256,
        "status": document.status,
        "embargoed_until": document.embargoed_until,
        "index_status": document.index_status,
        "index_error": document.index_error,
        "created_at": document.created_at,
        "changed_at": document.changed_at,
        "links": {"self": document_path(document.document_id)},
    }


def present_stored(result: StoredDocument) -> dict[str, Any]:
    """Return a document that was sent, as it is now, with what became of the sent one."""
    outcomes = {"older": result.is_late, "created": result.created, "changed": result.changed, "unchanged": True}
    outcome = next(name for name, is_so in outcomes.items() if is_so)
    return {**present_document(result.document), "created": result.created, "outcome": outcome}


def present_taken(stored: Sequence[tuple[Item, StoredDocument]], errors: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return what became of the items of a body, in its order."""
    items = [{"pointer": item.pointer, **present_stored(result)} for item, result in stored]
    return {"items": items, "errors": [{"pointer": pointer, "detail": detail} for pointer, detail in errors]}


def present_version(document_id: str, version: DocumentVersion) -> dict[str, Any]:
    """Return one version of a document."""
    return {
        **asdict(version.content),
        "version": version.version,
        "sha256": version.sha256,
        "created_at": version.created_at,
        "links": {"self": version_path(document_id, version.version)},
    }


def present_import(progress: Import) -> dict[str, Any]:
    """Return how far an import is."""
    return {
        "import_id": progress.import_id,
        "status": progress.status,
        "total": progress.total,
        "done": progress.done,
        "failed": progress.failed,
        "errors": [asdict(error) for error in progress.errors],
        "created_at": progress.created_at,
        "finished_at": progress.finished_at,
        "links": {"self": import_path(progress.import_id)},
    }


def present_webhook(webhook: Webhook) -> dict[str, Any]:
    """Return the webhook; its record holds no secret."""
    return {**asdict(webhook), "links": {"self": webhook_path(webhook.webhook_id)}}


def present_delivery(delivery: Delivery) -> dict[str, Any]:
    """Return what was sent, or is to be sent, and what came of it."""
    return {
        **asdict(delivery),
        "type": delivery.kind,
        "next_attempt_at": delivery.due_at if delivery.status == PENDING else None,
        "links": {"self": delivery_path(delivery.webhook_id, delivery.delivery_id)},
    }
