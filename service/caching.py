"""Entity tags and conditional requests (RFC 9110): 304 where nothing has changed, 412 where something has.

A tag is made of the very bytes that are answered, so it changes exactly when they do: also when an embargo ends and nobody
has written anything. A document's tag begins with its state, which is all that ``If-Match`` looks at: the index that has
caught up with a document is no reason to refuse the next edit.
"""

from __future__ import annotations

import hashlib

from flask import Flask, Response, g, request

from factcheck.store.preconditions import Precondition, state_of_document
from factcheck.store.records import Document

READ_METHODS = ("GET", "HEAD")


def register_caching(app: Flask) -> None:
    """Tag the answers that may be kept by who asked for them, and answer 304 for those that it has."""

    @app.after_request
    def add_tag(response: Response) -> Response:
        if not request.path.startswith("/v1/"):
            return response
        response.vary.add("Authorization")
        is_read = request.method in READ_METHODS and response.status_code == 200
        if response.mimetype == "application/json" and (is_read or "document_state" in g):
            response.set_etag(_tag(response))
        if is_read and "ETag" in response.headers:
            # What the archive says may have to vanish at any time, so what is kept has to be asked for again.
            response.headers["Cache-Control"] = "private, no-cache"
            if request.if_none_match.contains_weak(response.get_etag()[0] or ""):
                return _without_body(response)
        else:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def tag_with_state(document: Document) -> None:
    """Have the current request's answer tagged with the state of the document that it shows."""
    g.document_state = state_of_document(document)


def read_precondition() -> Precondition:
    """Return for which states of a document the current request is meant."""
    wanted, unwanted = request.if_match, request.if_none_match
    names_states = "If-Match" in request.headers and not wanted.star_tag
    return Precondition(
        any_of=frozenset(map(_read_state, wanted.as_set())) if names_states else None,
        none_of=frozenset(map(_read_state, unwanted.as_set(include_weak=True))),
        must_exist=wanted.star_tag,
        must_be_new=unwanted.star_tag,
    )


def _without_body(response: Response) -> Response:
    response.status_code = 304
    response.set_data(b"")
    for name in ("Content-Type", "Content-Length"):
        response.headers.pop(name, None)
    return response


def _tag(response: Response) -> str:
    body = hashlib.sha256(response.get_data()).hexdigest()[:32]
    state = g.get("document_state")
    return f"{state}.{body}" if state else body


def _read_state(tag: str | None) -> str:
    # Werkzeug reads the empty tag "" as None; it names no state.
    return (tag or "").partition(".")[0]
