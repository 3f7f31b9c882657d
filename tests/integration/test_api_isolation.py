"""Nothing crosses from one workspace to another: every route of the document is walked with another one's key.

Routes come from the document, so a new one is walked without anyone thinking of it. A path parameter or a body that this
module can't fill fails the test.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from factcheck.store import Store, open_store
from factcheck.store.checks import CheckResult
from factcheck.store.records import SCOPES, NewClaim
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient
from tests.store_samples import put_text, report_on

MARK = "Quincewater"
STREAMS = "text/event-stream"
# Of the operations with a path parameter, those whose body must hold something before anything is looked up.
BODIES: dict[str, dict[str, Any]] = {
    "put_document": {"text": "Another text."},
    "watch_claim": {"watch": True},
    "update_review": {"rating": 3},
    "give_feedback": {"verdict": "supported"},
}
# The name of a document is its sender's: each workspace may have one of that name.
OWN_NAMES = ("put_document",)


@pytest.fixture
def api(sqlite_url: str, clock: FakeClock) -> ApiClient:
    client = ApiClient(open_store(sqlite_url, clock), clock)
    client.app.extensions["factcheck-limits"][1].clear()
    return client


@pytest.fixture
def operations(api: ApiClient) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of everything that needs a key."""
    document = api.get("/openapi.json").get_json()
    return [
        (method.upper(), path, {**operation, "parameters": [*item.get("parameters", ()), *operation.get("parameters", ())]})
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters" and "security" in operation
    ]


@pytest.fixture
def ids(api: ApiClient) -> dict[str, str]:
    """Of each path parameter a value that exists in the first workspace."""
    webhook = api.post("/v1/webhooks", json={"url": f"https://93.184.215.14/{MARK}", "description": MARK}).get_json()
    delivery = api.post(f"/v1/webhooks/{webhook['webhook_id']}:test").get_json()
    batch = api.post("/v1/claim-batches", json={"claims": [{"text": f"{MARK} flooded 40 houses."}]}).get_json()
    article = api.post("/v1/articles", json={"text": f"{MARK} flooded 40 houses on Monday.", "external_id": MARK}).get_json()
    received = api.post_lines(b'{"document_id": "line", "text": "%s."}' % MARK.encode()).get_json()
    return {
        "claim_id": finished_claim(api.store, api.workspace_id),
        "number": "1",
        "document_id": MARK,
        "version": "1",
        "import_id": received["import_id"],
        "batch_id": batch["batch_id"],
        "article_id": article["article_id"],
        "webhook_id": webhook["webhook_id"],
        "delivery_id": delivery["delivery_id"],
        "key_id": api.get("/v1/keys").get_json()["items"][0]["key_id"],
    }


def finished_claim(store: Store, workspace_id: str) -> str:
    document = put_text(store, workspace_id, MARK, f"{MARK} was flooded.").document
    claim = store.claims.create(workspace_id, NewClaim(f"{MARK} was flooded."))
    store.checks.start(claim.check.check_id, 1)
    store.checks.finish(claim.check.check_id, 1, CheckResult(report_on(document), "supported", 0.9, [document.document_key]))
    return claim.claim_id


def fill(path: str, ids: dict[str, str]) -> str:
    """Return the address with ids of the first workspace."""
    for name in re.findall(r"{(\w+)}", path):
        assert name in ids, f"say in this module which {name} exists in the first workspace"
        path = path.replace(f"{{{name}}}", ids[name])
    return path


def send(api: ApiClient, token: str, method: str, path: str, operation: dict[str, Any]) -> TestResponse:
    """Send the request with whatever it can't do without."""
    for parameter in operation["parameters"]:
        assert parameter["in"] != "query" or not parameter.get("required") or parameter["name"] == "q"
    body = BODIES.get(operation["operationId"], {})
    rest: dict[str, Any] = {"json": body} if "requestBody" in operation else {}
    query = {"q": MARK} if operation["operationId"] == "search_passages" else None
    return api.send(method, path, headers={"Authorization": f"Bearer {token}"}, query_string=query, **rest)


def is_stream(operation: dict[str, Any]) -> bool:
    return STREAMS in operation["responses"].get("200", {}).get("content", {})


def read_all(api: ApiClient, operations: list[tuple[str, str, dict[str, Any]]], ids: dict[str, str]) -> dict[str, bytes]:
    """Return what the first workspace sees of its own; of streams only that they are there."""
    seen = {}
    for method, path, operation in operations:
        name = operation["operationId"]
        if method == "GET" and name != "search_passages":
            response = send(api, api.token, method, fill(path, ids), operation)
            assert response.status_code == 200, f"{path}: {response.get_data(as_text=True)}"
            seen[name] = b"" if is_stream(operation) else response.get_data()
    return seen


def test_another_workspace_sees_and_changes_nothing(
    api: ApiClient, operations: list[tuple[str, str, dict[str, Any]]], ids: dict[str, str]
) -> None:
    before = read_all(api, operations, ids)
    assert MARK in str(before)
    secret = [value for name, value in ids.items() if name not in ("number", "version")]
    stranger = api.new_token(SCOPES, "elsewhere")
    # Reads come first: later the stranger's own audit log names what it asked for.
    for method, path, operation in sorted(operations, key=lambda found: found[0] != "GET"):
        response = send(api, stranger, method, fill(path, ids), operation)
        answered = response.get_data(as_text=True)
        if "{" in path and operation["operationId"] not in OWN_NAMES:
            assert response.status_code == 404, f"{method} {path}: {response.status_code} {answered}"
        if operation["operationId"] not in OWN_NAMES:
            assert [value for value in [MARK, *secret] if value in answered] == [], f"{method} {path}"
        # What the stranger made under the same name must not be taken for the first workspace's.
        api.store.documents.delete(api.store.workspaces.ensure("elsewhere").workspace_id, MARK)
    assert read_all(api, operations, ids) == before


def test_another_workspace_finds_nothing_by_the_names_in_bodies(api: ApiClient, ids: dict[str, str]) -> None:
    headers = {"Authorization": f"Bearer {api.new_token(SCOPES, 'elsewhere')}"}
    quote = {"document_id": ids["document_id"], "exact": "was flooded"}
    assert api.post("/v1/quotes:verify", json=quote).get_json()["result"] == "verbatim"
    assert api.post("/v1/quotes:verify", json=quote, headers=headers).status_code == 404
    for query in (f"claims?external_id={MARK}", f"audit?key_id={ids['key_id']}"):
        assert api.get(f"/v1/{query}", headers=headers).get_json()["items"] == []
    article = api.post("/v1/articles", json={"text": "It rained.", "external_id": MARK}, headers=headers).get_json()
    assert article["article_id"] != ids["article_id"]


def test_cursors_lead_nowhere_else(api: ApiClient) -> None:
    for number in range(3):
        put_text(api.store, api.workspace_id, f"d{number}")
    cursor = api.get("/v1/documents?limit=1").get_json()["next_cursor"]
    headers = {"Authorization": f"Bearer {api.new_token(SCOPES, 'elsewhere')}"}
    assert api.get(f"/v1/documents?cursor={cursor}", headers=headers).get_json()["items"] == []
