"""Quotes: whether what somebody has copied out of a document still stands there."""

from __future__ import annotations

from typing import Any

from factcheck.text.verification import verify_quote as look_up
from service.blueprint import ApiBlueprint
from service.context import services, workspace_id
from service.documents import find_document
from service.problems import not_found
from service.schemas.quotes import QuoteBody, QuoteCheckSchema

blp = ApiBlueprint("quotes", __name__, description="Quotes against the documents that they are from.")


@blp.post("/v1/quotes:verify")
@blp.needs("corpus:read")
@blp.body(QuoteBody)
@blp.answer(200, QuoteCheckSchema, "How the quote stands in the version, if at all.")
@blp.problems(404)
def verify_quote(body: dict[str, Any]) -> Any:
    """Say whether a quote stands in a document: word for word, typed otherwise, or not at all."""
    version, text = find_text(body["document_id"], body.get("version"))
    check = look_up(text, body["exact"], body.get("start"))
    return {
        "result": check.result.value,
        "document_id": body["document_id"],
        "version": version,
        "start": check.start,
        "end": check.end,
        "exact": check.exact_found,
    }


def find_text(document_id: str, version: int | None) -> tuple[int, str]:
    """Return the number and the text of this version, by default of the current one; raises the 404 problem."""
    document = find_document(document_id)
    if version is None:
        return document.version, document.content.text
    found = services().store.documents.get_version(workspace_id(), document_id, version)
    if found is None:
        raise not_found("document in this version")
    return version, found.content.text
