"""Keys and the audit log over HTTP, and how many requests a key may send."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from factcheck.local.broker import EmbeddedBroker
from factcheck.store import Store, open_store
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_pointers, read_problem


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


@pytest.fixture
def limited(sqlite_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> ApiClient:
    monkeypatch.setenv("FACTCHECK_READS_PER_MINUTE", "3")
    monkeypatch.setenv("FACTCHECK_WRITES_PER_MINUTE", "2")
    return ApiClient(open_store(sqlite_url, clock), clock)


def create_key(api: ApiClient, **body: Any) -> dict[str, Any]:
    response = api.post("/v1/keys", json={"scopes": ["claims:read"], **body})
    assert response.status_code == 201
    made: dict[str, Any] = response.get_json()
    assert response.headers["Location"] == made["links"]["self"]
    return made


def ask(api: ApiClient, token: str) -> TestResponse:
    return api.get("/v1/claims", headers={"Authorization": f"Bearer {token}"})


def audit(api: ApiClient, query: str = "") -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = api.get(f"/v1/audit?limit=200{query}").get_json()["items"]
    return entries


def test_a_key_is_shown_once_and_opens_what_its_scopes_say(api: ApiClient) -> None:
    made = create_key(api, name="CMS", scopes=["claims:read", "corpus:read"])
    secret = made.pop("key")
    assert ask(api, secret).status_code == 200
    found = api.get(made["links"]["self"]).get_json()
    assert found["last_used_at"] == "2025-03-01T12:00:00Z"
    assert {**found, "last_used_at": None} == made
    assert found["name"] == "CMS"
    assert secret not in str(api.get("/v1/keys").get_json()) + str(audit(api))


def test_a_replayed_answer_tells_no_secret(api: ApiClient) -> None:
    sent = {"json": {"scopes": ["claims:read"]}, "headers": {"Idempotency-Key": "k"}}
    first, again = api.post("/v1/keys", **sent), api.post("/v1/keys", **sent)
    assert again.status_code == 201
    assert again.get_json() == {**first.get_json(), "key": None}


def test_last_use_is_noted_once_a_minute(api: ApiClient, clock: FakeClock) -> None:
    made = create_key(api)
    for seconds, noted in ((0, "12:00:00"), (59, "12:00:00"), (1, "12:01:00")):
        clock.advance(seconds)
        ask(api, made["key"])
        assert api.get(made["links"]["self"]).get_json()["last_used_at"] == f"2025-03-01T{noted}Z"


def test_a_revoked_and_an_expired_key_are_refused_and_stay_in_the_list(api: ApiClient, clock: FakeClock) -> None:
    made = create_key(api, expires_at=(clock() + timedelta(seconds=9)).isoformat())
    other = create_key(api)
    for _ in range(2):
        assert api.delete(other["links"]["self"]).status_code == 204
    assert (ask(api, made["key"]).status_code, ask(api, other["key"]).status_code) == (200, 401)
    clock.advance(10)
    assert ask(api, made["key"]).status_code == 401
    listed = {key["key_id"]: key["revoked_at"] is not None for key in api.get("/v1/keys").get_json()["items"]}
    assert (listed[made["key_id"]], listed[other["key_id"]]) == (False, True)


def test_keys_are_listed_page_by_page_while_more_are_made(api: ApiClient) -> None:
    before = [create_key(api)["key_id"] for _ in range(4)]
    first = api.get("/v1/keys?limit=3").get_json()
    create_key(api)
    rest = api.get(f"/v1/keys?limit=3&cursor={first['next_cursor']}").get_json()
    seen = [key["key_id"] for key in first["items"] + rest["items"]]
    assert seen[:4] == before[::-1]
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("body", [{"scopes": []}, {"scopes": ["root"]}, {"scopes": "admin"}, {}])
def test_scopes_that_are_none_are_refused(api: ApiClient, body: dict[str, Any]) -> None:
    (pointer,) = read_pointers(api.post("/v1/keys", json=body))
    assert pointer.startswith("/scopes")


def test_every_write_is_in_the_audit_log_with_its_outcome(api: ApiClient) -> None:
    put = {"json": {"text": "A secret text."}, "headers": {"X-Request-Id": "r-1"}}
    api.put("/v1/documents/a", **put)
    claim = api.post("/v1/claims", json={"text": "Another text."}).get_json()["claim_id"]
    api.post("/v1/claims", json={"text": "x"})
    api.delete("/v1/documents/b")
    reader = api.new_token(["corpus:read"])
    api.delete("/v1/documents/a", headers={"Authorization": f"Bearer {reader}"})
    api.post_lines(b'{"document_id": "c", "text": "One."}')
    api.get("/v1/claims")
    api.post("/v1/quotes:verify", json={"document_id": "a", "exact": "text"})
    entries = audit(api)
    shown = [(entry["operation"], entry["outcome"], entry["problem"]) for entry in entries[::-1]]
    assert shown == [
        ("put_document", "done", None),
        ("create_claim", "done", None),
        ("create_claim", "refused", "invalid-input"),
        ("delete_document", "refused", "not-found"),
        ("delete_document", "refused", "missing-scope"),
        ("create_import", "done", None),
    ]
    assert (entries[-1]["ids"], entries[-1]["request_id"]) == ({"document_id": "a"}, "r-1")
    assert entries[-2]["ids"] == {"claim_id": claim}
    assert list(entries[0]["ids"]) == ["import_id"]
    assert "text." not in str(entries)
    own = entries[-1]["key_id"]
    assert len(audit(api, f"&key_id={own}")) == 5
    assert len(audit(api, "&operation=create_claim")) == 2


def test_a_write_that_fails_later_is_noted_as_failed(api: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.queue, "enqueue", lambda _: 1 / 0)
    assert api.put("/v1/documents/a", json={"text": "One."}).status_code == 500
    assert [(entry["outcome"], entry["problem"]) for entry in audit(api)] == [("failed", "internal-error")]


def test_a_key_has_so_many_requests_a_minute(limited: ApiClient) -> None:
    answers = [limited.get("/v1/claims") for _ in range(3)]
    assert [answer.headers["RateLimit-Policy"] for answer in answers] == ['"reads";q=3;w=60'] * 3
    assert [answer.headers["RateLimit"].split(";t=")[0] for answer in answers] == [f'"reads";r={left}' for left in (2, 1, 0)]
    refused = limited.get("/v1/claims")
    assert read_problem(refused, 429)["type"].endswith("too-many-requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert limited.put("/v1/documents/a", json={"text": "One."}).headers["RateLimit"].startswith('"writes";r=1;')
    other = {"Authorization": f"Bearer {limited.new_token(['claims:read'])}"}
    assert limited.get("/v1/claims", headers=other).status_code == 200
    assert "RateLimit" not in limited.http.get("/healthz").headers


def test_what_is_refused_for_its_scope_counts_too(limited: ApiClient) -> None:
    reader = {"Authorization": f"Bearer {limited.new_token(['corpus:read'])}"}
    writes = [limited.put("/v1/documents/a", json={"text": "One."}, headers=reader) for _ in range(4)]
    reads = [limited.get("/v1/claims", headers=reader) for _ in range(4)]
    assert [answer.status_code for answer in writes] == [403, 403, 429, 429]
    assert [answer.status_code for answer in reads] == [403, 403, 403, 429]
    assert [entry["problem"] for entry in audit(limited)] == ["missing-scope", "missing-scope"]


def test_a_batch_is_one_request(limited: ApiClient) -> None:
    claims = [{"text": f"Claim number {number}."} for number in range(20)]
    assert limited.post("/v1/claim-batches", json={"claims": claims}).headers["RateLimit"].startswith('"writes";r=1;')


def test_processes_count_together_on_the_broker_and_alone_without_it(
    sqlite_url: str, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = EmbeddedBroker(tmp_path)
    broker.start()
    monkeypatch.setenv("REDIS_URL", broker.url)
    monkeypatch.setenv("FACTCHECK_READS_PER_MINUTE", "5")
    first, second = (ApiClient(open_store(sqlite_url, clock), clock) for _ in range(2))
    second.token = first.token
    try:
        left = [api.get("/v1/claims").headers["RateLimit"][:11] for api in (first, second, first)]
    finally:
        broker.stop()
    assert left == ['"reads";r=4', '"reads";r=3', '"reads";r=2']
    alone = second.get("/v1/claims")
    assert (alone.status_code, alone.headers["RateLimit"][:11]) == (200, '"reads";r=4')


def test_zero_means_no_limit(sqlite_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTCHECK_READS_PER_MINUTE", "0")
    api = ApiClient(open_store(sqlite_url, clock), clock)
    assert "RateLimit-Policy" not in api.get("/v1/claims").headers
