"""The API's documents: complete, and made of our own files only."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from factcheck.store import open_store
from service.problems import SLUGS
from tests.conftest import FakeClock
from tests.integration.api_client import PROBLEM_JSON, ApiClient

ROOT = Path(__file__).resolve().parents[2]
METHODS = ("get", "put", "post", "patch", "delete")


@pytest.fixture
def api(sqlite_url: str, clock: FakeClock) -> ApiClient:
    return ApiClient(open_store(sqlite_url, clock), clock)


@pytest.fixture
def document(api: ApiClient) -> dict[str, Any]:
    found: dict[str, Any] = api.http.get("/openapi.json").get_json()
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method.upper(), path, item[method])
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]


def resolve(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    for name in part.get("$ref", "#").split("/")[1:]:
        document = document[name]
    return document if "$ref" in part else part


def test_every_operation_is_named_explained_and_guarded(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"] == {"bearer": {"type": "http", "scheme": "bearer"}}
    names = [operation["operationId"] for *_, operation in operations(document)]
    assert len(set(names)) == len(names)
    for _, path, operation in operations(document):
        assert operation["summary"].endswith(".")
        assert ("security" in operation) == path.startswith("/v1/")


def test_every_error_is_documented_as_a_problem_and_every_answer_has_an_id(document: dict[str, Any]) -> None:
    for _, _, operation in operations(document):
        for status, part in operation["responses"].items():
            response = resolve(document, part)
            assert "X-Request-Id" in response["headers"]
            if int(status) >= 400:
                (content,) = response["content"].values()
                assert list(response["content"]) == [PROBLEM_JSON]
                assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
                assert content["example"]["status"] == int(status)


def test_no_schema_is_left_over(document: dict[str, Any]) -> None:
    used = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert set(document["components"]["schemas"]) == used


def test_the_guide_lists_every_address_with_its_scope(document: dict[str, Any]) -> None:
    guide = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for method, path, operation in operations(document):
        scopes = operation.get("security", [{"bearer": ["none"]}])[0]["bearer"]
        assert re.search(rf"\| `{method} {re.escape(path)}` \| `?{scopes[0]}`? \|", guide), path
    for status in SLUGS:
        assert f"| {status} | `{SLUGS[status]}` |" in guide


def test_the_page_loads_nothing_from_elsewhere(api: ApiClient) -> None:
    page = api.http.get("/docs")
    assert page.status_code == 200
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    links = re.findall(r'(?:src|href)="([^"]+)"', page.get_data(as_text=True))
    assert len(links) == 4
    for link in links:
        assert link.startswith("/static/")
        file = api.http.get(link)
        assert file.status_code == 200
        assert file.headers["X-Content-Type-Options"] == "nosniff"
    for licence in ("LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt"):
        assert api.http.get(f"/static/swagger-ui/{licence}").status_code == 200
