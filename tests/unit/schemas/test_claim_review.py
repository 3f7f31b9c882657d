"""ClaimReview markup, in the forms in which publishers write it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from factcheck.schemas import DocumentError, load_document
from factcheck.schemas.claim_review import holds_claim_review
from factcheck.store.editions import DocumentPut

REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://checks.example/bridge",
    "claimReviewed": "The bridge at Sant Pere\n was sold.",
    "datePublished": "2025-02-03",
    "dateModified": "2025-02-04T10:00:00+02:00",
    "author": {"@type": "Organization", "name": "Valley Checks", "url": "https://checks.example"},
    "reviewRating": {"@type": "Rating", "ratingValue": 1, "worstRating": 1, "bestRating": 5, "alternateName": "False"},
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Pau Serra"}, "datePublished": "2025-02-01"},
    "inLanguage": "en",
    "headline": "Nobody has sold the bridge",
}


def load(data: Any, id_required: bool = False) -> DocumentPut:
    return load_document(data, id_required)


def refuse(data: Any, id_required: bool = False) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        load_document(data, id_required)
    return [pointer for pointer, _ in caught.value.errors]


def test_a_claim_review_becomes_a_fact_check() -> None:
    found = load(REVIEW)
    content = found.content
    assert (content.kind, content.claim_reviewed, content.rating) == (
        "fact_check", "The bridge at Sant Pere was sold.", "False"
    )  # fmt: skip
    assert (content.title, content.publisher, content.byline) == ("Nobody has sold the bridge", "Valley Checks", None)
    assert (content.url, content.language) == ("https://checks.example/bridge", "en")
    assert content.published_at == datetime(2025, 2, 3, tzinfo=UTC)
    assert content.updated_at == datetime(2025, 2, 4, 8, tzinfo=UTC)
    assert content.claim_reviewed in " ".join(content.text.split())
    assert "Pau Serra" in content.text
    assert "“False”" in content.text
    assert (found.document_id, found.status) == ("", "usable")


def test_the_review_body_is_the_text_and_the_claim_is_put_before_it() -> None:
    content = load({**REVIEW, "reviewBody": "Nobody sold anything."}).content
    assert content.text == "The bridge at Sant Pere was sold.\n\nNobody sold anything."
    assert content.raw == "Nobody sold anything."


@pytest.mark.parametrize(
    ("rating", "expected"),
    [
        ({"ratingValue": "2", "bestRating": "5", "worstRating": "1"}, "2 on a scale from 1 to 5"),
        ({"ratingValue": 2, "bestRating": 5}, "2 of 5"),
        ({"ratingValue": 2}, "2"),
        ({"name": "Half true"}, "Half true"),
        ({"alternateName": ["Wrong", "False"], "ratingValue": 1}, "Wrong"),
        ({"alternateName": {"@value": "Fals", "@language": "ca"}}, "Fals"),
        ([{"alternateName": "Mixed"}], "Mixed"),
        ("Satire", "Satire"),
    ],
)
def test_ratings_are_words_or_numbers_with_their_scale(rating: Any, expected: str) -> None:
    assert load({**REVIEW, "reviewRating": rating}).content.rating == expected


@pytest.mark.parametrize(
    "data",
    [
        [REVIEW],
        [{"@type": "WebPage"}, REVIEW],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, REVIEW]},
        {"@graph": REVIEW},
        {**REVIEW, "@type": ["ClaimReview", "Review"]},
        {**REVIEW, "@type": "http://schema.org/ClaimReview"},
        {**REVIEW, "@type": "schema:ClaimReview"},
    ],
)
def test_where_a_claim_review_may_stand(data: Any) -> None:
    assert load(data).content == load(REVIEW).content


def test_nodes_of_a_graph_are_followed() -> None:
    author = {"@id": "#desk", "@type": "Organization", "name": "Valley Checks"}
    graph = {"@graph": [author, {**REVIEW, "author": {"@id": "#desk"}, "publisher": {"name": "Valley Courier"}}]}
    content = load(graph).content
    assert (content.publisher, content.byline) == ("Valley Courier", "Valley Checks")


def test_own_fields_may_stand_beside_the_markup() -> None:
    found = load({"document_id": "c-1", "status": "withheld", "@graph": [REVIEW]}, id_required=True)
    assert (found.document_id, found.status) == ("c-1", "withheld")


def test_an_import_needs_no_id_and_sending_it_again_gives_the_same() -> None:
    first, again = load([REVIEW], id_required=True), load({**REVIEW, "headline": "Other"}, id_required=True)
    other = load({**REVIEW, "claimReviewed": "The bridge was stolen."}, id_required=True)
    assert first.document_id == again.document_id != other.document_id
    assert first.document_id.startswith("claim-review-")


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"claimReviewed": None}, ["/claimReviewed"]),
        ({"claimReviewed": "c" * 2001}, ["/claimReviewed"]),
        ({"claimReviewed": {"a": {"b": 1}}, "reviewRating": {}}, ["/claimReviewed", "/reviewRating"]),
        ({"datePublished": "last week"}, ["/datePublished"]),
        ({"datePublished": "0001-01-01T00:00:00+14:00"}, ["/datePublished"]),
        ({"url": "checks.example/bridge"}, ["/url"]),
        ({"headline": "h" * 1001}, ["/headline"]),
        ({"inLanguage": "English"}, ["/inLanguage"]),
        ({"reviewBody": "a\x00"}, ["/reviewBody"]),
        ({"document_id": "c-1"}, ["/document_id"]),
    ],
)
def test_what_is_wrong_is_named_as_its_sender_names_it(change: dict[str, Any], pointers: list[str]) -> None:
    assert refuse({**REVIEW, **change}) == pointers


def test_two_claim_reviews_are_two_documents() -> None:
    assert refuse([REVIEW, REVIEW]) == [""]
    assert refuse({"@graph": [REVIEW, REVIEW]}, id_required=True) == [""]


@pytest.mark.parametrize("data", [None, 5, "ClaimReview", [], [None], {}, {"@type": "Review"}, {"@type": {}}, {"@graph": 5}])
def test_anything_else_is_no_claim_review(data: Any) -> None:
    assert not holds_claim_review(data)
    assert refuse(data)


def test_values_nested_too_deeply_are_not_read() -> None:
    deep: Any = "name"
    for _ in range(900):
        deep = [{"name": deep}]
    assert load({**REVIEW, "author": deep}).content.publisher is None
