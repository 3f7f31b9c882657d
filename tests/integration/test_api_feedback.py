"""Feedback over HTTP: on evidence and verdict, one for each key and item."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.store import Store
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_pointers, read_problem
from tests.integration.checked_claims import checked_claim, post_claim, publish


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


def evidence_of(api: ApiClient, claim_id: str, judgement: str) -> dict[str, Any]:
    (piece,) = api.get(f"/v1/claims/{claim_id}").get_json()["evidence"]
    place = {"start": piece["quote"]["start"], "end": piece["quote"]["end"]}
    document = {name: piece["document"][name] for name in ("document_id", "version")}
    return {"evidence": {**document, **place, "judgement": judgement}}


def listed(api: ApiClient, claim_id: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get(f"/v1/claims/{claim_id}/feedback").get_json()["items"]
    return items


def test_later_feedback_of_a_key_on_the_same_takes_the_earlier_ones_place(api: ApiClient) -> None:
    claim_id = checked_claim(api, publish(api, "first"))
    path = f"/v1/claims/{claim_id}/feedback"
    first = api.post(path, json={**evidence_of(api, claim_id, "right"), "comment": "It says so."})
    assert first.status_code == 201
    assert (first.get_json()["evidence"]["stance"], first.get_json()["evidence"]["confidence"]) == ("supporting", 0.9)
    api.post(path, json=evidence_of(api, claim_id, "wrong_sign"))
    api.post(path, json={"verdict": "refuted"})
    other = {"Authorization": f"Bearer {api.new_token(['claims:write'])}"}
    api.post(path, json=evidence_of(api, claim_id, "irrelevant"), headers=other)
    found = [(item["verdict"], (item["evidence"] or {}).get("judgement")) for item in listed(api, claim_id)]
    assert found == [(None, "irrelevant"), ("refuted", None), (None, "wrong_sign")]


def test_feedback_names_evidence_that_is_shown(api: ApiClient) -> None:
    claim_id = checked_claim(api, publish(api, "first"))
    path = f"/v1/claims/{claim_id}/feedback"
    body = evidence_of(api, claim_id, "right")
    body["evidence"]["start"] += 1
    assert read_pointers(api.post(path, json=body)) == ["/evidence"]
    assert read_pointers(api.post(path, json={})) == [""]
    assert read_pointers(api.post(path, json={"verdict": "refuted", **evidence_of(api, claim_id, "right")})) == [""]
    read_problem(api.post(f"/v1/claims/{post_claim(api, text='Nobody knows.')}/feedback", json={"verdict": "refuted"}), 409)


def test_feedback_on_a_document_that_was_withheld_does_not_name_it(api: ApiClient) -> None:
    document = publish(api, "first-secret")
    claim_id = checked_claim(api, document)
    api.post(f"/v1/claims/{claim_id}/feedback", json=evidence_of(api, claim_id, "right"))
    api.store.documents.put(api.workspace_id, "first-secret", document.content, "withheld")
    (item,) = listed(api, claim_id)
    assert (item["evidence"]["document_id"], item["evidence"]["judgement"]) == (None, "right")


def test_another_workspace_neither_reads_nor_writes_it(api: ApiClient) -> None:
    claim_id = checked_claim(api, publish(api, "first"))
    stranger = {"Authorization": f"Bearer {api.new_token(['admin'], 'other')}"}
    read_problem(api.get(f"/v1/claims/{claim_id}/feedback", headers=stranger), 404)
    read_problem(api.post(f"/v1/claims/{claim_id}/feedback", json={"verdict": "refuted"}, headers=stranger), 404)
