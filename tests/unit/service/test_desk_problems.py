"""Every sentence that core or API makes for people, and a page of the desk can show, has its German.

The sentences are read from the code: constants, f-strings and templates outside of docstrings, logs and documentation.
What is told otherwise, or never on a page, is named below; anything else that is new needs its place in the catalog.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from marshmallow import Schema

from factcheck.pipeline.importing import read_line
from factcheck.schemas.document import DocumentSchema, ImportedDocumentSchema, NoticeSchema
from factcheck.schemas.pointers import list_errors
from service.desk.sentences import tell_problem

pytestmark = pytest.mark.usefixtures("german")
ROOT = Path(__file__).resolve().parents[3]
SENTENCE = re.compile(r"[A-Z].* .*[.!}]|\{.* .*[.!]", re.DOTALL)
PLACE = re.compile(r"\{\w{0,30}(?::,)?\}")
# Errors that stop a process or a command, or for which the desk has a sentence of its own.
TOLD_OTHERWISE = {
    *("SettingsError", "MigrationError", "SchemaDiffersError", "CursorError", "ImportClosedError", "NoExampleError"),
    # The driver's own, told as a store that is away.
    "OperationalError",
    *("UnavailableError", "IndexUnavailableError", "IndexMismatchError", "StoreUnavailableError", "BrokerUnavailableError"),
    *("ModelError", "MasterNotFoundError", "StackError", "ProcessDiedError"),
    *("KeyInUseError", "KeyReusedError", "AnswerLostError", "ReservationLostError", "PreconditionFailedError"),
}
NO_PAGE = (
    # For who sits at the command line.
    *("factcheck/backup", "factcheck/cli", "factcheck/doctor", "factcheck/local", "factcheck/exports/bundles.py"),
    # All that fails in the index is told in one sentence.
    "factcheck/index",
    # Reasons are told by their codes; rules are explained at the command line.
    "factcheck/judgement",
    # Names of metrics, and what the document of the API is made of.
    *("factcheck/meters.py", "service/metrics.py", "service/openapi.py", "service/headers.py", "service/conventions.py"),
    *("service/document_bodies.py", "service/schemas/examples.py", "service/paths.py", "service/health.py"),
    # gunicorn answers before there is a page.
    "service/gunicorn",
    # The desk's own, in the catalog already.
    "service/desk",
)
SHOWN_ELSEWHERE = {
    # The API's words for what the desk tells by ``show_unavailable``.
    "{what} can't be reached at the moment.",
    # A field with what is wrong with it, told by its parts.
    "{pointer}: {detail}",
    # The text of a document.
    "{publisher or 'A fact check'} rated the claim{by_whom} “{claim}” as “{rating}”.",
    # The desk offers the scopes, so that none is wrong.
    "The scopes of a key are some of {', '.join(SCOPES)}.",
}
DOCUMENTING = {"description", "summary", "help", "doc", "metadata", "example", "examples"}


def read_text(node: ast.AST) -> tuple[str, str] | None:
    """Return a text as it stands in the code and with values in its places; None for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value, PLACE.sub("7", node.value)
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = [
        (part.value, part.value) if isinstance(part, ast.Constant) else (f"{{{ast.unparse(part.value)}}}", sample(part))
        for part in node.values
        if isinstance(part, ast.Constant | ast.FormattedValue)
    ]
    return "".join(str(text) for text, _ in parts), "".join(str(text) for _, text in parts)


def sample(place: ast.FormattedValue) -> str:
    return "1,200" if place.format_spec is not None and "," in ast.unparse(place.format_spec) else "7"


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def is_silent(node: ast.AST) -> bool:
    """Say whether nothing inside of a node can come to a page."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.keyword):
        return node.arg in DOCUMENTING
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and "EXAMPLE" in target.id for target in node.targets)
    if not isinstance(node, ast.Call):
        return False
    name, owner = name_of(node), getattr(node.func, "value", None)
    is_log = isinstance(owner, ast.Name) and owner.id in ("log", "logger")
    return is_log or name in TOLD_OTHERWISE or (name.endswith("Error") and hasattr(builtins, name))


def collect(node: ast.AST, is_error: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the sentences below a node; of an error whatever has several words, as not all of them are whole sentences."""
    if (text := read_text(node)) is not None:
        if " " in text[0] and (is_error or SENTENCE.fullmatch(text[0])):
            yield text
        return
    if is_silent(node):
        return
    is_error = is_error or (isinstance(node, ast.Call) and name_of(node).endswith("Error"))
    decorators = getattr(node, "decorator_list", [])
    documenting = set()
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        documenting = {id(value) for key, value in pairs if isinstance(key, ast.Constant) and key.value in DOCUMENTING}
    for child in ast.iter_child_nodes(node):
        if child not in decorators and id(child) not in documenting:
            yield from collect(child, is_error)


def sentences_in_code() -> list[tuple[str, str]]:
    files = chain((ROOT / "factcheck").rglob("*.py"), (ROOT / "service").rglob("*.py"))
    shown = [path for path in sorted(files) if not path.relative_to(ROOT).as_posix().startswith(NO_PAGE)]
    found = chain.from_iterable(collect(ast.parse(path.read_text(encoding="utf-8"))) for path in shown)
    return sorted({text for text in found if text[0] not in SHOWN_ELSEWHERE})


SENTENCES = sentences_in_code()


@pytest.mark.parametrize("sentence", [filled for _, filled in SENTENCES], ids=[written for written, _ in SENTENCES])
def test_each_sentence_of_the_code_has_its_german(sentence: str) -> None:
    assert tell_problem(sentence) != sentence


@pytest.mark.parametrize("wrong", [None, 5, "", " x ", "x" * 3000, "2024-01-01T00:00:00", "a\0b", "\ud800", [], {}])
@pytest.mark.parametrize("schema", [DocumentSchema, ImportedDocumentSchema, NoticeSchema])
def test_each_refusal_of_a_document_has_its_german(schema: type[Schema], wrong: object) -> None:
    inputs = [wrong, {"unknown": wrong}, *({name: wrong} for name in schema().fields)]
    refusals = chain.from_iterable(list_errors(schema().validate(sent)) for sent in inputs)  # type: ignore[arg-type]
    assert [detail for _, detail in refusals if tell_problem(detail) == detail] == []


@pytest.mark.parametrize("line", ["{", "nonsense", '{"a": 1, "a": 2}', "[" * 100_000, "[NaN]", "1" * 200, '["\\x"]'])
def test_each_refusal_of_a_line_has_its_german(line: str) -> None:
    refusal = read_line(line).refusal
    assert refusal is not None
    told = tell_problem(refusal[1])
    assert told.startswith("Diese Zeile ist kein gültiges JSON: ")
    assert "JSON object" not in told
    assert " at line " not in told


def test_values_inside_of_a_sentence_are_told_too() -> None:
    assert tell_problem("/text: This is blank: at least 1 character(s) are needed.") == (
        "/text: Das ist leer: mindestens 1 Zeichen sind nötig."
    )
    assert tell_problem("This is too long: 12,400 characters, at most 2,000 are taken.") == (
        "Das ist zu lang: 12.400 Zeichen, höchstens 2.000 werden angenommen."
    )
    assert tell_problem("The exchange failed: There is no address to connect to.") == (
        "Der Austausch scheiterte: Es gibt keine Adresse, mit der eine Verbindung möglich wäre."
    )
