"""Fail-over of the broker while claims are sent and checked: all real processes, the workers' runtime scripted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from factcheck.local.stack import LocalStack
from factcheck.store import Store, open_store
from tests.e2e.conftest import settings_in
from tests.e2e.stack_parent import SCRIPTED
from tests.sentinels import WatchedBroker
from tests.waiting import until

pytestmark = pytest.mark.timeout(240)
CLIENTS = 3


class Sender(threading.Thread):
    """Posts claims one after another until it is told to stop; keeps the ids of those that were taken."""

    def __init__(self, client: httpx.Client, number: int) -> None:
        super().__init__(daemon=True)
        self._client = client
        self._number = number
        self._stop_asked = threading.Event()
        self.taken: list[str] = []
        self.refused: list[int] = []

    def run(self) -> None:
        while not self._stop_asked.wait(0.25):
            text = f"Mill {len(self.taken)} of sender {self._number} burned down."
            answer = self._client.post("/v1/claims", json={"text": text, "fresh": True})
            if answer.status_code == 202:
                self.taken.append(answer.json()["claim_id"])
            else:
                self.refused.append(answer.status_code)

    def stop(self) -> None:
        self._stop_asked.set()
        self.join(60)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[WatchedBroker]:
    watched = WatchedBroker(tmp_path)
    try:
        watched.start()
        yield watched
    finally:
        watched.stop()


def statuses(store: Store, workspace_id: str, claim_ids: list[str]) -> dict[str, int]:
    """Return how many of these claims' checks have which status."""
    found: dict[str, int] = {}
    for claim_id in claim_ids:
        claim = store.claims.get(workspace_id, claim_id)
        assert claim is not None
        found[claim.check.status] = found.get(claim.check.status, 0) + 1
    return found


def test_claims_that_were_taken_around_a_fail_over_are_all_checked(broker: WatchedBroker, tmp_path: Path) -> None:
    settings = replace(settings_in(tmp_path / "home"), redis_url=broker.url, writes_per_minute=0)
    with LocalStack(settings, worker_arguments=SCRIPTED) as stack:
        store = open_store(settings.database_url)
        workspace_id = store.workspaces.ensure("failover").workspace_id
        _key, token = store.keys.create(workspace_id, ["admin"])
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=stack.base_url, headers=headers, timeout=60) as client:
            senders = [Sender(client, number) for number in range(CLIENTS)]
            for sender in senders:
                sender.start()
            until(lambda: min(len(sender.taken) for sender in senders) >= 5)
            broker.kill_a_sentinel()
            broker.until_master_is_not(broker.kill_master())
            reached = [len(sender.taken) for sender in senders]
            until(lambda: all(len(s.taken) >= n + 5 for s, n in zip(senders, reached, strict=True)), 60)
            for sender in senders:
                sender.stop()
            taken = [claim_id for sender in senders for claim_id in sender.taken]
            assert [sender.refused for sender in senders] == [[]] * CLIENTS
            until(lambda: statuses(store, workspace_id, taken) == {"done": len(taken)}, 60)
            until(lambda: client.get("/readyz").status_code == 200, 30)
            limited = client.get("/v1/claims")
            assert limited.status_code == 200
            assert "RateLimit" in limited.headers
        store.close()
