"""Webhooks over HTTP, on both databases: made, changed, tested, replayed; their secrets shown once."""

from __future__ import annotations

import re
from typing import Any

import pytest

from factcheck.store import Store
from factcheck.store.webhook_records import Attempt, NextStep, Room
from factcheck.webhooks.events import EVENT_KINDS
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_pointers, read_problem

URL = "https://93.184.215.14/hook"
ROOM = Room(sound=9, failing=9, per_webhook=9)


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


def make(api: ApiClient, **fields: Any) -> dict[str, Any]:
    response = api.post("/v1/webhooks", json={"url": URL, **fields})
    assert response.status_code == 201, response.get_json()
    made: dict[str, Any] = response.get_json()
    assert response.headers["Location"] == made["links"]["self"]
    return made


def test_a_webhook_is_made_and_its_secret_shown_once(api: ApiClient) -> None:
    made = make(api, events=["claim.done", "claim.done"], payload="full", description="CMS")
    secret = made.pop("secret")
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", secret)
    assert (made["events"], made["payload"], made["status"]) == (["claim.done"], "full", "active")
    path = made["links"]["self"]
    assert api.get(path).get_json() == made
    listed = api.get("/v1/webhooks").get_json()
    assert listed == {"items": [made], "next_cursor": None}
    for answer in (api.get(path), api.get("/v1/webhooks"), api.send("PATCH", path, json={})):
        assert "whsec_" not in answer.get_data(as_text=True)


def test_without_a_choice_all_events_come_thin(api: ApiClient) -> None:
    made = make(api)
    assert (made["events"], made["payload"]) == (list(EVENT_KINDS), "thin")


def test_the_same_idempotency_key_makes_one_webhook_and_tells_its_secret_again(api: ApiClient) -> None:
    headers = {"Idempotency-Key": "once"}
    first, second = (api.post("/v1/webhooks", json={"url": URL}, headers=headers) for _ in range(2))
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.get_json() == second.get_json()
    assert len(api.get("/v1/webhooks").get_json()["items"]) == 1
    with api.store._database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT answer FROM idempotency_keys").scalars().all()
        noted = connection.exec_driver_sql("SELECT * FROM audit_log").all()
    assert "whsec_" not in str(kept) + str(noted)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://93.184.215.14/hook",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://169.254.169.254/latest",
            "https://0x7f.1/",
        ),
        *(
            "https://no-such-host.invalid/",
            "https://user:pass@93.184.215.14/",
            "https://93.184.215.14/#x",
            "ftp://x/",
            "x",
            "",
        ),
    ],
)
def test_an_address_to_which_nothing_may_be_sent_is_refused_by_its_name(api: ApiClient, url: str) -> None:
    assert read_pointers(api.post("/v1/webhooks", json={"url": url})) == ["/url"]
    path = make(api)["links"]["self"]
    assert read_pointers(api.send("PATCH", path, json={"url": url})) == ["/url"]
    assert api.get(path).get_json()["url"] == URL


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/url"),
        ({"url": URL, "events": []}, "/events"),
        ({"url": URL, "events": ["claim.unknown"]}, "/events/0"),
        ({"url": URL, "events": None}, "/events"),
        ({"url": URL, "payload": "fat"}, "/payload"),
        ({"url": URL, "status": "active"}, "/status"),
        ({"url": URL, "secret": "whsec_x"}, "/secret"),
        ({"url": URL, "description": "x" * 201}, "/description"),
    ],
)
def test_bad_input_is_named(api: ApiClient, body: dict[str, Any], pointer: str) -> None:
    assert read_pointers(api.post("/v1/webhooks", json=body)) == [pointer]


def test_a_webhook_is_changed_and_what_is_left_out_stays(api: ApiClient) -> None:
    made = make(api, description="CMS")
    path = made["links"]["self"]
    changed = api.send("PATCH", path, json={"events": ["import.done"], "status": "disabled"}).get_json()
    assert (changed["events"], changed["status"], changed["disabled_reason"]) == (["import.done"], "disabled", "request")
    assert (changed["url"], changed["description"]) == (URL, "CMS")
    again = api.send("PATCH", path, json={"status": "active", "description": None}).get_json()
    assert (again["status"], again["disabled_reason"], again["description"]) == ("active", None, None)


def test_a_deleted_webhook_is_gone_with_its_log(api: ApiClient) -> None:
    path = make(api)["links"]["self"]
    delivery = api.post(f"{path}:test").get_json()["links"]["self"]
    assert api.delete(path).status_code == 204
    for gone in (path, f"{path}/deliveries", delivery):
        read_problem(api.get(gone), 404)
    read_problem(api.delete(path), 404)


