"""Types of Python for schemas of the document."""

from __future__ import annotations

import json
from typing import Any

PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def type_of(schema: dict[str, Any], prefix: str = "") -> str:
    """Return the annotation for a schema; ``prefix`` stands before the names of models."""
    if "$ref" in schema:
        return prefix + str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return f"Literal[{', '.join(_literal(value) for value in schema['enum'])}]"
    choices = schema.get("anyOf") or [{"type": kind} for kind in _kinds(schema)]
    if len(choices) > 1:
        rest = {name: value for name, value in schema.items() if name not in ("anyOf", "type")}
        return " | ".join(dict.fromkeys(type_of({**rest, **choice}, prefix) for choice in choices))
    return _single(_kinds(schema)[0] if _kinds(schema) else "", schema, prefix)


def _single(kind: str, schema: dict[str, Any], prefix: str) -> str:
    if kind == "array":
        return f"list[{type_of(schema.get('items', {}), prefix)}]"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"dict[str, {type_of(values, prefix) if isinstance(values, dict) else 'Any'}]"
    return PLAIN.get(kind, "Any")


def _kinds(schema: dict[str, Any]) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _literal(value: object) -> str:
    return "None" if value is None else json.dumps(value)
