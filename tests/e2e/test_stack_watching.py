"""A correction finds its way to the claim that rests on it, through all real processes."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import create_engine, select

from factcheck.local.stack import LocalStack
from factcheck.settings import Settings
from factcheck.store import open_store
from factcheck.store.tables import OutboxRow
from tests.waiting import until

pytestmark = pytest.mark.timeout(240)
BEFORE = "The ferry over the Marn carried 240 passengers when it ran aground on Sunday, the operator said."
AFTER = "The ferry over the Marn carried 310 passengers when it ran aground on Sunday, the operator said."
LATER = "The coast guard counted 310 passengers on the ferry over the Marn that ran aground on Sunday."
CLAIM = "The ferry over the Marn carried 240 passengers when it ran aground."


@pytest.fixture(scope="module")
def client(stack: LocalStack, stack_settings: Settings) -> Iterator[httpx.Client]:
    store = open_store(stack_settings.database_url)
    _key, token = store.keys.create(store.workspaces.ensure("watching").workspace_id, ["admin"])
    store.close()
    with httpx.Client(base_url=stack.base_url, headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
        yield client


def put(client: httpx.Client, document_id: str, text: str) -> None:
    client.put(f"/v1/documents/{document_id}", json={"text": text}).raise_for_status()
    until(lambda: client.get(f"/v1/documents/{document_id}").json()["index_status"] == "indexed", 90)


def read_events(database_url: str, claim_id: str) -> list[str]:
    """Return the kinds of the claim's events, whether they were handed out or not."""
    engine = create_engine(database_url)
    query = select(OutboxRow.kind, OutboxRow.payload).order_by(OutboxRow.event_id)
    with engine.connect() as connection:
        found = connection.execute(query).all()
    engine.dispose()
    return [kind for kind, payload in found if payload.get("claim_id") == claim_id]


def test_a_correction_and_a_new_document_change_what_a_watched_claim_says(
    client: httpx.Client, stack_settings: Settings
) -> None:
    put(client, "ferry", BEFORE)
    answer = client.post("/v1/claims", json={"text": CLAIM, "watch": True}, headers={"Prefer": "wait=30"})
    first = answer.json()
    assert (first["verdict"], first["check_number"]) == ("supported", 1)
    path = f"/v1/claims/{first['claim_id']}"

    put(client, "ferry", AFTER)
    corrected = until(lambda: (shown := client.get(path).json())["check_number"] == 2 and shown, 90)
    assert corrected["verdict"] == "refuted"
    reasons = client.get(f"{path}/checks").json()["items"][0]["reasons"]
    assert {"kind": "new_version", "document_id": "ferry"} in reasons

    put(client, "coast-guard", LATER)
    until(lambda: client.get(path).json()["check_number"] == 3, 90)
    newest = client.get(f"{path}/checks").json()["items"][0]
    assert {"kind": "new_document", "document_id": "coast-guard"} in newest["reasons"]
    assert "coast-guard" in [change["document_id"] for change in newest["changes"]]

    assert read_events(stack_settings.database_url, first["claim_id"]) == ["claim.done", *["claim.evidence_changed"] * 2]
