"""The Python client against the API's document: nothing of it is older, and no operation is missing."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

from clients.python.generator.rendering import render
from factcheck.store import open_store
from factcheck_client import AsyncClient, Client
from factcheck_client.calls import OPERATIONS
from factcheck_client.errors import PROBLEM_ERRORS
from service.problems import SLUGS
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient

PACKAGE = Path(__file__).resolve().parents[2] / "clients" / "python" / "src" / "factcheck_client"
# Operations that the client is not to have, each with the reason.
LEFT_OUT: dict[str, str] = {}


@pytest.fixture
def document(sqlite_url: str, clock: FakeClock) -> dict[str, Any]:
    found: dict[str, Any] = ApiClient(open_store(sqlite_url, clock), clock).http.get("/openapi.json").get_json()
    return found


def test_what_was_generated_is_what_the_document_says_now(document: dict[str, Any]) -> None:
    for name, code in render(document).items():
        assert (PACKAGE / name).read_text(encoding="utf-8") == code, f"{name} is out of date: run make client"


def test_every_operation_is_a_method_that_takes_its_parameters(document: dict[str, Any]) -> None:
    found = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if isinstance(operation, dict):
                found[operation["operationId"]] = (method.upper(), path, operation)
    assert {(one.name, one.method, one.path) for one in OPERATIONS.values()} | set(LEFT_OUT) == {
        (name, method, path) for name, (method, path, _) in found.items()
    }
    with Client("http://127.0.0.1:1", "no key") as client:
        for name, (_, path, operation) in found.items():
            taken = inspect.signature(getattr(client, name)).parameters
            wanted = [part[1:].partition("}")[0] for part in path.split("/") if part.startswith("{")]
            wanted += ["body"] * ("requestBody" in operation)
            assert [each.name for each in taken.values() if each.default is each.empty] >= wanted
            queries = {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}
            assert queries <= set(taken)


def test_both_clients_have_the_same_methods() -> None:
    def public(client: type) -> set[str]:
        return {name for name in dir(client) if not name.startswith("_")}

    assert public(Client) == public(AsyncClient)


def test_every_kind_of_problem_has_an_exception() -> None:
    assert set(PROBLEM_ERRORS) == set(SLUGS.values())
    for name, error in PROBLEM_ERRORS.items():
        (status,) = [status for status, slug in SLUGS.items() if slug == name]
        assert f"({status})" in (error.__doc__ or "")