def test_a_test_and_its_replay_stand_in_the_log_with_what_came_of_them(api: ApiClient, clock: FakeClock) -> None:
    path = make(api)["links"]["self"]
    response = api.post(f"{path}:test")
    delivery = response.get_json()
    assert (response.status_code, response.headers["Location"]) == (202, delivery["links"]["self"])
    assert (delivery["type"], delivery["status"], delivery["attempts"]) == ("webhook.test", "pending", [])
    (leased,) = api.store.dispatch.lease(ROOM, 60)
    attempt = Attempt(1, clock.now, 31, 200, None, "ok")
    api.store.dispatch.record(leased, attempt, NextStep("delivered"))

    found = api.get(delivery["links"]["self"]).get_json()
    assert (found["status"], found["next_attempt_at"]) == ("delivered", None)
    shown = {"number": 1, "started_at": "2025-03-01T12:00:00Z", "duration_ms": 31, "status_code": 200}
    assert found["attempts"] == [{**shown, "error": None, "response": "ok"}]

    replayed = api.post(f"{delivery['links']['self']}:replay").get_json()
    assert replayed["event_id"] == delivery["event_id"]
    assert replayed["delivery_id"] != delivery["delivery_id"]
    log = f"{path}/deliveries"
    assert [item["delivery_id"] for item in api.get(log).get_json()["items"]] == [
        replayed["delivery_id"],
        delivery["delivery_id"],
    ]
    (pending,) = api.get(f"{log}?status=pending").get_json()["items"]
    assert (pending["delivery_id"], pending["next_attempt_at"]) == (replayed["delivery_id"], "2025-03-01T12:00:00Z")


def test_a_rotated_secret_is_shown_once_with_the_end_of_the_old_one(api: ApiClient) -> None:
    made = make(api)
    path = made["links"]["self"]
    rotated = api.post(f"{path}:rotate-secret", json={}).get_json()
    assert rotated["secret"] != made["secret"]
    assert rotated["previous_secret_expires_at"] == "2025-03-02T12:00:00Z"
    api.post(f"{path}:test")
    assert api.store.dispatch.lease(ROOM, 60)[0].secrets == (rotated["secret"], made["secret"])
    at_once = api.post(f"{path}:rotate-secret", json={"overlap_seconds": 0}).get_json()
    assert at_once["previous_secret_expires_at"] is None
    for wrong in (-1, 604_801, "1", 1.5, True):
        answer = api.post(f"{path}:rotate-secret", json={"overlap_seconds": wrong})
        assert read_pointers(answer) == ["/overlap_seconds"]


def paths_of(api: ApiClient) -> list[tuple[str, str, Any]]:
    """Return a request to every address of webhooks that names a thing of the desk's."""
    path = make(api)["links"]["self"]
    delivery = api.post(f"{path}:test").get_json()["links"]["self"]
    return [
        ("GET", path, None),
        ("PATCH", path, {"status": "disabled"}),
        ("DELETE", path, None),
        ("POST", f"{path}:test", None),
        ("POST", f"{path}:rotate-secret", {}),
        ("GET", f"{path}/deliveries", None),
        ("GET", delivery, None),
        ("POST", f"{delivery}:replay", None),
    ]


def test_another_workspace_finds_nothing(api: ApiClient) -> None:
    other = {"Authorization": f"Bearer {api.new_token(['admin'], 'rivals')}"}
    for method, path, body in paths_of(api):
        read_problem(api.send(method, path, headers=other, json=body), 404)
    assert api.get("/v1/webhooks", headers=other).get_json()["items"] == []
    assert len(api.get("/v1/webhooks").get_json()["items"]) == 1


def test_only_an_admin_may(api: ApiClient) -> None:
    lesser = api.new_token(["claims:read", "claims:write", "corpus:read", "corpus:write"])
    headers = {"Authorization": f"Bearer {lesser}"}
    requests = [*paths_of(api), ("GET", "/v1/webhooks", None), ("POST", "/v1/webhooks", {"url": URL})]
    for method, path, body in requests:
        read_problem(api.send(method, path, headers=headers, json=body), 403)


@pytest.mark.parametrize("name", ["whk_" + "0" * 32, "x", "%00", "%ff"])
def test_unknown_ids_are_not_found(api: ApiClient, name: str) -> None:
    known = make(api)["links"]["self"]
    for path in (f"/v1/webhooks/{name}", f"/v1/webhooks/{name}/deliveries", f"{known}/deliveries/{name}"):
        read_problem(api.get(path), 404)
    read_problem(api.post(f"/v1/webhooks/{name}:test"), 404)
    read_problem(api.post(f"{known}/deliveries/{name}:replay"), 404)


def test_an_action_takes_post_alone(api: ApiClient) -> None:
    path = make(api)["links"]["self"]
    for action in ("test", "rotate-secret"):
        for method in ("GET", "PATCH", "DELETE", "PUT"):
            read_problem(api.send(method, f"{path}:{action}", json={}), 405)
