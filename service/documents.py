"""Documents: put, read, listed and deleted; the index follows by a job."""

from __future__ import annotations

from typing import Any

from flask import Response

from factcheck.jobs import index_job
from factcheck.schemas.document import DocumentSchema, build_input
from factcheck.store.records import Document
from service.blueprint import ApiBlueprint
from service.context import services, workspace_id
from service.headers import LOCATION
from service.paths import (
    DOCUMENT_PARAMETER,
    VERSION_PARAMETER,
    document_path,
    known_document_id,
    known_version,
    new_document_id,
)
from service.presentation import present_document, present_version
from service.problems import not_found
from service.queue import hand_over
from service.schemas.documents import (
    DocumentListSchema,
    StoredDocumentSchema,
    VersionListSchema,
    VersionSchema,
)
from service.schemas.lists import ListQuery

blp = ApiBlueprint("documents", __name__, description="The archive: documents with immutable versions.")


blp.limit_body(lambda settings: settings.max_document_bytes)


@blp.put("/v1/documents/<document_id>", parameters=[DOCUMENT_PARAMETER])
@blp.leads_to(201, "get_document", document_id="$request.path.document_id")
@blp.leads_to(201, "list_versions", document_id="$request.path.document_id")
@blp.leads_to(201, "get_version", document_id="$request.path.document_id", version="$response.body#/version")
@blp.leads_to(201, "delete_document", document_id="$request.path.document_id")
@blp.needs("corpus:write")
@blp.body(DocumentSchema)
@blp.answer(200, StoredDocumentSchema, "A new version, or nothing new.")
@blp.other_answer(201, StoredDocumentSchema, "The document was not there before.", headers=LOCATION)
def put_document(body: dict[str, Any], document_id: str) -> Any:
    """Store a document. Other content than before makes a new version; status and embargo alone do not.

    A schema.org `ClaimReview` in JSON-LD, alone, in a list or in a `@graph`, is taken as well and becomes a `fact_check`.
    """
    name = new_document_id(document_id)
    _, content, status, embargoed_until = build_input(body)
    stored = services().store.documents.put(workspace_id(), name, content, status, embargoed_until)
    follow_in_index(stored.document)
    if stored.created:
        return present_document(stored.document), 201, {"Location": document_path(name)}
    return present_document(stored.document)


@blp.get("/v1/documents/<document_id>", parameters=[DOCUMENT_PARAMETER])
@blp.needs("corpus:read")
@blp.answer(200, StoredDocumentSchema, "The document in its current version.")
@blp.problems(404)
def get_document(document_id: str) -> Any:
    """Return a document in its current version."""
    return present_document(find_document(document_id))


@blp.delete("/v1/documents/<document_id>", parameters=[DOCUMENT_PARAMETER])
@blp.needs("corpus:write")
@blp.answer(204, None, "Gone from searches, evidence and stored reports; the texts are deleted.")
@blp.problems(404)
def delete_document(document_id: str) -> Any:
    """Delete a document with all its versions."""
    document = services().store.documents.delete(workspace_id(), known_document_id(document_id))
    if document is None:
        raise not_found("document")
    follow_in_index(document)
    return Response(status=204)


@blp.get("/v1/documents")
@blp.needs("corpus:read")
@blp.query(ListQuery)
@blp.answer(200, DocumentListSchema, "A page of documents, newest first.")
def list_documents(query: dict[str, Any]) -> Any:
    """List documents without their texts, newest first."""
    page = services().store.documents.list(workspace_id(), **query)
    return {"items": [present_document(document) for document in page.items], "next_cursor": page.next_cursor}


@blp.get("/v1/documents/<document_id>/versions", parameters=[DOCUMENT_PARAMETER])
@blp.needs("corpus:read")
@blp.query(ListQuery)
@blp.answer(200, VersionListSchema, "A page of versions, newest first.")
@blp.problems(404)
def list_versions(query: dict[str, Any], document_id: str) -> Any:
    """List the versions of a document without their texts, newest first."""
    name = find_document(document_id).document_id
    page = services().store.documents.versions(workspace_id(), name, **query)
    return {"items": [present_version(name, version) for version in page.items], "next_cursor": page.next_cursor}


@blp.get("/v1/documents/<document_id>/versions/<int:version>", parameters=[DOCUMENT_PARAMETER, VERSION_PARAMETER])
@blp.needs("corpus:read")
@blp.answer(200, VersionSchema, "The version with its text.")
@blp.problems(404)
def get_version(document_id: str, version: int) -> Any:
    """Return one version of a document, as reports cite it."""
    name = find_document(document_id).document_id
    found = services().store.documents.get_version(workspace_id(), name, known_version(version))
    if found is None:
        raise not_found("version")
    return present_version(name, found)


def find_document(document_id: str) -> Document:
    """Return the workspace's document; raises the 404 problem."""
    document = services().store.documents.get(workspace_id(), known_document_id(document_id))
    if document is None:
        raise not_found("document")
    return document


def follow_in_index(document: Document) -> None:
    """Have the workers bring the index in line, if it is not yet."""
    if document.index_status == "queued":
        timeout = services().settings.indexing_timeout_seconds
        hand_over(services().queue, [index_job(document.document_key, document.index_attempt, timeout)])
