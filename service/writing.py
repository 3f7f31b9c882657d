"""Requests that write: carried out once for each idempotency key, and noted in the audit log with their outcome.

An answer is kept as it was sent, for 24 hours. A view that gives ``again`` has its answers drawn up anew from the id of what
it made, but for those of the statuses that it ``keeps``: others hold secrets that are shown once, or evidence that may have
been withdrawn since.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from flask import Flask, Response, g, make_response, request

from factcheck.errors import StoreUnavailableError
from factcheck.store.idempotency import KeptAnswer
from factcheck.store.ids import new_id
from factcheck.store.records import ApiKey
from factcheck.store.writes import RequestFacts, WritingRequest, writing_for
from service.context import services
from service.ndjson import read_pieces
from service.parsing import read_body
from service.problems import SLUGS, conflict, invalid_input

log = logging.getLogger(__name__)

KEY_HEADER = "Idempotency-Key"
KEY_PATTERN = "^[\\x21-\\x7e]{1,255}$"
REPLAYED_HEADER = "Idempotency-Replayed"
# What of an answer a sender may need besides the body.
KEPT_HEADERS = ("Content-Type", "Location", "Retry-After")
WRITING_METHODS = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Writing:
    """How a view's requests are to be carried out; ``is_streamed`` keeps the body from being read before the view does."""

    again: Callable[[str], Any] | None = None
    keeps: tuple[int, ...] = ()
    is_streamed: bool = False


class HashingStream:
    """A request's body that is hashed while it is read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.sha256 = _begin_fingerprint()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        piece = self._stream.read(size)
        self.sha256.update(piece)
        return piece


def is_writing(scope: str) -> bool:
    """Say whether the current request may change something: not by a read scope, whatever its method."""
    return request.method in WRITING_METHODS and not scope.endswith(":read")


def begin_writing(key: ApiKey) -> None:
    """Have the outcome of the current request noted in the audit log."""
    operation = (request.endpoint or "").rpartition(".")[2]
    ids = {name: str(value) for name, value in (request.view_args or {}).items()}
    g.writing = WritingRequest(RequestFacts(key.workspace_id, key.key_id, operation, ids, g.request_id), new_id("aud"))


def carry_out(view: Callable[[], Any], writing: Writing) -> Any:
    """Run the view; if the request has an idempotency key that was used before, answer what was answered then."""
    current: WritingRequest = g.writing
    key = request.headers.get(KEY_HEADER)
    if key is not None and request.method == "POST":
        if not re.fullmatch(KEY_PATTERN, key):
            raise invalid_input([(f"/{KEY_HEADER}", "A key has 1 to 255 visible ASCII characters.")])
        kept = _reserve(current, key, writing)
        if kept is not None:
            return _replay(kept, writing)
    with writing_for(current):
        return view()


def register_writing(app: Flask) -> None:
    """Settle what a request reserved and note how it ended, once its answer stands."""

    @app.teardown_request
    def let_go(_error: BaseException | None) -> None:
        # Also when the outcome could not be noted: the key is free again when its lease ends.
        reservation_id = g.pop("held", None)
        if reservation_id is not None:
            services().reservations.let_go(reservation_id)

    @app.after_request
    def settle(response: Response) -> Response:
        current: WritingRequest | None = g.pop("writing", None)
        if current is not None:
            try:
                _settle(current, response)
            except StoreUnavailableError:
                log.exception("The outcome of request %s could not be noted", current.facts.request_id)
        return response


def _reserve(current: WritingRequest, key: str, writing: Writing) -> KeptAnswer | None:
    keys = services().store.idempotency
    if writing.is_streamed:
        stream = HashingStream(request.stream)
        request.stream = stream  # type: ignore[assignment]
        current.fingerprint = stream.sha256.hexdigest
    else:
        whole = _begin_fingerprint()
        whole.update(read_body(request))
        current.fingerprint = whole.hexdigest
    reserved = keys.reserve(current.facts.workspace_id, key, None if writing.is_streamed else current.fingerprint())
    if isinstance(reserved, str):
        current.reservation_id, g.writing_rules = reserved, writing
        g.held = reserved
        services().reservations.hold(reserved)
        return None
    if writing.is_streamed:
        for _piece in read_pieces(request.stream, request.content_length):
            pass
        keys.check(current.facts.workspace_id, key, current.fingerprint())
    return reserved


def _replay(kept: KeptAnswer, writing: Writing) -> Response:
    # Nothing is written, so there is nothing to note.
    g.writing = None
    if kept.answer:
        response = Response(kept.answer["body"], kept.answer["status"], kept.answer["headers"])
    elif writing.again is not None and kept.made_id is not None:
        response = make_response(writing.again(kept.made_id))
    else:
        raise conflict("This request was carried out, but its answer was lost.")
    response.headers[REPLAYED_HEADER] = "true"
    return response


def _settle(current: WritingRequest, response: Response) -> None:
    store, status = services().store, response.status_code
    if current.reservation_id is not None:
        if status < 400:
            rules: Writing = g.writing_rules
            is_kept = rules.again is None or status in rules.keeps
            store.idempotency.keep(current.reservation_id, current.fingerprint(), _describe(response) if is_kept else {})
        else:
            store.idempotency.release(current.reservation_id, has_failed=status >= 500)
    if status >= 400 and status != 429:
        store.audit.note_problem(current, SLUGS.get(status, str(status)), has_failed=status >= 500)
    elif status < 400 and not current.has_written:
        store.audit.note_done(current)


def _describe(response: Response) -> dict[str, Any]:
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    return {"status": response.status_code, "headers": headers, "body": response.get_data(as_text=True)}


def _begin_fingerprint() -> Any:
    # The same body sent to another address is another request.
    return hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
