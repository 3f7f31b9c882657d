"""Fact checks over HTTP and by imports, on both databases, up to the passages by which they are found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from factcheck.domain import SearchFilters
from factcheck.pipeline.importing import ImportRunner
from factcheck.pipeline.indexing import DocumentIndexer
from factcheck.store import Store
from tests.conftest import FakeClock
from tests.fakes import FakePassageIndex
from tests.integration.api_client import ApiClient, read_pointers

CLAIM = "The bridge at Sant Pere was sold to a casino."
FACT_CHECK = {"kind": "fact_check", "text": "It is still ours.", "claim_reviewed": CLAIM, "rating": "False"}
REVIEW = {
    "@type": "ClaimReview",
    "url": "https://checks.example/bridge",
    "claimReviewed": CLAIM,
    "author": {"name": "Valley Checks"},
    "reviewRating": {"alternateName": "False"},
}


class FlatEmbedder:
    """Embedder for which all texts are the same."""

    name = "flat@0"
    dimensions = 1

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.ones((len(texts), 1), dtype=np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return self.embed_passages([text])[0]


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


def put(api: ApiClient, body: Any) -> dict[str, Any]:
    response = api.put("/v1/documents/f", json=body)
    assert response.status_code in (200, 201), response.get_json()
    document: dict[str, Any] = response.get_json()
    return document


def read_kind(document: dict[str, Any]) -> tuple[str, str | None, str | None]:
    return document["kind"], document["claim_reviewed"], document["rating"]


def test_a_fact_check_is_shown_with_its_claim_and_rating(api: ApiClient) -> None:
    document = put(api, FACT_CHECK)
    assert read_kind(document) == ("fact_check", CLAIM, "False")
    assert document["text"] == f"{CLAIM}\n\nIt is still ours."
    assert api.get("/v1/documents/f").get_json() | {"outcome": "created"} == document
    assert read_kind(api.get("/v1/documents").get_json()["items"][0]) == ("fact_check", CLAIM, "False")
    assert read_kind(api.get("/v1/documents/f/versions").get_json()["items"][0]) == ("fact_check", CLAIM, "False")


def test_another_rating_makes_another_version(api: ApiClient) -> None:
    assert [put(api, {**FACT_CHECK, "rating": rating})["version"] for rating in ("False", "False", "True")] == [1, 1, 2]
    assert read_kind(api.get("/v1/documents/f/versions/1").get_json()) == ("fact_check", CLAIM, "False")
    article = put(api, {"text": FACT_CHECK["text"]})
    assert (article["version"], *read_kind(article)) == (3, "article", None, None)


def test_a_claim_review_is_taken_instead(api: ApiClient) -> None:
    document = put(api, REVIEW)
    assert read_kind(document) == ("fact_check", CLAIM, "False")
    assert (document["publisher"], document["url"]) == ("Valley Checks", "https://checks.example/bridge")
    assert CLAIM in document["text"]
    body = json.dumps({"@graph": [REVIEW]})
    assert api.put("/v1/documents/f", data=body, content_type="application/ld+json").get_json()["version"] == 1
    assert put(api, [REVIEW])["version"] == 1


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({**FACT_CHECK, "kind": "article"}, ["/claim_reviewed", "/rating"]),
        ({"kind": "fact_check", "text": "a"}, ["/claim_reviewed", "/rating"]),
        ({**REVIEW, "claimReviewed": ""}, ["/claimReviewed"]),
        ({**REVIEW, "datePublished": "soon"}, ["/datePublished"]),
        ([REVIEW, REVIEW], [""]),
        ([], [""]),
    ],
)
def test_what_is_wrong_is_named(api: ApiClient, body: Any, pointers: list[str]) -> None:
    assert read_pointers(api.put("/v1/documents/f", json=body)) == pointers
    assert api.store.documents.list(api.workspace_id).items == ()


def test_imported_fact_checks_are_found_by_the_claim_that_they_review(api: ApiClient) -> None:
    index = FakePassageIndex(1)
    runner = ImportRunner(api.store, DocumentIndexer(index, FlatEmbedder()))
    lines = [
        json.dumps({"document_id": "f-1", **FACT_CHECK}),
        json.dumps(REVIEW),
        json.dumps([{**REVIEW, "@id": "https://checks.example/#2", "reviewBody": "Nothing was sold."}]),
        json.dumps({**REVIEW, "reviewRating": None}),
        "[]",
    ]
    api.post_lines("\n".join(lines).encode())
    chunk = api.store.imports.start_chunk(str(api.queue.jobs[0].args[0]), 1)
    assert chunk is not None
    assert runner.run_chunk(chunk)
    ended = api.store.imports.get(api.workspace_id, chunk.import_id)
    assert ended is not None
    assert [(error.line, error.pointer) for error in ended.errors] == [(4, "/reviewRating"), (5, "")]
    documents = {document.document_key: document for document in api.store.documents.list(api.workspace_id).items}
    assert (ended.done, len(documents)) == (3, 3)

    found = index.search(CLAIM, np.ones(1, dtype=np.float32), SearchFilters(api.workspace_id), 20)
    for candidate in found:
        text = api.store.documents.get_by_keys([candidate.passage.document_key])[candidate.passage.document_key].content.text
        assert text[candidate.passage.start : candidate.passage.end] == candidate.passage.text
    claims = [candidate.passage.document_key for candidate in found if candidate.passage.text == CLAIM]
    assert set(claims) == set(documents)


def test_imported_lines_are_read_again_to_the_same_documents(api: ApiClient) -> None:
    runner = ImportRunner(api.store, DocumentIndexer(FakePassageIndex(1), FlatEmbedder()))
    for _ in range(2):
        api.post_lines(json.dumps(REVIEW).encode())
        chunk = api.store.imports.start_chunk(str(api.queue.jobs[-1].args[0]), 1)
        assert chunk is not None
        assert runner.run_chunk(chunk)
    (document,) = api.store.documents.list(api.workspace_id).items
    assert document.version == 1
