"""The text of the generated modules. What the document says is the only source: no operation and no model is named here."""

from __future__ import annotations

import json
import keyword
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from .operations import WAIT, OperationFacts, read_operations
from .types import type_of

HEADER = '"""{title}\n\nMade by ``make client`` from the document of the API; change that instead.\n"""\n\n'
FUTURE = "from __future__ import annotations\n\n"
TITLES = {
    "models.py": "What goes in and comes out, as JSON has it.",
    "calls.py": "The table of operations, and for each a function that makes a call of its arguments.",
    "methods.py": "Every operation as a method, blocking and async.",
}


def render(document: dict[str, Any]) -> dict[str, str]:
    """Return the modules by file name."""
    operations = list(read_operations(document))
    bodies = {
        "models.py": "".join(_models(document["components"]["schemas"])),
        "calls.py": "".join(_calls(operations)),
        "methods.py": "".join(_methods(operations)),
    }
    return {name: _format(name, HEADER.format(title=TITLES[name]) + FUTURE + body) for name, body in bodies.items()}


def _format(name: str, code: str) -> str:
    ruff = [sys.executable, "-m", "ruff"]
    for arguments in (["check", "--quiet", "--select", "F401,I", "--fix"], ["format", "--quiet"]):
        command = [*ruff, *arguments, "--stdin-filename", f"clients/python/src/factcheck_client/{name}", "-"]
        code = subprocess.run(command, input=code, capture_output=True, text=True, check=True).stdout
    return code


def _models(schemas: dict[str, Any]) -> Iterator[str]:
    yield "from typing import Any, Literal, NotRequired, TypedDict\n\n"
    for name, schema in schemas.items():
        yield _model(name, schema)


def _model(name: str, schema: dict[str, Any]) -> str:
    fields = {field: _field(field, part, schema) for field, part in schema.get("properties", {}).items()}
    if all(field.isidentifier() and not keyword.iskeyword(field) for field in fields):
        lines = "".join(f"    {field}: {annotation}\n" for field, annotation in fields.items())
        return f"class {name}(TypedDict):\n{lines or '    pass'}\n\n"
    # Evaluated when the module is loaded, so models that come later are named as text.
    pairs = "".join(f"    {json.dumps(field)}: {json.dumps(annotation)},\n" for field, annotation in fields.items())
    return f'{name} = TypedDict(\n"{name}",\n{{\n{pairs}}},\n)\n\n'


def _field(field: str, part: dict[str, Any], schema: dict[str, Any]) -> str:
    annotation = type_of(part)
    return annotation if field in schema.get("required", []) else f"NotRequired[{annotation}]"


def _calls(operations: list[OperationFacts]) -> Iterator[str]:
    yield "from typing import Literal\n\nfrom factcheck_client import models\n"
    yield "from factcheck_client.messages import Body, Call, EventsCall, ListCall, Operation, Parameters\n\n"
    yield "OPERATIONS = {\noperation.name: operation\nfor operation in (\n"
    for operation in operations:
        flags = [f"{flag}=True" for flag in ("takes_key", "is_repeatable") if getattr(operation, flag)]
        values = [json.dumps(value) for value in (operation.name, operation.method, operation.path)]
        yield f"Operation({', '.join([*values, *flags])}),\n"
    yield ")\n}\n\n"
    for operation in operations:
        yield _call(operation)


def _call(operation: OperationFacts) -> str:
    answer = _call_type(operation)
    arguments = [f'OPERATIONS["{operation.name}"]', *_values(operation)]
    return (
        f"def {operation.name}({', '.join(_signature(operation))}) -> {answer}:\n"
        f'    """{operation.summary}"""\n'
        f"    return {answer.partition('[')[0]}({', '.join(arguments)})\n\n\n"
    )


def _call_type(operation: OperationFacts) -> str:
    if operation.is_stream:
        return "EventsCall"
    if operation.item:
        return f"ListCall[{operation.answer}, {operation.item}]"
    return f"Call[{operation.answer}]"


def _signature(operation: OperationFacts) -> Iterator[str]:
    yield from (f"{one.python_name}: {one.annotation}" for one in operation.parameters if one.is_required)
    if operation.body:
        yield f"body: {operation.body}"
    optional = [f"{one.python_name}: {one.annotation} | None = None" for one in operation.parameters if not one.is_required]
    if len(operation.content_types) > 1:
        choices = ", ".join(json.dumps(kind) for kind in operation.content_types)
        optional.append(f'content_type: Literal[{choices}] = "{operation.content_types[0]}"')
    if optional:
        yield "*"
        yield from optional


def _values(operation: OperationFacts) -> Iterator[str]:
    places = {place: _pairs(operation, place) for place in ("path", "query", "header")}
    parts = [f"{'headers' if place == 'header' else place}={{{pairs}}}" for place, pairs in places.items() if pairs]
    if parts:
        yield f"Parameters({', '.join(parts)})"
    if operation.body:
        yield "body=body"
    if len(operation.content_types) > 1:
        yield "content_type=content_type"
    elif operation.content_types and operation.content_types != ("application/json",):
        yield f'content_type="{operation.content_types[0]}"'
    if any(parameter.python_name == WAIT for parameter in operation.parameters):
        yield f"{WAIT}={WAIT}"


def _pairs(operation: OperationFacts, place: str) -> str:
    named = [one for one in operation.parameters if one.place == place and one.python_name != WAIT]
    return ", ".join(f"{json.dumps(one.name)}: {one.python_name}" for one in named)


def _methods(operations: list[OperationFacts]) -> Iterator[str]:
    kinds = [(operation.name, _kind(operation)) for operation in operations]
    used = sorted({kind for _, kind in kinds})
    for module, prefix in (("awaiting", "Async"), ("blocking", "")):
        sender = "AsyncSender" if prefix else "BlockingSender"
        yield f"from factcheck_client.{module} import {', '.join([*(prefix + kind for kind in used), sender])}\n"
    yield "from factcheck_client import calls\n\n"
    for prefix, sender in (("", "BlockingSender"), ("Async", "AsyncSender")):
        yield f'class {prefix}Operations({sender}):\n    """What the API can do."""\n\n'
        yield "".join(f"    {name} = {prefix}{kind}(calls.{name})\n" for name, kind in kinds)
        yield "\n\n"


def _kind(operation: OperationFacts) -> str:
    if operation.is_stream:
        return "EventsMethod"
    return "ListMethod" if operation.item else "Method"
