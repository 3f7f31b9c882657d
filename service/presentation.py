"""From the store's records to the mappings that the schemas serialise."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from factcheck.store.records import Document, DocumentVersion, Import
from service.paths import document_path, import_path, version_path


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
