"""Webhooks through all real processes: made over HTTP, sent by the courier that the stack runs, verified by a receiver."""

from __future__ import annotations

import httpx
import pytest

from factcheck.local.stack import LocalStack
from factcheck.settings import Settings
from factcheck.store import open_store
from tests.receiver import running_receiver

pytestmark = pytest.mark.timeout(240)


def test_a_claim_that_was_checked_is_told_to_the_cms(stack: LocalStack, stack_settings: Settings) -> None:
    store = open_store(stack_settings.database_url)
    _key, token = store.keys.create(store.workspaces.ensure("hooked").workspace_id, ["admin"])
    headers = {"Authorization": f"Bearer {token}"}
    with (
        running_receiver() as receiver,
        httpx.Client(base_url=stack.base_url, headers=headers, timeout=60) as client,
    ):
        made = client.post("/v1/webhooks", json={"url": receiver.url, "payload": "full"}).raise_for_status().json()
        claim = client.post("/v1/claims", json={"text": "The bridge was closed on Monday."}).raise_for_status().json()
        message = receiver.wait(60).verify(made["secret"])
        answered = client.get(f"/v1/claims/{claim['claim_id']}").json()
        assert message["type"] == "claim.done"
        assert message["data"]["verdict"] == answered["verdict"]
        assert message["data"]["claim"] == answered
        client.delete(made["links"]["self"]).raise_for_status()
