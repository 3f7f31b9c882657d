"""The API's document (OpenAPI 3.1), made of the same decorators and schemas that the views run with."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response
from flask_smorest import Api  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException

from factcheck import __version__
from service.blueprint import BEARER
from service.conventions import describe_conventions
from service.examples import add_examples
from service.headers import REQUEST_ID_HEADER, RETRY_AFTER, WWW_AUTHENTICATE
from service.problems import DETAILS, PROBLEM_JSON, SLUGS, build_problem, from_http_exception, respond
from service.schemas.claims import ClaimBody
from service.schemas.problems import ProblemSchema

DESCRIPTIONS = {
    400: "The body is not JSON, not UTF-8 or incomplete.",
    401: "The key is missing, unknown, revoked or expired.",
    403: "The key lacks a scope; `detail` names it.",
    404: "This workspace has no such thing.",
    405: "Not with this method.",
    409: "This does not go with what is there now.",
    412: "The document is not as `If-Match` or `If-None-Match` wants it.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "The body has another content type than this address takes.",
    422: "The input breaks a rule; `errors` names each field.",
    429: "The key has used up its requests for now; see `Retry-After`.",
    500: "Something failed on our side.",
    431: "The headers are too large.",
    503: "The database, the broker or the workers can't be reached, or more claims wait than can be checked soon.",
}
# What a problem says in the document where its words depend on the request.
EXAMPLES = {
    401: "This key is unknown, revoked or expired.",
    403: "This key lacks the scope claims:write.",
    409: "This check has ended and can't be canceled any more.",
    412: "The document was changed since.",
    414: "The address is too long.",
    415: "Send application/json.",
    422: "/text: This is blank: at least 1 character(s) are needed.",
    429: "This key has used up its reads for now. Come back when Retry-After has passed.",
    431: "The headers are too large.",
    503: "The database can't be reached.",
}
INVALID = (("/text", "This is blank: at least 1 character(s) are needed."),)
HEADERS: dict[int, dict[str, Any]] = {401: WWW_AUTHENTICATE, 403: WWW_AUTHENTICATE, 429: RETRY_AFTER, 503: RETRY_AFTER}
INTRODUCTION = (
    "Checks claims against a newsroom's own archive and quotes the evidence. "
    "Every error is a problem (RFC 9457) as application/problem+json."
)


class FactcheckApi(Api):  # type: ignore[misc]
    """flask-smorest's Api, answering and documenting every error as a problem."""

    # Each view documents its own problems; a catch-all would make the document say nothing.
    DEFAULT_ERROR_RESPONSE_NAME = None

    def handle_http_exception(self, error: HTTPException) -> Response:
        """Answer what Werkzeug or Flask refused."""
        return respond(from_http_exception(error))

    def _register_responses(self) -> None:
        self.spec.components.schema("Problem", schema=ProblemSchema)
        for status in SLUGS:
            content = {PROBLEM_JSON: {"schema": ProblemSchema, "example": build_problem_example(status)}}
            response = {"description": DESCRIPTIONS[status], "content": content, "headers": HEADERS.get(status, {})}
            self.spec.components.response(f"PROBLEM_{status}", response, lazy=True)

    def _register_etag_headers(self) -> None:
        """Leave out components that no operation of ours refers to."""

    def _register_pagination_header(self) -> None:
        """Leave out components that no operation of ours refers to."""


def build_api(app: Flask) -> FactcheckApi:
    """Return the API whose document the app serves at /openapi.json."""
    app.config.update(
        API_TITLE="Factcheck",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={"info": {"description": INTRODUCTION}},
    )
    api = FactcheckApi(app)
    api.spec.components.security_scheme(BEARER, {"type": "http", "scheme": "bearer"})
    return api


def build_problem_example(status: int) -> dict[str, object]:
    """Return a problem as it may be answered with this status."""
    errors = INVALID if status == 422 else ()
    return build_problem(status, DETAILS.get(status) or EXAMPLES[status], errors)


def finish_document(api: FactcheckApi) -> None:
    """Add what marshmallow can't say: that documents and articles have exactly one content, and the headers of answers."""
    # Items of a batch are read one by one, so no view names their schema.
    api.spec.components.schema("ClaimBody", schema=ClaimBody)
    for name in ("Document", "ImportedDocument", "ArticleBody"):
        api.spec.components.schemas[name]["oneOf"] = [{"required": ["text"]}, {"required": ["html"]}]
    for path in api.spec.to_dict()["paths"].values():
        for method, operation in path.items():
            if isinstance(operation, dict):
                describe_conventions(method, operation)
                add_examples(operation, api.spec.components.schemas)
    for response in api.spec.components.responses.values():
        response.setdefault("headers", {}).update(REQUEST_ID_HEADER)
