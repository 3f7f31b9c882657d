"""Documents: put, read, listed and deleted; the index follows by a job."""

from __future__ import annotations

from typing import Any

from flask import Response

from factcheck.jobs import index_job
from factcheck.schemas.document import (
    DocumentError,
    DocumentSchema,
    ImportedDocumentSchema,
    load_item,
)
from factcheck.schemas.formats import read_one
from factcheck.schemas.items import Item
from factcheck.store.editions import DocumentPut
from factcheck.store.imports import NOTHING_TO_TAKE_BACK
from factcheck.store.records import Document
from factcheck.visibility import is_visible
from service.blueprint import ApiBlueprint
from service.caching import read_precondition, tag_with_state
from service.context import caller, services, workspace_id
from service.document_bodies import describe_body, read_sent_items
from service.headers import ETAG, IF_MATCH, IF_NONE_MATCH_STAR, LOCATION
from service.paths import (
    DOCUMENT_PARAMETER,
    VERSION_PARAMETER,
    document_path,
    known_document_id,
    known_version,
    new_document_id,
)
from service.presentation import present_document, present_stored, present_taken, present_version
from service.problems import not_found
from service.queue import hand_over
from service.schemas.documents import (
    DocumentListSchema,
    PutDocumentSchema,
    StoredDocumentSchema,
    TakenDocumentsSchema,
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
@blp.describe(requestBody=describe_body(DocumentSchema), parameters=[IF_MATCH, IF_NONE_MATCH_STAR])
@blp.needs("corpus:write")
@blp.answer(200, PutDocumentSchema, "A new version, or nothing new.", headers=ETAG)
@blp.other_answer(201, PutDocumentSchema, "The document was not there before.", headers=LOCATION | ETAG)
@blp.problems(400, 404, 412, 413, 415, 422)
def put_document(document_id: str) -> Any:
    """Store a document. Other content than before makes a new version; status and embargo alone do not.

    The body holds one document in any of the formats that are taken. `404` is for an item without text that takes back a
    document which is not there. An agency's item that is older than what is there changes nothing of it, see `outcome`.
    """
    name = new_document_id(document_id)
    put = load_item(read_one(read_sent_items()), name)
    (stored,) = services().store.documents.put_many(workspace_id(), [put], read_precondition())
    if stored is None:
        raise not_found("document")
    follow_in_index([stored.document])
    tag_with_state(stored.document)
    if stored.created:
        return present_stored(stored), 201, {"Location": document_path(name)}
    return present_stored(stored)


@blp.post("/v1/documents")
@blp.describe(requestBody=describe_body(ImportedDocumentSchema))
@blp.leads_to(201, "get_document", document_id="$response.body#/items/0/document_id")
@blp.needs("corpus:write")
@blp.answer(200, TakenDocumentsSchema, "Taken; none of them is new.")
@blp.other_answer(201, TakenDocumentsSchema, "Taken; at least one was not there before.")
@blp.problems(400, 413, 415, 422)
def post_documents() -> Any:
    """Store the documents of a body, such as a feed or a message, under the names that they bring.

    Each item that can't be taken is named in `errors` and does not stop the others; if none can, the answer is `422`.
    """
    taken, errors = load_sent(read_sent_items())
    stored = services().store.documents.put_many(workspace_id(), [put for _item, put in taken])
    found = [(item, result) for (item, _put), result in zip(taken, stored, strict=True) if result is not None]
    errors += [
        (item.locate("/uri"), NOTHING_TO_TAKE_BACK)
        for (item, _put), result in zip(taken, stored, strict=True)
        if result is None
    ]
    if not found:
        raise DocumentError(errors)
    follow_in_index([result.document for _item, result in found])
    return present_taken(found, errors), 201 if any(result.created for _item, result in found) else 200


@blp.get("/v1/documents/<document_id>", parameters=[DOCUMENT_PARAMETER])
@blp.needs("corpus:read")
@blp.answer(200, StoredDocumentSchema, "The document in its current version.")
@blp.problems(404)
def get_document(document_id: str) -> Any:
    """Return a document in its current version."""
    document = find_document(document_id)
    tag_with_state(document)
    return present_document(document)


@blp.delete("/v1/documents/<document_id>", parameters=[DOCUMENT_PARAMETER])
@blp.describe(parameters=[IF_MATCH])
@blp.needs("corpus:write")
@blp.answer(204, None, "Gone from searches, evidence and stored reports; the texts are deleted.")
@blp.problems(404, 412)
def delete_document(document_id: str) -> Any:
    """Delete a document with all its versions."""
    document = services().store.documents.delete(workspace_id(), known_document_id(document_id), read_precondition())
    if document is None:
        raise not_found("document")
    follow_in_index([document])
    return Response(status=204)


@blp.get("/v1/documents")
@blp.needs("corpus:read")
@blp.query(ListQuery)
@blp.answer(200, DocumentListSchema, "A page of documents, newest first.")
def list_documents(query: dict[str, Any]) -> Any:
    """List documents without their texts, newest first."""
    visible_at = None if sees_hidden() else services().clock()
    page = services().store.documents.list(workspace_id(), visible_at=visible_at, **query)
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


def load_sent(items: list[Item]) -> tuple[list[tuple[Item, DocumentPut]], list[tuple[str, str]]]:
    """Return the items that can be taken with what they become, and the errors of the others."""
    taken: list[tuple[Item, DocumentPut]] = []
    errors: list[tuple[str, str]] = []
    for item in items:
        try:
            taken.append((item, load_item(item, None)))
        except DocumentError as error:
            errors += error.errors
    return taken, errors


def find_document(document_id: str) -> Document:
    """Return the workspace's document if the caller may see it; raises the 404 problem."""
    document = services().store.documents.get(workspace_id(), known_document_id(document_id))
    if document is None or not (sees_hidden() or is_visible(document, services().clock())):
        raise not_found("document")
    return document


def sees_hidden() -> bool:
    """Say whether the caller may see documents under embargo and withheld ones: those who send documents do."""
    return bool({"corpus:write", "admin"} & caller().scopes)


def follow_in_index(documents: list[Document]) -> None:
    """Have the workers bring the index in line with documents, as far as it is not yet."""
    timeout = services().settings.indexing_timeout_seconds
    latest = {document.document_key: document for document in documents}
    queued = [document for document in latest.values() if document.index_status == "queued"]
    hand_over(services().queue, [index_job(found.document_key, found.index_attempt, timeout) for found in queued])
