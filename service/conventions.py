"""What the API's document says of every operation of a kind: ids of requests, idempotency keys, limits, caching."""

from __future__ import annotations

from typing import Any

from service.headers import ETAG, IF_NONE_MATCH, RATE_LIMIT, REQUEST_ID_HEADER
from service.writing import KEY_HEADER, KEY_PATTERN, REPLAYED_HEADER

IDEMPOTENCY_KEY = {
    "in": "header",
    "name": KEY_HEADER,
    "required": False,
    "description": "Your own name of this request, kept for 24 hours: sent again with the same body, it is not carried out "
    "again but answered as before; with another body it is refused.",
    "schema": {"type": "string", "format": "idempotency-key", "pattern": KEY_PATTERN, "minLength": 1, "maxLength": 255},
}
REPLAYED = {
    REPLAYED_HEADER: {
        "description": "`true`, if this answers a request that was carried out before.",
        "required": False,
        "schema": {"type": "string", "const": "true"},
    }
}
JSON = "application/json"


def describe_conventions(method: str, operation: dict[str, Any]) -> None:
    """Add to an operation of the document what holds for all of its kind."""
    scopes = [scope for need in operation.get("security", ()) for names in need.values() for scope in names]
    if method == "post" and any(not scope.endswith(":read") for scope in scopes):
        _add_parameter(operation, IDEMPOTENCY_KEY)
        for status in ("409", "422"):
            operation["responses"].setdefault(status, {"$ref": f"#/components/responses/PROBLEM_{status}"})
        _add_headers(operation, REPLAYED)
    if method == "get" and scopes and JSON in operation["responses"].get("200", {}).get("content", {}):
        _add_parameter(operation, IF_NONE_MATCH)
        _add_headers(operation, ETAG)
        not_modified = {"description": "What `If-None-Match` names is still what would be answered.", "headers": dict(ETAG)}
        operation["responses"]["304"] = not_modified
    if scopes:
        _add_headers(operation, RATE_LIMIT)
    _add_headers(operation, REQUEST_ID_HEADER)


def _add_parameter(operation: dict[str, Any], parameter: dict[str, Any]) -> None:
    operation.setdefault("parameters", []).append(parameter)


def _add_headers(operation: dict[str, Any], headers: dict[str, Any]) -> None:
    for response in operation["responses"].values():
        if "$ref" not in response:
            response.setdefault("headers", {}).update(headers)
