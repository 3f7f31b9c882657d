"""Documents of other formats over HTTP: PUT, POST and imports, on both databases."""

from __future__ import annotations

import json
from typing import Any

import pytest

from factcheck.store import Store
from service.document_bodies import FEED, NINJS, PAGE
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_pointers, read_problem

NEWSML = """<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="urn:x:1"><contentSet>
 <inlineData
 contenttype="text/plain">The Alm rose.</inlineData></contentSet></newsItem><newsItem guid="urn:x:2"><contentSet/></newsItem>
</itemSet></newsMessage>"""


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


def post(api: ApiClient, body: Any, content_type: str = "application/json", status: int = 201) -> dict[str, Any]:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    response = api.post("/v1/documents", data=data, content_type=content_type)
    assert response.status_code == status, response.get_json()
    answer: dict[str, Any] = response.get_json()
    return answer


def test_an_item_is_stored_under_the_name_that_it_brings(api: ApiClient) -> None:
    answer = post(api, NINJS)
    (item,) = answer["items"]
    assert (item["document_id"], item["created"], item["pointer"], answer["errors"]) == (NINJS["uri"], True, "", [])
    document = api.get(item["links"]["self"]).get_json()
    assert (document["uri"], document["copyright_holder"], document["usage_terms"]) == (NINJS["uri"], "Example Agency", None)
    assert document["text"] == "The river Alm rose by two metres in one night."
    assert len(api.queue.jobs) == 1
    assert post(api, NINJS, status=200)["items"][0]["version"] == 1


def test_terms_and_holder_are_shown_with_every_version(api: ApiClient) -> None:
    body = {"text": "One.", "copyright_holder": "Courier Ltd", "usage_terms": "Not for resale.", "uri": "urn:x:9"}
    assert api.put("/v1/documents/a", json=body).status_code == 201
    for path in ("/v1/documents/a", "/v1/documents/a/versions/1"):
        found = api.get(path).get_json()
        assert {name: found[name] for name in body} == body


def test_a_kill_takes_back_what_was_sent_and_nothing_else(api: ApiClient) -> None:
    post(api, NINJS)
    kill = {"uri": NINJS["uri"], "pubstatus": "canceled"}
    (item,) = post(api, kill, status=200)["items"]
    assert (item["status"], item["version"]) == ("canceled", 1)
    assert (
        api.put(f"/v1/documents/{NINJS['uri']}", json={**kill, "pubstatus": "withheld"}).get_json()["status"] == "withheld"
    )
    unknown = {"uri": "urn:x:unknown", "pubstatus": "canceled"}
    assert read_pointers(api.post("/v1/documents", json=unknown)) == ["/uri"]
    read_problem(api.put("/v1/documents/unknown", json=unknown), 404)
    assert len(api.store.documents.list(api.workspace_id).items) == 1


def test_an_older_version_that_comes_late_is_kept_and_changes_nothing(api: ApiClient) -> None:
    newer = {**NINJS, "version": "2", "body_xhtml": "<p>The river Alm rose by three metres.</p>"}
    assert post(api, newer)["items"][0]["outcome"] == "created"
    (late,) = post(api, {**NINJS, "version": "1"}, status=200)["items"]
    assert (late["outcome"], late["version"], late["created"]) == ("older", 1, False)

    path = f"/v1/documents/{NINJS['uri']}"
    response = api.put(path, json={**NINJS, "version": "1"})
    assert (response.status_code, response.get_json()["outcome"]) == (200, "older")
    assert response.get_json()["text"] == "The river Alm rose by three metres."
    assert [item["version"] for item in api.get(f"{path}/versions").get_json()["items"]] == [2, 1]
    assert len(api.queue.jobs) == 1, "the index has the newer one already, or will"

    corrected = {**newer, "version": "3", "headline": "Alm still rising"}
    assert (api.put(path, json=corrected).get_json()["outcome"], api.get(path).get_json()["version"]) == ("changed", 3)
    assert api.put(path, json=corrected).get_json()["outcome"] == "unchanged"


