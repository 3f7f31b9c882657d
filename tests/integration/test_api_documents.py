"""Documents over HTTP, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.jobs import INDEXING
from factcheck.store import Store
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_pointers, read_problem

PAGE = """<html lang="en"><head><title>High water</title></head><body><article>
<p>The river rose by two metres in one night.</p><p>Nobody had been warned, the mayor said.</p></article></body></html>"""


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


def put(api: ApiClient, document_id: str = "a", **fields: Any) -> dict[str, Any]:
    response = api.put(f"/v1/documents/{document_id}", json={"text": "One sentence.", **fields})
    assert response.status_code in (200, 201), response.get_json()
    document: dict[str, Any] = response.get_json()
    return document


def test_a_new_document_is_created_and_indexed_by_a_job(api: ApiClient) -> None:
    response = api.put(
        "/v1/documents/n-1", json={"text": "One.\r\nTwo.", "title": "T", "published_at": "2024-08-06T12:00:00+02:00"}
    )
    assert response.status_code == 201
    assert response.headers["Location"] == "/v1/documents/n-1"
    document = response.get_json()
    assert {name: document[name] for name in ("document_id", "version", "text", "title", "status", "index_status")} == {
        "document_id": "n-1",
        "version": 1,
        "text": "One.\nTwo.",
        "title": "T",
        "status": "usable",
        "index_status": "queued",
    }
    assert document["published_at"] == "2024-08-06T10:00:00Z"
    assert "raw" not in document
    (job,) = api.queue.jobs
    assert (job.queue, job.args[1]) == (INDEXING, 1)
    assert api.get("/v1/documents/n-1").get_json() | {"outcome": "created"} == document


def test_the_same_content_makes_no_version_and_other_content_does(api: ApiClient) -> None:
    assert put(api)["version"] == 1
    again = api.put("/v1/documents/a", json={"text": "One sentence."})
    assert (again.status_code, again.get_json()["version"]) == (200, 1)
    assert "Location" not in again.headers
    assert put(api, text="Another sentence.")["version"] == 2
    assert put(api, text="Another sentence.", title="T")["version"] == 3


def test_status_and_embargo_are_no_content(api: ApiClient) -> None:
    put(api)
    document = put(api, status="withheld", embargoed_until="2030-01-01T00:00:00Z")
    assert (document["version"], document["status"]) == (1, "withheld")
    assert document["embargoed_until"] == "2030-01-01T00:00:00Z"
    assert api.get("/v1/documents/a").get_json() | {"outcome": "unchanged"} == document
    assert put(api)["embargoed_until"] is None


def test_html_becomes_text(api: ApiClient) -> None:
    response = api.put("/v1/documents/a", json={"html": PAGE})
    document = response.get_json()
    assert response.status_code == 201
    assert "two metres" in document["text"]
    assert "<p>" not in document["text"]
    assert (document["title"], document["language"]) == ("High water", "en")


def test_versions_stay_as_they_were(api: ApiClient) -> None:
    for text in ("One.", "Two.", "Three."):
        put(api, text=text)
    page = api.get("/v1/documents/a/versions?limit=2").get_json()
    rest = api.get(f"/v1/documents/a/versions?cursor={page['next_cursor']}").get_json()
    assert [item["version"] for item in page["items"] + rest["items"]] == [3, 2, 1]
    assert api.get(rest["items"][0]["links"]["self"]).get_json()["text"] == "One."
    read_problem(api.get("/v1/documents/a/versions/4"), 404)
    read_problem(api.get("/v1/documents/a/versions/0"), 404)
    read_problem(api.get("/v1/documents/a/versions/99999999999999999999"), 404)
    read_problem(api.get("/v1/documents/b/versions"), 404)
    read_problem(api.get("/v1/documents/b/versions/1"), 404)


def test_a_deleted_document_is_gone_and_may_come_back(api: ApiClient) -> None:
    put(api)
    response = api.delete("/v1/documents/a")
    assert (response.status_code, response.get_data()) == (204, b"")
    assert [job.args[1] for job in api.queue.jobs] == [1, 2]
    for path in ("/v1/documents/a", "/v1/documents/a/versions", "/v1/documents/a/versions/1"):
        read_problem(api.get(path), 404)
    read_problem(api.delete("/v1/documents/a"), 404)
    assert api.get("/v1/documents").get_json()["items"] == []
    assert api.put("/v1/documents/a", json={"text": "Back."}).status_code == 201


def test_documents_are_listed_newest_first_without_their_texts(api: ApiClient) -> None:
    for name in "abc":
        put(api, name)
    page = api.get("/v1/documents?limit=2").get_json()
    rest = api.get(f"/v1/documents?limit=2&cursor={page['next_cursor']}").get_json()
    assert [item["document_id"] for item in page["items"] + rest["items"]] == ["c", "b", "a"]
    assert rest["next_cursor"] is None
    assert "text" not in page["items"][0]


def test_a_cursor_is_good_for_its_own_list_only(api: ApiClient) -> None:
    for name in "ab":
        put(api, name)
    cursor = api.get("/v1/documents?limit=1").get_json()["next_cursor"]
    assert read_pointers(api.get(f"/v1/claims?cursor={cursor}")) == ["/cursor"]
    assert read_pointers(api.get(f"/v1/documents/a/versions?cursor={cursor}")) == ["/cursor"]


@pytest.mark.parametrize("document_id", ["urn:x:1", "50%25", "a%3Fb", "%C3%A4", "x" * 200, "a;b=c&d", "~"])
def test_ids_survive_the_way_through_an_address(api: ApiClient, document_id: str) -> None:
    response = api.put(f"/v1/documents/{document_id}", json={"text": "One."})
    assert response.status_code == 201
    assert api.get(response.headers["Location"]).get_json() | {"outcome": "created"} == response.get_json()


@pytest.mark.parametrize("document_id", ["a%20b", "%00", "%0A", "x" * 201, "%ff", "%E2%80%8B"])
def test_other_ids_are_refused_and_the_rule_is_said(api: ApiClient, document_id: str) -> None:
    response = api.put(f"/v1/documents/{document_id}", json={"text": "One."})
    assert "200" in read_problem(response, 422)["detail"]
    assert read_pointers(response) == ["/document_id"]
    read_problem(api.get(f"/v1/documents/{document_id}"), 404)
    read_problem(api.delete(f"/v1/documents/{document_id}"), 404)
    assert api.store.documents.list(api.workspace_id).items == ()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": "a", "html": "b"}, "/html"),
        ({"html": "<div></div>"}, "/html"),
        ({"text": "a\x00"}, "/text"),
        ({"text": "\ud800"}, "/text"),
        ({"text": "a", "published_at": "2024-08-06T12:00:00"}, "/published_at"),
        ({"text": "a", "status": "gone"}, "/status"),
        ({"text": "a", "document_id": "b"}, "/document_id"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(api: ApiClient, body: Any, pointer: str) -> None:
    assert read_pointers(api.put("/v1/documents/a", json=body)) == [pointer]
    assert api.store.documents.list(api.workspace_id).items == ()
    assert api.queue.jobs == []


def test_a_document_may_have_two_mebibytes_and_no_more(api: ApiClient) -> None:
    frame = len('{"text":""}')
    body = '{"text":"' + "x" * (2 * 1024 * 1024 - frame) + '"}'
    assert api.put("/v1/documents/a", data=body, content_type="application/json").status_code == 201
    read_problem(api.put("/v1/documents/b", data=body + " ", content_type="application/json"), 413)
    read_problem(api.get("/v1/documents/b"), 404)


def test_a_broker_that_is_down_loses_no_document(api: ApiClient) -> None:
    api.queue.down = True
    assert put(api)["index_status"] == "queued"


def test_another_workspace_sees_nothing_and_has_its_own_ids(api: ApiClient) -> None:
    put(api)
    other = {"Authorization": f"Bearer {api.new_token(['corpus:read', 'corpus:write'], 'rivals')}"}
    for path in ("/v1/documents/a", "/v1/documents/a/versions", "/v1/documents/a/versions/1"):
        read_problem(api.get(path, headers=other), 404)
    read_problem(api.delete("/v1/documents/a", headers=other), 404)
    assert api.put("/v1/documents/a", json={"text": "Theirs."}, headers=other).status_code == 201
    assert api.get("/v1/documents/a").get_json()["text"] == "One sentence."
