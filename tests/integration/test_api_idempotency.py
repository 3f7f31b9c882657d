"""Requests with an idempotency key: carried out once, answered as often as they are sent. On both databases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event, Semaphore
from typing import Any

import pytest
from werkzeug.test import TestResponse

from factcheck.errors import StoreUnavailableError
from factcheck.jobs import Job
from factcheck.leases import LEASE_SECONDS, LeaseKeeper
from factcheck.store import Store
from factcheck.store.checks import CheckResult
from factcheck.store.idempotency import KeptAnswer
from factcheck.store.records import NewClaim
from factcheck.store.writes import RequestFacts, ReservationLostError, WritingRequest, writing_for
from service.context import EXTENSION, Services
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_pointers, read_problem
from tests.integration.checked_claims import checked_claim
from tests.store_samples import BRIDGE, put_text, report_on

CLAIM = {"text": "Some 1,400 people left their homes.", "fresh": True}
LINES = b'{"document_id": "a", "text": "One."}\n{"document_id": "b", "text": "Two."}\n'
KEPT_SECONDS = 24 * 3600


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


def post_claim(api: ApiClient, key: str, body: dict[str, Any] = CLAIM, **headers: str) -> TestResponse:
    return api.post("/v1/claims", json=body, headers={"Idempotency-Key": key, **headers})


def post_from_elsewhere(api: ApiClient, key: str) -> TestResponse:
    """Post from a thread of its own: a test client is used by one at a time."""
    headers = {"Idempotency-Key": key, "Authorization": f"Bearer {api.token}"}
    return api.app.test_client().post("/v1/claims", json=CLAIM, headers=headers)


def count_claims(api: ApiClient) -> int:
    return len(api.store.claims.list(api.workspace_id, limit=100).items)


def test_the_same_request_makes_one_claim_and_is_answered_twice(api: ApiClient) -> None:
    first, second = post_claim(api, "k"), post_claim(api, "k")
    assert (first.status_code, second.status_code) == (202, 202)
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.headers["Location"] == first.headers["Location"]
    assert second.get_json()["claim_id"] == first.get_json()["claim_id"]
    assert (count_claims(api), len(api.queue.jobs)) == (1, 1)
    assert post_claim(api, "other").get_json()["claim_id"] != first.get_json()["claim_id"]


def test_another_body_or_address_under_the_key_is_refused(api: ApiClient) -> None:
    post_claim(api, "k")
    assert read_pointers(post_claim(api, "k", {**CLAIM, "external_id": "x"})) == ["/Idempotency-Key"]
    assert read_pointers(api.post_lines(LINES, headers={"Idempotency-Key": "k"})) == ["/Idempotency-Key"]
    assert count_claims(api) == 1


@pytest.mark.parametrize("key", ["", "two words", "é", "x" * 256])
def test_what_is_no_key_is_refused(api: ApiClient, key: str) -> None:
    assert read_pointers(post_claim(api, key)) == ["/Idempotency-Key"]
    assert post_claim(api, "x" * 255).status_code == 202


def test_a_key_belongs_to_its_workspace_and_lasts_a_day(api: ApiClient, clock: FakeClock) -> None:
    first = post_claim(api, "k").get_json()["claim_id"]
    other = post_claim(api, "k", Authorization=f"Bearer {api.new_token(['claims:write'], 'elsewhere')}")
    assert "Idempotency-Replayed" not in other.headers
    clock.advance(KEPT_SECONDS - 1)
    assert post_claim(api, "k").get_json()["claim_id"] == first
    clock.advance(2)
    assert post_claim(api, "k").get_json()["claim_id"] != first


def test_a_refused_request_gives_its_key_back(api: ApiClient) -> None:
    assert read_pointers(post_claim(api, "k", {"text": "x"})) == ["/text"]
    assert post_claim(api, "k").status_code == 202


def test_fifty_requests_at_once_make_exactly_one_claim(api: ApiClient) -> None:
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: post_from_elsewhere(api, "k"), range(50)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    ids = {answer.get_json()["claim_id"] for answer in answers if answer.status_code == 202}
    assert (len(ids), count_claims(api)) == (1, 1)
    assert post_claim(api, "k").get_json()["claim_id"] in ids


def test_a_request_that_still_runs_is_a_conflict(api: ApiClient) -> None:
    begun, ended = Event(), Event()

    def work(_: object) -> None:
        begun.set()
        assert ended.wait(30)

    api.queue.work = work
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(post_claim, api, "k")
        assert begun.wait(30)
        problem = read_problem(post_from_elsewhere(api, "k"), 409)
        ended.set()
        assert first.result(30).status_code == 202
    assert problem["type"].endswith("conflict")
    assert count_claims(api) == 1


def test_a_process_that_dies_before_it_wrote_blocks_the_key_for_its_lease_only(api: ApiClient, clock: FakeClock) -> None:
    api.store.idempotency.reserve(api.workspace_id, "k", None)
    read_problem(post_claim(api, "k"), 409)
    clock.advance(LEASE_SECONDS)
    assert post_claim(api, "k").status_code == 202
    assert count_claims(api) == 1


def test_a_request_that_lives_keeps_its_key_for_as_long_as_it_takes(api: ApiClient, clock: FakeClock) -> None:
    begun, ended, beats = Event(), Event(), Semaphore(0)

    def prolong(reservation_ids: Sequence[str]) -> None:
        api.store.idempotency.prolong(reservation_ids)
        beats.release()

    def work(_: object) -> None:
        begun.set()
        assert ended.wait(60)

    services: Services = api.app.extensions[EXTENSION]
    api.app.extensions[EXTENSION] = replace(services, reservations=LeaseKeeper(prolong, every_seconds=0.02))
    api.queue.work = work
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(post_claim, api, "k")
        assert begun.wait(30)
        for _ in range(3):
            clock.advance(LEASE_SECONDS - 1)
            while beats.acquire(blocking=False):
                pass
            # The first of the two may have begun before the clock moved.
            assert all(beats.acquire(timeout=30) for _ in range(2))
            read_problem(post_from_elsewhere(api, "k"), 409)
        ended.set()
        assert first.result(30).status_code == 202
    assert post_claim(api, "k").headers["Idempotency-Replayed"] == "true"


def test_a_process_that_was_taken_for_dead_can_write_no_more(api: ApiClient, clock: FakeClock) -> None:
    slow = reserve(api, "k")
    clock.advance(LEASE_SECONDS)
    taken_over = post_claim(api, "k").get_json()["claim_id"]
    with writing_for(slow), pytest.raises(ReservationLostError):
        api.store.claims.create(api.workspace_id, NewClaim("Some claim."))
    assert [claim.claim_id for claim in api.store.claims.list(api.workspace_id).items] == [taken_over]


def test_a_claim_whose_answer_was_lost_is_answered_all_the_same(
    api: ApiClient, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(api.store.idempotency, "keep", fail)
        made = post_claim(api, "k").get_json()["claim_id"]
    read_problem(post_claim(api, "k"), 409)
    clock.advance(LEASE_SECONDS)
    again = post_claim(api, "k")
    assert (again.get_json()["claim_id"], again.headers["Idempotency-Replayed"]) == (made, "true")
    assert count_claims(api) == 1


def test_a_mistake_of_ours_after_the_claim_was_stored_does_not_store_it_again(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(api.queue, "enqueue", lambda _: 1 / 0)
        assert post_claim(api, "k").status_code == 500
    assert post_claim(api, "k").headers["Idempotency-Replayed"] == "true"
    assert count_claims(api) == 1


def test_a_replayed_report_shows_what_may_be_shown_now(api: ApiClient) -> None:
    document = put_text(api.store, api.workspace_id, "a").document

    def work(job: Job) -> None:
        check_id, attempt = str(job.args[0]), int(str(job.args[1]))
        api.store.checks.start(check_id, attempt)
        api.store.checks.finish(
            check_id, attempt, CheckResult(report_on(document), "supported", 0.9, [document.document_key])
        )

    api.queue.work = work
    first = post_claim(api, "k", Prefer="wait=30")
    assert len(first.get_json()["evidence"]) == 1
    api.store.documents.put(api.workspace_id, "a", BRIDGE, status="withheld")
    again = post_claim(api, "k", Prefer="wait=30")
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (200, "true")
    assert (again.get_json()["evidence"], again.get_json()["verdict"]) == ([], "not_enough_evidence")


def test_an_import_is_received_once(api: ApiClient) -> None:
    headers = {"Idempotency-Key": "k"}
    first, second = api.post_lines(LINES, headers=headers), api.post_lines(LINES, headers=headers)
    assert (first.status_code, second.status_code) == (202, 202)
    assert second.get_data() == first.get_data()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert read_pointers(api.post_lines(LINES + b"{}", headers=headers)) == ["/Idempotency-Key"]
    assert len(api.queue.jobs) == 1


def test_an_import_that_broke_off_can_be_sent_again(api: ApiClient) -> None:
    headers = {"Idempotency-Key": "k"}
    broken = api.post_lines(LINES, headers=headers, environ_overrides={"CONTENT_LENGTH": str(len(LINES) + 1)})
    read_problem(broken, 400)
    assert api.post_lines(LINES, headers=headers).get_json()["total"] == 2


def test_a_long_import_keeps_its_reservation(api: ApiClient, clock: FakeClock) -> None:
    request = reserve(api, "k")
    with writing_for(request):
        import_id = api.store.imports.begin(api.workspace_id).import_id
        clock.advance(LEASE_SECONDS - 1)
        api.store.imports.add_chunk(import_id, 0, [(1, "{}")], [])
    clock.advance(LEASE_SECONDS - 1)
    read_problem(api.post_lines(LINES, headers={"Idempotency-Key": "k"}), 409)
    with writing_for(request):
        api.store.imports.commit(import_id, 1)
    clock.advance(LEASE_SECONDS)
    kept = api.store.idempotency.reserve(api.workspace_id, "k", None)
    assert kept == KeptAnswer(import_id, None)


def test_old_keys_are_forgotten(api: ApiClient, clock: FakeClock) -> None:
    post_claim(api, "old")
    clock.advance(KEPT_SECONDS + 1)
    post_claim(api, "new")
    assert isinstance(api.store.idempotency.reserve(api.workspace_id, "old", None), str)


def reserve(api: ApiClient, key: str) -> WritingRequest:
    """Return a request as another process would hold it."""
    reservation_id = api.store.idempotency.reserve(api.workspace_id, key, None)
    assert isinstance(reservation_id, str)
    facts = RequestFacts(api.workspace_id, "key_x", "create_claim", {}, "r")
    return replace(WritingRequest(facts, "aud_" + "0" * 32), reservation_id=reservation_id)


def fail(*_: object) -> None:
    raise StoreUnavailableError("gone")


def recheck(api: ApiClient) -> tuple[str, dict[str, Any]]:
    return f"/v1/claims/{checked_claim(api)}:recheck", {}


def cancel(api: ApiClient) -> tuple[str, dict[str, Any]]:
    return f"/v1/claims/{post_claim(api, 'of-the-claim').get_json()['claim_id']}:cancel", {}


def feedback(api: ApiClient) -> tuple[str, dict[str, Any]]:
    return f"/v1/claims/{checked_claim(api)}/feedback", {"json": {"verdict": "refuted"}}


@pytest.mark.parametrize("prepare", [recheck, cancel, feedback])
def test_what_was_done_to_a_claim_is_answered_though_its_answer_was_lost(
    api: ApiClient, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, prepare: Callable[[ApiClient], Any]
) -> None:
    path, sent = prepare(api)
    headers = {"Idempotency-Key": "k"}
    with monkeypatch.context() as patch:
        patch.setattr(api.store.idempotency, "keep", fail)
        first = api.post(path, headers=headers, **sent)
    clock.advance(LEASE_SECONDS)
    again = api.post(path, headers=headers, **sent)
    assert (again.status_code, again.get_json()) == (first.status_code, first.get_json())
    assert again.headers["Idempotency-Replayed"] == "true"


def test_feedback_that_was_replaced_is_not_told_again(
    api: ApiClient, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sent = feedback(api)
    with monkeypatch.context() as patch:
        patch.setattr(api.store.idempotency, "keep", fail)
        api.post(path, headers={"Idempotency-Key": "k"}, **sent)
    assert api.post(path, json={"verdict": "supported"}).status_code == 201
    clock.advance(LEASE_SECONDS)
    read_problem(api.post(path, headers={"Idempotency-Key": "k"}, **sent), 404)
