"""Entity tags, conditional requests and cursors. On both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from factcheck.store import Store
from factcheck.store.checks import CheckResult
from factcheck.store.records import NewClaim
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_problem
from tests.store_samples import BRIDGE, put_text, report_on


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


def put(api: ApiClient, text: str = "One.", **headers: str) -> TestResponse:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.put("/v1/documents/a", json={"text": text}, headers=sent)


def tag_of(api: ApiClient, path: str) -> str:
    response = api.get(path)
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in response.headers["Vary"]
    return response.headers["ETag"]


def finished_claim(api: ApiClient) -> str:
    document = put_text(api.store, api.workspace_id, "a").document
    claim = api.store.claims.create(api.workspace_id, NewClaim("The bridge was closed."))
    api.store.checks.start(claim.check.check_id, 1)
    api.store.checks.finish(
        claim.check.check_id, 1, CheckResult(report_on(document), "supported", 0.9, [document.document_key])
    )
    return f"/v1/claims/{claim.claim_id}"


@pytest.mark.parametrize("path", ["/v1/documents/a", "/v1/documents", "/v1/claims", "/v1/documents/a/versions/1"])
def test_what_has_not_changed_is_not_sent_again(api: ApiClient, path: str) -> None:
    put(api)
    tag = tag_of(api, path)
    for header in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        same = api.get(path, headers={"If-None-Match": header})
        assert (same.status_code, same.get_data()) == (304, b"")
        assert same.headers["ETag"] == tag
    assert api.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_tag_of_a_claim_changes_exactly_when_what_is_shown_does(api: ApiClient, clock: FakeClock) -> None:
    path = finished_claim(api)
    shown = tag_of(api, path)
    clock.advance(5)
    assert tag_of(api, path) == shown
    until = clock() + timedelta(seconds=60)
    api.store.documents.put(api.workspace_id, "a", BRIDGE, embargoed_until=until)
    hidden = tag_of(api, path)
    assert hidden != shown
    clock.advance(30)
    assert tag_of(api, path) == hidden
    clock.advance(31)
    assert tag_of(api, path) == shown
    api.store.documents.delete(api.workspace_id, "a")
    assert tag_of(api, path) == hidden


def test_answers_to_writes_and_problems_are_not_kept(api: ApiClient) -> None:
    for response in (api.post("/v1/claims", json={"text": "A claim."}), api.get("/v1/documents/b")):
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in response.headers


def test_a_document_is_changed_only_as_its_sender_knows_it(api: ApiClient) -> None:
    first = put(api).headers["ETag"]
    second = put(api, "Two.", If_Match=first)
    assert second.status_code == 200
    problem = read_problem(put(api, "Three.", If_Match=first), 412)
    assert problem["type"].endswith("precondition-failed")
    for other in (first, '""', '"x", ""'):
        read_problem(api.delete("/v1/documents/a", headers={"If-Match": other}), 412)
    assert api.get("/v1/documents/a").get_json()["text"] == "Two."
    assert api.delete("/v1/documents/a", headers={"If-Match": second.headers["ETag"]}).status_code == 204


def test_indexing_changes_the_tag_but_hinders_no_edit(api: ApiClient) -> None:
    known = put(api).headers["ETag"]
    document = api.store.documents.get(api.workspace_id, "a")
    assert document is not None
    assert api.store.documents.mark_indexed(document.document_key, document.index_attempt)
    assert tag_of(api, "/v1/documents/a") != known
    assert put(api, "Two.", If_Match=known).status_code == 200


def test_an_embargo_set_meanwhile_hinders_an_edit(api: ApiClient) -> None:
    known = put(api).headers["ETag"]
    api.put("/v1/documents/a", json={"text": "One.", "embargoed_until": "2030-01-01T00:00:00Z"})
    read_problem(put(api, "Two.", If_Match=known), 412)


@pytest.mark.parametrize(
    ("is_there", "headers", "status"),
    [
        (False, {"If_Match": "*"}, 412),
        (True, {"If_Match": "*"}, 200),
        (False, {"If_Match": '"x.y"'}, 412),
        (True, {"If_Match": "nonsense"}, 412),
        (False, {"If_None_Match": "*"}, 201),
        (True, {"If_None_Match": "*"}, 412),
    ],
)
def test_preconditions_on_whether_it_is_there(api: ApiClient, is_there: bool, headers: dict[str, Any], status: int) -> None:
    if is_there:
        put(api)
    assert put(api, "Two.", **headers).status_code == status


def test_cursors_are_stable_while_the_archive_grows_and_shrinks(api: ApiClient) -> None:
    for number in range(9):
        put_text(api.store, api.workspace_id, f"d{number}")
    seen: list[str] = []
    cursor, added = "", 0
    while True:
        page = api.get(f"/v1/documents?limit=2{cursor}").get_json()
        seen += [item["document_id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        added += 1
        put_text(api.store, api.workspace_id, f"new{added}")
        api.store.documents.delete(api.workspace_id, seen[-1])
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == [f"d{number}" for number in reversed(range(9))]
