"""Watching claims over HTTP: rechecks, their history, and what of it may be shown."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.domain import Stance
from factcheck.store import Store
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_pointers, read_problem
from tests.integration.checked_claims import finish, post_claim, publish


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


def read_checks(api: ApiClient, claim_id: str) -> list[dict[str, Any]]:
    answer = api.get(f"/v1/claims/{claim_id}/checks")
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


def test_a_claim_is_watched_from_the_start_or_later(api: ApiClient) -> None:
    watched, other = post_claim(api, watch=True), post_claim(api, text="The tower is open.")
    assert api.get(f"/v1/claims/{watched}").get_json()["watch"] is True
    assert api.get(f"/v1/claims/{other}").get_json()["watch"] is False
    changed = api.send("PATCH", f"/v1/claims/{other}", json={"watch": True})
    assert (changed.status_code, changed.get_json()["watch"]) == (200, True)
    assert api.send("PATCH", f"/v1/claims/{other}", json={"watch": False}).get_json()["watch"] is False
    assert read_pointers(api.send("PATCH", f"/v1/claims/{other}", json={"watch": 1})) == ["/watch"]


def test_the_workspace_says_what_holds_for_new_claims(api: ApiClient) -> None:
    assert api.get("/v1/workspace").get_json()["watch"] is False
    assert api.send("PATCH", "/v1/workspace", json={"watch": True}).get_json()["watch"] is True
    assert api.get(f"/v1/claims/{post_claim(api)}").get_json()["watch"] is True
    reader = {"Authorization": f"Bearer {api.new_token(['claims:read', 'claims:write'])}"}
    read_problem(api.send("PATCH", "/v1/workspace", json={"watch": True}, headers=reader), 403)


def test_a_recheck_leaves_the_report_and_then_replaces_it(api: ApiClient) -> None:
    document = publish(api, "first")
    claim_id = post_claim(api)
    finish(api, document)
    answer = api.post(f"/v1/claims/{claim_id}:recheck")
    assert (answer.status_code, answer.get_json()["number"]) == (202, 2)
    assert api.queue.jobs[-1].args == (answer.get_json()["check_id"], 1)
    shown = api.get(f"/v1/claims/{claim_id}").get_json()
    assert (shown["status"], shown["verdict"], shown["rechecking"], shown["check_number"]) == ("done", "supported", True, 1)
    again = api.post(f"/v1/claims/{claim_id}:recheck").get_json()
    assert again["check_id"] == answer.get_json()["check_id"]

    finish(api, document, stance=Stance.CONFLICTING)

    shown = api.get(f"/v1/claims/{claim_id}").get_json()
    assert (shown["verdict"], shown["rechecking"], shown["check_number"]) == ("refuted", False, 2)
    newest, first = read_checks(api, claim_id)
    assert (newest["latest"], newest["verdict"], newest["previous_verdict"]) == (True, "refuted", "supported")
    assert newest["reasons"] == [{"kind": "editor", "document_id": None}]
    (change,) = newest["changes"]
    assert (change["change"], change["stance"], change["previous_stance"]) == ("stance", "conflicting", "supporting")
    assert (first["latest"], first["changes"], first["reasons"]) == (False, [], [])
    old = api.get(first["links"]["self"]).get_json()
    assert (old["verdict"], len(old["evidence"]), old["history"]["number"]) == ("supported", 1, 1)


def test_the_same_again_leaves_one_check_and_the_time(api: ApiClient) -> None:
    document = publish(api, "first")
    claim_id = post_claim(api)
    finish(api, document)
    api.post(f"/v1/claims/{claim_id}:recheck")
    finish(api, document)
    assert len(read_checks(api, claim_id)) == 1
    assert api.get(f"/v1/claims/{claim_id}").get_json()["rechecked_at"] == "2025-03-01T12:00:00Z"


def test_the_history_names_no_document_that_may_not_be_shown(api: ApiClient) -> None:
    first, second = publish(api, "first-secret"), publish(api, "second-open")
    claim_id = post_claim(api)
    finish(api, second)
    api.post(f"/v1/claims/{claim_id}:recheck")
    finish(api, first, second)
    assert read_checks(api, claim_id)[0]["changes"][0]["document_id"] == "first-secret"

    api.store.documents.put(api.workspace_id, "first-secret", first.content, "withheld")

    (change,) = read_checks(api, claim_id)[0]["changes"]
    assert (change["change"], change["document_id"], change["start"]) == ("added", None, None)
    for path in (f"/v1/claims/{claim_id}/checks", f"/v1/claims/{claim_id}/checks/2"):
        assert "first-secret" not in api.get(path).get_data(as_text=True)


def test_nobody_else_sees_or_asks_for_checks(api: ApiClient) -> None:
    claim_id = post_claim(api)
    stranger = {"Authorization": f"Bearer {api.new_token(['admin'], 'other')}"}
    for method, path in (
        ("GET", "/checks"),
        ("GET", "/checks/1"),
        ("POST", ":recheck"),
    ):
        read_problem(api.send(method, f"/v1/claims/{claim_id}{path}", headers=stranger), 404)
    read_problem(api.send("PATCH", f"/v1/claims/{claim_id}", json={"watch": True}, headers=stranger), 404)
    read_problem(api.get(f"/v1/claims/{claim_id}/checks/9"), 404)
    read_problem(api.get(f"/v1/claims/{claim_id}/checks/0"), 404)
