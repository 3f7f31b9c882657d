"""Streams, batches and articles through all real processes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from factcheck.local.stack import LocalStack
from factcheck.settings import Settings
from factcheck.store import open_store

pytestmark = pytest.mark.timeout(240)
DRAFT = "The mill at Harrow burned down in 1911. What a loss! It had 14 workers, the district archive said."


@pytest.fixture(scope="module")
def client(stack: LocalStack, stack_settings: Settings) -> Iterator[httpx.Client]:
    store = open_store(stack_settings.database_url)
    _key, token = store.keys.create(store.workspaces.ensure("progress").workspace_id, ["admin"])
    store.close()
    with httpx.Client(base_url=stack.base_url, headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
        yield client


def listen(client: httpx.Client, address: str, last: str = "") -> list[tuple[str, str, dict[str, Any]]]:
    """Return (id, kind, data) of every event until the stream ends."""
    headers = {"Last-Event-ID": last} if last else {}
    events, fields = [], {}
    with client.stream("GET", address, headers=headers) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        for line in response.iter_lines():
            name, _, value = line.partition(": ")
            fields[name] = value
            if not line and "data" in fields:
                events.append((fields["id"], fields["event"], json.loads(fields["data"])))
                fields = {}
    return events


def test_a_check_is_followed_from_its_queue_to_its_end(client: httpx.Client) -> None:
    claim = client.post("/v1/claims", json={"text": "The mill at Harrow burned down in 1911.", "fresh": True}).json()
    address = f"{claim['links']['self']}/events"
    events = listen(client, address)
    assert [kind for _, kind, _ in events] == ["queued", "running", "retrieved", "judged", "done"]
    assert events[-1][2]["verdict"] == "not_enough_evidence"
    assert listen(client, address, events[2][0]) == events[3:]
    assert client.get(address, headers={"Last-Event-ID": events[-1][0]}).status_code == 204


def test_an_import_is_followed_to_its_end(client: httpx.Client) -> None:
    lines = "\n".join(json.dumps({"document_id": f"mill-{number}", "text": f"Mill number {number}."}) for number in range(3))
    made = client.post("/v1/imports", content=lines, headers={"Content-Type": "application/x-ndjson"}).json()
    _, kind, data = listen(client, f"{made['links']['self']}/events")[-1]
    assert (kind, data["done"]) == ("done", 3)


def test_the_sentences_of_a_draft_are_checked(client: httpx.Client) -> None:
    article = client.post("/v1/articles", json={"text": DRAFT, "external_id": "mill"}).json()
    assert [sentence["selector"]["exact"][:8] for sentence in article["sentences"]] == ["The mill", "It had 1"]
    for sentence in article["sentences"]:
        assert listen(client, f"{sentence['claim']['links']['self']}/events")[-1][1] == "done"
    ended = client.get(article["links"]["self"]).json()
    assert (ended["status"], ended["counts"]["by_status"]) == ("done", {"done": 2})
    again = client.post("/v1/articles", json={"text": DRAFT.replace("14", "15"), "external_id": "mill"}).json()
    kept, changed = again["sentences"]
    assert kept["claim"]["claim_id"] == article["sentences"][0]["claim"]["claim_id"]
    assert changed["claim"]["claim_id"] != article["sentences"][1]["claim"]["claim_id"]


def test_a_batch_is_checked(client: httpx.Client) -> None:
    batch = client.post("/v1/claim-batches", json={"claims": [{"text": "A mill burned."}, {"text": ""}]}).json()
    taken, refused = batch["items"]
    assert listen(client, f"{taken['claim']['links']['self']}/events")[-1][1] == "done"
    assert refused["errors"][0]["pointer"] == "/claims/1/text"
    ended = client.get(batch["links"]["self"]).json()
    assert (ended["status"], ended["counts"]["refused"]) == ("done", 1)
