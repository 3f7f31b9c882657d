"""A document and a claim through all real processes: HTTP, broker, workers, models, index."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from factcheck.local.stack import LocalStack
from factcheck.settings import Settings
from factcheck.store import open_store
from tests.e2e.bridge import CLAIM, TEXT, put_bridge

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def client(stack: LocalStack, stack_settings: Settings) -> Iterator[httpx.Client]:
    store = open_store(stack_settings.database_url)
    workspace = store.workspaces.ensure("stack")
    _key, token = store.keys.create(workspace.workspace_id, ["admin"])
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=stack.base_url, headers=headers, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def bridge(client: httpx.Client) -> None:
    put_bridge(client)


@pytest.mark.usefixtures("bridge")
def test_a_claim_is_answered_from_a_document_that_was_just_put(client: httpx.Client) -> None:
    answer = client.post("/v1/claims", json={"text": CLAIM}, headers={"Prefer": "wait=30"})
    assert answer.status_code == 200
    report = answer.json()
    assert (report["status"], report["verdict"]) == ("done", "supported")
    quote = report["evidence"][0]["quote"]
    assert TEXT[quote["start"] : quote["end"]] == quote["exact"]


@pytest.mark.usefixtures("bridge")
def test_a_search_is_answered_by_a_worker(client: httpx.Client) -> None:
    answer = client.get("/v1/search", params={"q": "bridge over the Seym", "limit": 3})
    assert answer.status_code == 200
    assert [item["document"]["document_id"] for item in answer.json()["items"]] == ["bridge"]


def test_the_service_is_ready_and_tells_which_index_it_reads(client: httpx.Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["index"]["name"]
