"""Whole bodies as examples for the API's document, put together from an example of each field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.schemas.examples import CLAIM_PATH, OF_FIELDS, OF_PLACES, OWN_PATHS, TIME

JSON = "application/json"


class NoExampleError(LookupError):
    """A field has no example, and nothing that could stand for one."""


def add_examples(operation: dict[str, Any], components: Mapping[str, Mapping[str, Any]]) -> None:
    """Give each JSON body of an operation of the document an example, unless it has one."""
    for part in (operation.get("requestBody", {}), *operation["responses"].values()):
        content = part.get("content", {}).get(JSON)
        if content is not None and not {"example", "examples"} & content.keys():
            content["example"] = build_example(content["schema"], components)


def build_example(schema: Mapping[str, Any], components: Mapping[str, Mapping[str, Any]], name: str = "") -> Any:
    """Return what fits the schema, which is the component of that name; raises NoExampleError if a field has none."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return build_example(components[name], components, name)
    if "anyOf" in schema:
        return build_example(schema["anyOf"][0], components)
    if "properties" in schema:
        return {
            field: _build_field(name, field, described, components)
            for field, described in schema["properties"].items()
            if field in schema.get("required", ()) or _has_own(described) or (name, field) in OF_PLACES
        }
    if schema.get("type") == "array":
        return schema["example"] if "example" in schema else [build_example(schema["items"], components)]
    return _build_value(schema)


def _build_field(name: str, field: str, described: Mapping[str, Any], components: Mapping[str, Mapping[str, Any]]) -> Any:
    if (name, field) in OF_PLACES:
        return OF_PLACES[name, field]
    if field == "links":
        return {"self": OWN_PATHS.get(name, CLAIM_PATH)}
    if not _has_own(described) and field in OF_FIELDS and _allows(described, OF_FIELDS[field]):
        return OF_FIELDS[field]
    try:
        return build_example(described, components)
    except NoExampleError:
        raise NoExampleError(f"{name}.{field} has no example") from None


def _has_own(described: Mapping[str, Any]) -> bool:
    return "example" in described or "examples" in described


def _allows(described: Mapping[str, Any], value: Any) -> bool:
    return value in described["enum"] if "enum" in described else "type" in described


def _build_value(schema: Mapping[str, Any]) -> Any:
    for found in ("example", "const", "default"):
        if found in schema:
            return schema[found]
    if "examples" in schema or "enum" in schema:
        return [*schema.get("examples", ()), *schema.get("enum", ())][0]
    if schema.get("format") == "date-time":
        return TIME
    types = schema.get("type", ())
    for kind, value in (("object", {}), ("boolean", False), ("integer", schema.get("minimum", 1)), ("number", 0.9)):
        if kind in types:
            return value
    raise NoExampleError
