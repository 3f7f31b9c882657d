"""Batches of claims over HTTP, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.jobs import Job
from factcheck.store import Store
from factcheck.store.checks import CheckResult
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_pointers, read_problem
from tests.store_samples import report_on


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


def finish(api: ApiClient, job: Job) -> None:
    check_id, attempt = job.args
    report = {**report_on(), "verdict": "supported"}
    assert api.store.checks.finish(str(check_id), int(attempt or 0), CheckResult(report, "supported", 0.9, []))


def post(api: ApiClient, *claims: Any) -> dict[str, Any]:
    answer = api.post("/v1/claim-batches", json={"claims": list(claims)})
    assert answer.status_code == 202, answer.get_data(as_text=True)
    made: dict[str, Any] = answer.get_json()
    assert answer.headers["Location"] == made["links"]["self"] == f"/v1/claim-batches/{made['batch_id']}"
    return made


def test_claims_are_answered_in_their_order_and_bad_ones_named(api: ApiClient) -> None:
    made = post(api, {"text": "One river rose."}, {"text": " "}, 7, {"text": "Two fell.", "as_of": "2024-01-01"})
    errors = [[error["pointer"] for error in item["errors"]] for item in made["items"]]
    assert errors == [[], ["/claims/1/text"], ["/claims/2"], ["/claims/3/as_of"]]
    assert [item["claim"] is None for item in made["items"]] == [False, True, True, True]
    assert made["counts"] == {"by_status": {"queued": 1}, "by_verdict": {}, "refused": 3}
    assert made["status"] == "running"
    claim = api.get(made["items"][0]["claim"]["links"]["self"]).get_json()
    assert claim["text"] == "One river rose."


def test_each_claim_of_a_batch_leaves_out_its_own_documents(api: ApiClient) -> None:
    own = {"text": "One river rose.", "exclude_document_ids": ["own"]}
    made = post(api, own, {"text": "Two fell."}, {"text": "Three stayed.", "exclude_document_ids": ["a b"]})
    shown = [api.get(item["claim"]["links"]["self"]).get_json() for item in made["items"][:2]]
    assert [claim["exclude_document_ids"] for claim in shown] == [["own"], []]
    assert [error["pointer"] for error in made["items"][2]["errors"]] == ["/claims/2/exclude_document_ids/0"]


def test_a_batch_tells_how_far_it_is(api: ApiClient) -> None:
    made = post(api, {"text": "One river rose."}, {"text": "Another fell."})
    assert len(api.queue.jobs) == 2
    finish(api, api.queue.jobs[1])
    found = api.get(made["links"]["self"]).get_json()
    assert [item["claim"]["status"] for item in found["items"]] == ["queued", "done"]
    assert found["counts"]["by_verdict"] == {"supported": 1}
    finish(api, api.queue.jobs[0])
    ended = api.get(made["links"]["self"]).get_json()
    assert (ended["status"], ended["finished_at"]) == ("done", "2025-03-01T12:00:00Z")


def test_a_batch_without_a_good_claim_is_refused(api: ApiClient) -> None:
    assert read_pointers(api.post("/v1/claim-batches", json={"claims": [{}, {"text": "x" * 2001}]})) == [
        "/claims/0/text",
        "/claims/1/text",
    ]
    assert api.get("/v1/claims").get_json()["items"] == []
    assert read_pointers(api.post("/v1/claim-batches", json={"claims": []})) == ["/claims"]
    many = [{"text": "It rained."}] * 101
    assert read_pointers(api.post("/v1/claim-batches", json={"claims": many})) == ["/claims"]


def test_a_hundred_long_claims_are_taken(api: ApiClient) -> None:
    ids = [f"{number}{'🙂' * 190}" for number in range(50)]
    long = {"context": "é" * 2000, "exclude_document_ids": ids}
    made = post(api, *({"text": f"{number} {'ü' * 1900}", **long} for number in range(100)))
    assert made["counts"]["by_status"] == {"queued": 100}
    assert len(api.queue.jobs) == 100


def test_a_batch_is_of_its_workspace_only(api: ApiClient) -> None:
    made = post(api, {"text": "One river rose."})
    other = {"Authorization": f"Bearer {api.new_token(['admin'], 'other')}"}
    read_problem(api.get(made["links"]["self"], headers=other), 404)
    read_problem(api.get("/v1/claim-batches/bat_1"), 404)


def test_a_broker_that_is_down_loses_no_claim(api: ApiClient) -> None:
    api.queue.down = True
    made = post(api, {"text": "One river rose."})
    assert [check.claim_id for check in api.store.checks.unfinished(0, 10)] == [made["items"][0]["claim"]["claim_id"]]


def test_a_request_that_is_sent_again_is_answered_as_things_stand_now(api: ApiClient) -> None:
    headers = {"Idempotency-Key": "draft-7"}
    first = api.post("/v1/claim-batches", json={"claims": [{"text": "One river rose."}]}, headers=headers).get_json()
    finish(api, api.queue.jobs[0])
    again = api.post("/v1/claim-batches", json={"claims": [{"text": "One river rose."}]}, headers=headers)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (202, "true")
    assert again.headers["Location"] == first["links"]["self"]
    assert (again.get_json()["batch_id"], again.get_json()["status"]) == (first["batch_id"], "done")
