"""Every error as a problem (RFC 9457): one mapping for the body, one table from exceptions to statuses."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Flask, Response, g
from werkzeug.exceptions import HTTPException

from factcheck.errors import BrokerUnavailableError, DocumentTextError, StoreUnavailableError
from factcheck.schemas import DocumentError
from factcheck.store import CursorError
from factcheck.store.idempotency import AnswerLostError, KeyInUseError, KeyReusedError
from factcheck.store.preconditions import PreconditionFailedError
from factcheck.store.writes import ReservationLostError

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER_SECONDS = "5"

log = logging.getLogger(__name__)

# What a client can tell the kinds of problems apart by, besides the status.
SLUGS = {
    400: "malformed-request",
    401: "not-authenticated",
    403: "missing-scope",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    412: "precondition-failed",
    413: "body-too-large",
    414: "address-too-long",
    415: "wrong-content-type",
    422: "invalid-input",
    429: "too-many-requests",
    431: "headers-too-large",
    500: "internal-error",
    503: "unavailable",
}

# RFC 9110's names; Python knew some of them by older ones before 3.13.
TITLES = {413: "Content Too Large", 414: "URI Too Long", 422: "Unprocessable Content"}

# Werkzeug's own sentences speak to people in front of a browser.
DETAILS = {
    400: "The request can't be read.",
    404: "There is nothing at this address.",
    405: "This address does not take this method; the Allow header lists those that it takes.",
    413: "The body is larger than this address takes.",
    500: "Something failed on our side. The log has the details under the id in X-Request-Id.",
}


class ProblemError(Exception):
    """Ends a request with a problem; ``errors`` are (pointer, detail) pairs that name what is wrong in the input."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def build_problem(status: int, detail: str, errors: Sequence[tuple[str, str]] = ()) -> dict[str, object]:
    """Return the body of a problem response."""
    problem: dict[str, object] = {
        "type": f"urn:factcheck:problem:{SLUGS[status]}" if status in SLUGS else "about:blank",
        "title": TITLES.get(status) or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        problem["errors"] = [{"pointer": pointer, "detail": text} for pointer, text in errors]
    return problem


def respond(error: ProblemError) -> Response:
    """Return the problem as a response."""
    body = json.dumps(build_problem(error.status, error.detail, error.errors))
    return Response(body, error.status, error.headers, content_type=PROBLEM_JSON)


def invalid_input(errors: Sequence[tuple[str, str]]) -> ProblemError:
    """Return the problem of an input that is well-formed but breaks rules, its detail naming the first of them."""
    pointer, detail = errors[0]
    return ProblemError(422, f"{pointer}: {detail}" if pointer else detail, errors)


def not_found(what: str) -> ProblemError:
    """Return the problem of an id that this workspace does not have."""
    return ProblemError(404, f"This workspace has no such {what}.")


def unavailable(detail: str, errors: Sequence[tuple[str, str]] = ()) -> ProblemError:
    """Return the problem of work that can't be done now but may succeed soon."""
    return ProblemError(503, detail, errors, {"Retry-After": RETRY_AFTER_SECONDS})


def from_http_exception(error: HTTPException) -> ProblemError:
    """Return the problem that says what Werkzeug or Flask refused; its headers, such as Allow, are kept."""
    status = error.code or 500
    kept = {name: value for name, value in error.get_headers() if name.lower() != "content-type"}
    return ProblemError(status, DETAILS.get(status) or error.description or HTTPStatus(status).phrase, headers=kept)


def conflict(detail: str) -> ProblemError:
    """Return the problem of a request that does not fit the present state of what it is for."""
    return ProblemError(409, detail)


def key_reused() -> ProblemError:
    """Return the problem of an idempotency key that came with another request before."""
    return invalid_input([("/Idempotency-Key", "This key came with another request before; give each request its own.")])


def from_document_error(error: DocumentError) -> ProblemError:
    """Return the problem of a document that can't be taken."""
    return invalid_input(error.errors)


def register_problem_handlers(app: Flask) -> None:
    """Answer every exception that the core raises on purpose by the table below; the rest becomes a plain 500."""
    app.register_error_handler(ProblemError, respond)
    app.register_error_handler(CursorError, lambda _: respond(invalid_input([("/cursor", "This is no cursor of ours.")])))
    app.register_error_handler(DocumentError, lambda error: respond(from_document_error(error)))
    app.register_error_handler(DocumentTextError, lambda error: respond(invalid_input([(error.pointer, str(error))])))
    app.register_error_handler(KeyReusedError, lambda _: respond(key_reused()))
    for error in (KeyInUseError, AnswerLostError, ReservationLostError):
        app.register_error_handler(error, lambda error: respond(conflict(str(error))))
    app.register_error_handler(PreconditionFailedError, lambda error: respond(ProblemError(412, str(error))))
    app.register_error_handler(StoreUnavailableError, lambda error: _respond_unavailable("The database", error))
    app.register_error_handler(BrokerUnavailableError, lambda error: _respond_unavailable("The broker", error))


def _respond_unavailable(what: str, error: Exception) -> Response:
    log.error("%s can't be reached (request %s): %s", what, g.get("request_id"), error)
    return respond(unavailable(f"{what} can't be reached at the moment."))
