"""Quotes over HTTP, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.store import Store
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_pointers, read_problem

TEXT = "The river rose.\r\nSome 1,400 people — a third of the town — left. 😀 “No”, he said. People left."


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    client = ApiClient(store, clock)
    assert client.put("/v1/documents/a", json={"text": TEXT}).status_code == 201
    return client


def verify(api: ApiClient, **body: Any) -> dict[str, Any]:
    response = api.post("/v1/quotes:verify", json={"document_id": "a", **body})
    assert response.status_code == 200, response.get_json()
    found: dict[str, Any] = response.get_json()
    assert (found["document_id"], set(found)) == ("a", {"result", "document_id", "version", "start", "end", "exact"})
    return found


def test_a_quote_is_found_word_for_word(api: ApiClient) -> None:
    found = verify(api, exact="people", version=1)
    text = api.get("/v1/documents/a/versions/1").get_json()["text"]
    assert found == {
        "result": "verbatim", "document_id": "a", "version": 1, "start": 27, "end": 33, "exact": "people"
    }  # fmt: skip
    assert text[27:33] == "people"
    assert verify(api, exact="left", start=text.rindex("left"))["start"] == text.rindex("left")


def test_a_whole_number_may_be_written_with_a_point(api: ApiClient) -> None:
    assert verify(api, exact="people", version=1.0, start=27.0)["result"] == "verbatim"


def test_a_quote_that_is_typed_otherwise_comes_back_as_it_stands(api: ApiClient) -> None:
    text = api.get("/v1/documents/a").get_json()["text"]
    found = verify(api, exact='left. \U0001f600 "No",', start=None, version=None)
    assert (found["result"], found["exact"]) == ("normalized", "left. 😀 “No”,")
    assert text[found["start"] : found["end"]] == found["exact"]


def test_a_quote_that_is_not_there_has_no_place(api: ApiClient) -> None:
    for body in ({"exact": "some 1,400"}, {"exact": "people", "start": 0}, {"exact": "people", "start": 2**31 - 1}):
        found = verify(api, **body)
        assert (found["result"], found["start"], found["end"], found["exact"]) == ("missing", None, None, None)


def test_each_version_is_looked_up_by_itself(api: ApiClient) -> None:
    api.put("/v1/documents/a", json={"text": "Other words."})
    assert verify(api, exact="river")["result"] == "missing"
    assert verify(api, exact="river", version=1)["result"] == "verbatim"
    assert verify(api, exact="Other")["version"] == 2


def test_what_is_not_there_is_not_found(api: ApiClient) -> None:
    other = {"Authorization": f"Bearer {api.new_token(['corpus:read'], 'rivals')}"}
    asked = {"document_id": "a", "exact": "river"}
    for body in ({**asked, "document_id": "b"}, {**asked, "document_id": "b c"}, {**asked, "version": 2}):
        read_problem(api.post("/v1/quotes:verify", json=body), 404)
    read_problem(api.post("/v1/quotes:verify", json=asked, headers=other), 404)
    api.delete("/v1/documents/a")
    read_problem(api.post("/v1/quotes:verify", json=asked), 404)
    read_problem(api.post("/v1/quotes:verify", json={**asked, "version": 1}), 404)


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/document_id", "/exact"]),
        ({"document_id": "a", "exact": " "}, ["/exact"]),
        ({"document_id": "a", "exact": "x" * 10_001}, ["/exact"]),
        ({"document_id": "a", "exact": "x\x00"}, ["/exact"]),
        ({"document_id": "a", "exact": "x", "start": -1}, ["/start"]),
        ({"document_id": "a", "exact": "x", "start": "1"}, ["/start"]),
        ({"document_id": "a", "exact": "x", "start": 1.5}, ["/start"]),
        ({"document_id": "a", "exact": "x", "version": 0}, ["/version"]),
        ({"document_id": "a", "exact": "x", "version": 2**31}, ["/version"]),
        ({"document_id": "a", "exact": "x", "version": True}, ["/version"]),
        ({"document_id": "a", "exact": "x", "end": 5}, ["/end"]),
    ],
)
def test_what_is_wrong_is_named(api: ApiClient, body: Any, pointers: list[str]) -> None:
    assert read_pointers(api.post("/v1/quotes:verify", json=body)) == pointers


def test_only_readers_of_the_archive_may_ask(api: ApiClient) -> None:
    writer = {"Authorization": f"Bearer {api.new_token(['claims:read', 'corpus:write'])}"}
    response = api.post("/v1/quotes:verify", json={"document_id": "a", "exact": "river"}, headers=writer)
    assert "corpus:read" in read_problem(response, 403)["detail"]
    read_problem(api.post("/v1/quotes:verify", data="document_id=a"), 415)
