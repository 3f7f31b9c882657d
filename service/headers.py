"""Headers of every answer, and the words with which the document describes headers."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response


def _header(name: str, description: str, required: bool = True) -> dict[str, Any]:
    return {name: {"description": description, "required": required, "schema": {"type": "string"}}}


def _parameter(name: str, description: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": False, "description": description, "schema": {"type": "string"}}


LOCATION = _header("Location", "Where the thing is to be found.")
RETRY_AFTER = _header("Retry-After", "Seconds after which to look again.")
PREFERENCE_APPLIED = _header("Preference-Applied", "`wait=N`, if the request had such a preference.", required=False)
WWW_AUTHENTICATE = _header("WWW-Authenticate", "How to authenticate, or which scope is missing.")
RATE_LIMIT = {
    **_header("RateLimit", 'How many requests are left, and for how many seconds: `"reads";r=99;t=42`.', required=False),
    **_header("RateLimit-Policy", 'How many are allowed in how many seconds: `"reads";q=100;w=60`.', required=False),
}
ETAG = _header("ETag", "Changes whenever what is answered does.", required=False)
REQUEST_ID_HEADER = _header("X-Request-Id", "The request's own id if it sent one, a new one otherwise.")

PREFER = _parameter(
    "Prefer",
    "`wait=N`: answer when the check has ended, after N seconds at the latest (at most 60). "
    "What can't be understood is ignored (RFC 7240).",
)
LAST_EVENT_ID = _parameter("Last-Event-ID", "The id of the last event that came: what came before is not sent again.")
IF_MATCH = _parameter(
    "If-Match",
    "The `ETag` of the document as you know it: if it was changed since, nothing is done (412). `*`: only if it is there.",
)
IF_NONE_MATCH_STAR = _parameter("If-None-Match", "`*`: only if there is no such document yet, else 412.")
IF_NONE_MATCH = _parameter(
    "If-None-Match",
    "The `ETag` of an earlier answer: if nothing has changed, the answer is 304 without a body (RFC 9110).",
)


def register_headers(app: Flask) -> None:
    """Keep each answer of its own type."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
