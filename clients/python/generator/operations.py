"""The operations of the document, as the client needs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .types import type_of

METHODS = ("get", "put", "post", "patch", "delete")
MODELS = "models."
JSON = "application/json"
EVENTS = "text/event-stream"
KEY_HEADER = "Idempotency-Key"
# What Prefer is made of.
WAIT = "wait_seconds"


@dataclass(frozen=True)
class Parameter:
    """A value that an operation takes; ``place`` is path, query or header."""

    name: str
    place: str
    annotation: str
    is_required: bool

    @property
    def python_name(self) -> str:
        """The name of the argument."""
        return WAIT if self.name == "Prefer" else self.name.lower().replace("-", "_")


@dataclass(frozen=True)
class OperationFacts:
    """One operation; ``answer`` is the type of what it answers, ``item`` that of an item if it is a list of pages."""

    name: str
    method: str
    path: str
    summary: str
    answer: str
    item: str = ""
    is_stream: bool = False
    is_repeatable: bool = False
    body: str = ""
    content_types: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = field(default=())

    @property
    def takes_key(self) -> bool:
        """Say whether it takes an idempotency key."""
        return any(parameter.name == KEY_HEADER for parameter in self.parameters)


def read_operations(document: dict[str, Any]) -> Iterator[OperationFacts]:
    """Yield every operation, in the order of the document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield _read(document, method, path, item)


def _read(document: dict[str, Any], method: str, path: str, item: dict[str, Any]) -> OperationFacts:
    operation = item[method]
    contents = [
        answer.get("content", {}) for status, answer in sorted(operation["responses"].items()) if status.startswith("2")
    ]
    schemas = [content[JSON]["schema"] for content in contents if JSON in content]
    parameters = tuple(_parameter(one) for one in [*item.get("parameters", []), *operation.get("parameters", [])])
    body = operation.get("requestBody", {}).get("content", {})
    is_list = any(parameter.name == "cursor" for parameter in parameters)
    return OperationFacts(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        answer=" | ".join(dict.fromkeys(type_of(schema, MODELS) for schema in schemas)) or "None",
        item=_item(document, schemas[0]) if is_list else "",
        is_stream=any(EVENTS in content for content in contents),
        is_repeatable=method in ("get", "put", "delete") or _only_reads(operation),
        body=_body(body),
        content_types=tuple(body),
        parameters=parameters,
    )


def _parameter(parameter: dict[str, Any]) -> Parameter:
    annotation = "int" if parameter["name"] == "Prefer" else type_of(parameter["schema"])
    return Parameter(parameter["name"], parameter["in"], annotation, parameter.get("required", False))


def _only_reads(operation: dict[str, Any]) -> bool:
    scopes = [scope for need in operation.get("security", []) for names in need.values() for scope in names]
    return bool(scopes) and all(scope.endswith(":read") for scope in scopes)


def _item(document: dict[str, Any], schema: dict[str, Any]) -> str:
    page = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return type_of(page["properties"]["items"]["items"], MODELS)


def _body(content: dict[str, Any]) -> str:
    if not content:
        return ""
    schema = content.get(JSON, {}).get("schema", {})
    if tuple(content) == (JSON,):
        return type_of(schema, MODELS)
    # Of several formats one is ours; the others are what their standards say.
    ours = [type_of(choice, MODELS) for choice in schema.get("anyOf", []) if "$ref" in choice]
    return " | ".join([*ours, "Body"])
