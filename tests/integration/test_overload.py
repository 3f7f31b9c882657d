"""When claims wait too long: new ones are refused, everything else goes on."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.jobs import CHECKS, INDEXING
from factcheck.store import Store
from factcheck.store.records import NewClaim
from service.overload import OverloadGuard
from tests.conftest import FakeClock
from tests.fakes import FakeJobQueue
from tests.integration.api_client import ApiClient, read_problem

TEXT = "The bridge was opened in 1931."


@pytest.fixture
def client(store: Store, clock: FakeClock) -> ApiClient:
    client = ApiClient(store, clock)
    client.queue.ages[CHECKS] = 301.0
    return client


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/claims", {"text": TEXT}),
        ("/v1/claim-batches", {"claims": [{"text": TEXT}]}),
        ("/v1/articles", {"title": "Bridge", "text": TEXT}),
    ],
)
def test_what_would_be_checked_is_refused_and_not_stored(client: ApiClient, path: str, body: dict[str, Any]) -> None:
    answer = client.post(path, json=body)
    assert "wait" in read_problem(answer, 503)["detail"]
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/v1/claims").get_json()["items"] == []
    assert client.queue.jobs == []


def test_a_recheck_is_refused(client: ApiClient) -> None:
    claim = client.store.claims.create(client.workspace_id, NewClaim(TEXT))
    read_problem(client.post(f"/v1/claims/{claim.claim_id}:recheck"), 503)


def test_reads_and_documents_go_on(client: ApiClient) -> None:
    claim = client.store.claims.create(client.workspace_id, NewClaim(TEXT))
    assert client.get(f"/v1/claims/{claim.claim_id}").status_code == 200
    assert client.put("/v1/documents/a", json={"text": "A long enough text."}).status_code in (200, 201, 202)


def test_a_refused_request_can_be_sent_again_with_its_key(store: Store, clock: FakeClock) -> None:
    client = ApiClient(store, clock)
    overloaded = ApiClient(store, clock)
    overloaded.queue.ages[CHECKS] = 301.0
    sent: dict[str, Any] = {"json": {"text": TEXT}, "headers": {"Idempotency-Key": "k1"}}
    assert overloaded.post("/v1/claims", **sent).status_code == 503
    taken = client.post("/v1/claims", **sent)
    assert taken.status_code == 202
    again = overloaded.post("/v1/claims", **sent)
    assert (again.status_code, again.get_json()["claim_id"]) == (202, taken.get_json()["claim_id"])


def test_one_look_is_good_for_a_second() -> None:
    now, queue = [0.0], FakeJobQueue()
    guard = OverloadGuard(queue, 300, lambda: now[0])
    queue.ages = {CHECKS: 300.0, INDEXING: 9000.0}
    assert not guard.is_overloaded()
    queue.ages[CHECKS] = 300.1
    now[0] = 0.9
    assert not guard.is_overloaded()
    now[0] = 1.0
    assert guard.is_overloaded()
    queue.ages[CHECKS] = 0.0
    now[0] = 2.0
    assert not guard.is_overloaded()


def test_a_broker_that_is_away_refuses_nothing() -> None:
    queue = FakeJobQueue()
    queue.down = True
    assert not OverloadGuard(queue, 300).is_overloaded()


def test_it_can_be_switched_off() -> None:
    queue = FakeJobQueue()
    queue.ages[CHECKS] = 1e9
    assert not OverloadGuard(queue, 0).is_overloaded()
