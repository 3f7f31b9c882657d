"""Bodies that hold documents in any of the formats that are taken: read from a request, and described for OpenAPI."""

from __future__ import annotations

from typing import Any

from flask import request

from factcheck.schemas.document import ImportedDocumentSchema
from factcheck.schemas.formats import is_json_type, is_markup_type, read_items
from factcheck.schemas.items import Item, UnreadableBodyError
from service.parsing import read_body, require_type
from service.problems import ProblemError

TAKEN = "application/json, text/html, text/plain or application/xml"
# A type that says nothing: the body itself tells.
UNSAID = ("", "application/octet-stream")

NINJS = {
    "uri": "urn:newsml:agency.example:20240806:alm-1",
    "headline": "Alm floods the lower town",
    "body_xhtml": "<p>The river Alm rose by two metres in one night.</p>",
    "pubstatus": "usable",
    "versioncreated": "2024-08-06T10:00:00Z",
    "copyrightholder": "Example Agency",
    "language": "en",
}
NINJS_SCHEMA = {
    "title": "Ninjs",
    "description": "A news item as IPTC ninjs 1.x, 2.x or 3.x.",
    "type": "object",
    "required": ["uri"],
    "properties": {"uri": {"type": "string", "minLength": 1, "maxLength": 1000}},
}
CLAIM_REVIEW_SCHEMA = {
    "title": "ClaimReview",
    "description": "A fact check as schema.org ClaimReview in JSON-LD.",
    "type": "object",
    "required": ["@type", "claimReviewed", "reviewRating"],
    "properties": {"@type": {"const": "ClaimReview"}},
}
PLAIN = {
    "document_id": "river-1",
    "text": "The river Alm rose by two metres in one night.",
    "title": "Alm floods the lower town",
}
FEED = (
    '<rss version="2.0"><channel><title>Alm Courier</title><item><guid>https://courier.example/alm</guid>'
    "<title>Alm floods the lower town</title><description>The river Alm rose by two metres.</description>"
    "<pubDate>Tue, 06 Aug 2024 10:00:00 GMT</pubDate></item></channel></rss>"
)
PAGE = '<html><head><link rel="canonical" href="https://courier.example/alm"></head><body><p>The Alm rose.</p></body></html>'


def describe_body(schema: Any) -> dict[str, Any]:
    """Return the part of the API's document that says what may be sent; ``schema`` is of plain JSON."""
    examples: dict[str, Any] = {"ninjs": {"summary": "IPTC ninjs", "value": NINJS}}
    brings_name = schema is ImportedDocumentSchema
    plain = PLAIN if brings_name else {name: PLAIN[name] for name in ("text", "title")}
    # A plain text brings no name, so it can only be put under one.
    text = {"text/plain": {"schema": {"type": "string", "minLength": 1}, "example": PLAIN["text"]}}
    return {
        "required": True,
        "description": "Plain JSON, IPTC ninjs, schema.org ClaimReview, NewsML-G2, RSS, Atom, "
        + ("a page." if brings_name else "a page or plain text."),
        "content": {
            "application/json": {
                "schema": {"anyOf": [schema, NINJS_SCHEMA, CLAIM_REVIEW_SCHEMA]},
                "examples": {"plain": {"summary": "Plain JSON", "value": plain}, **examples},
            },
            "text/html": {"schema": {"type": "string", "minLength": 1}, "example": PAGE},
            **({} if brings_name else text),
            "application/xml": {"schema": {"type": "string", "format": "news-xml"}, "example": FEED},
        },
    }


def read_sent_items() -> list[Item]:
    """Return the documents of the request's body; raises a problem if it can't be read, DocumentError if it holds none."""
    media_type = request.mimetype
    is_taken = media_type in (*UNSAID, "text/plain") or is_json_type(media_type) or is_markup_type(media_type)
    require_type(request, is_taken, TAKEN)
    try:
        return read_items(read_body(request), media_type, request.mimetype_params.get("charset"))
    except UnreadableBodyError as error:
        raise ProblemError(400, str(error)) from error