def test_what_can_be_taken_of_a_message_is_and_the_rest_is_named(api: ApiClient) -> None:
    answer = post(api, NEWSML, "application/vnd.iptc.g2.newsmessage+xml")
    assert [item["document_id"] for item in answer["items"]] == ["urn:x:1"]
    assert [error["pointer"] for error in answer["errors"]] == ["/newsMessage/itemSet/newsItem[2]/contentSet"]


def test_a_feed_and_a_page_with_the_same_address_are_one_document(api: ApiClient) -> None:
    (entry,) = post(api, FEED, "application/rss+xml")["items"]
    (page,) = post(api, PAGE, "text/html; charset=utf-8", status=200)["items"]
    assert (page["document_id"], page["version"]) == (entry["document_id"], 2)


def test_several_documents_of_one_list(api: ApiClient) -> None:
    body = [
        {"document_id": "a", "text": "One."},
        {"document_id": "a", "text": "Two."},
        {"document_id": "b", "text": ""},
        NINJS,
    ]
    answer = post(api, body)
    assert [(item["document_id"], item["version"]) for item in answer["items"]] == [("a", 1), ("a", 2), (NINJS["uri"], 1)]
    assert [item["pointer"] for item in answer["items"]] == ["/0", "/1", "/3"]
    assert [error["pointer"] for error in answer["errors"]] == ["/2/text"]
    assert [job.args[1] for job in api.queue.jobs] == [2, 1]


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (json.dumps(NINJS), "application/json", "The river Alm rose by two metres in one night."),
        (FEED, "application/xml", "The river Alm rose by two metres."),
        (PAGE, "text/html", "The Alm rose."),
        ("Plain.\r\nText.", "text/plain; charset=utf-8", "Plain.\nText."),
        ("ä".encode("latin-1"), "text/plain; charset=iso-8859-1", "ä"),
        ('{"text": "Unsaid."}', "application/octet-stream", "Unsaid."),
    ],
)
def test_an_address_takes_one_document_of_any_format(api: ApiClient, body: Any, content_type: str, text: str) -> None:
    response = api.put("/v1/documents/own", data=body, content_type=content_type)
    assert response.status_code == 201, response.get_json()
    assert (response.get_json()["document_id"], response.get_json()["text"]) == ("own", text)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        ("<a>", "application/xml", 400),
        ('<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', "text/xml", 400),
        (b"\xff", "text/plain", 400),
        ("x", "text/plain; charset=klingon", 400),
        ("GIF89a", "image/gif", 415),
        ("text=x", "application/x-www-form-urlencoded", 415),
        ("[]", "application/json", 422),
        ("No name.", "text/plain", 422),
        ("<svg/>", "application/xml", 422),
        ('{"text": "x"}', "application/json", 422),
        ("<urlset><url><loc>https://x.example/1</loc></url></urlset>", "application/xml", 422),
    ],
)
def test_what_can_not_be_taken_is_refused_and_nothing_stored(
    api: ApiClient, body: Any, content_type: str, status: int
) -> None:
    read_problem(api.post("/v1/documents", data=body, content_type=content_type), status)
    assert api.store.documents.list(api.workspace_id).items == ()
    assert api.queue.jobs == []


def test_an_address_takes_no_second_document(api: ApiClient) -> None:
    response = api.put("/v1/documents/own", data=NEWSML, content_type="application/xml")
    assert "POST /v1/documents" in read_problem(response, 422)["detail"]


def test_sending_documents_needs_the_scope_to_write(api: ApiClient) -> None:
    headers = {"Authorization": f"Bearer {api.new_token(['corpus:read'])}"}
    read_problem(api.post("/v1/documents", json=NINJS, headers=headers), 403)


def test_too_large_a_body_is_refused(api: ApiClient) -> None:
    body = "x" * (2 * 1024 * 1024 + 1)
    read_problem(api.post("/v1/documents", data=body, content_type="text/html"), 413)
