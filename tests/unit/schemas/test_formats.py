"""Which format a body is in, and what a page says of itself."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from factcheck.schemas import DocumentError
from factcheck.schemas.document import load_item
from factcheck.schemas.formats import read_items, read_one
from factcheck.schemas.items import UnreadableBodyError
from factcheck.store.editions import DocumentPut

STATED = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Alm floods the lower town",
    "author": [{"@type": "Person", "name": "Ida Brook"}, {"@type": "Person", "name": "Tom Weir"}],
    "publisher": {"@type": "Organization", "name": "Alm Courier"},
    "mainEntityOfPage": {"@type": "WebPage", "@id": "https://courier.example/alm"},
    "datePublished": "2024-08-06T10:00:00Z",
    "dateModified": "2024-08-07T10:00:00+02:00",
    "copyrightHolder": {"@type": "Organization", "name": "Courier Ltd"},
    "license": "https://courier.example/terms",
    "inLanguage": "en-GB",
}
BODY = "<article><p>The river Alm rose by two metres in one night.</p><p>Some 1,400 people left their homes.</p></article>"
PAGE = f"""<!DOCTYPE html><html><head><title>Alm</title><script type="application/ld+json">%s</script></head>
<body>{BODY}</body></html>"""
REVIEW = {
    "@type": "ClaimReview",
    "claimReviewed": "The Alm rose by three metres.",
    "reviewRating": {"alternateName": "False"},
}
RSS = '<rss version="2.0"><channel><item><guid>g-1</guid><description>One.</description></item></channel></rss>'
NINJS = {"uri": "urn:x:1", "body_text": "One."}


def load(body: bytes | str, media_type: str, charset: str | None = None) -> DocumentPut:
    sent = body.encode() if isinstance(body, str) else body
    return load_item(read_one(read_items(sent, media_type, charset)), None)


def test_what_a_page_states_in_json_ld() -> None:
    document_id, content, *_ = load(PAGE % json.dumps(STATED), "text/html")
    assert content is not None
    assert (content.title, content.publisher) == ("Alm floods the lower town", "Alm Courier")
    assert "Ida Brook" in (content.byline or "")
    assert (content.url, content.language) == ("https://courier.example/alm", "en")
    assert (content.published_at, content.updated_at) == (
        datetime(2024, 8, 6, 10, tzinfo=UTC), datetime(2024, 8, 7, 8, tzinfo=UTC)
    )  # fmt: skip
    assert (content.copyright_holder, content.usage_terms) == ("Courier Ltd", "https://courier.example/terms")
    assert document_id == load(PAGE % json.dumps({**STATED, "headline": "Other"}), "text/html").document_id


def test_what_a_page_states_in_meta_elements_comes_first() -> None:
    head = """<meta property="article:published_time" content="2024-01-01T00:00:00Z">
    <meta property="article:modified_time" content="2024-01-02"><link rel="canonical" href="https://courier.example/canon">
    <meta name="copyright" content="Canon Ltd"><link rel="license" href="https://courier.example/licence">"""
    content = load((PAGE % "{}").replace("<head>", f"<head>{head}"), "text/html").content
    assert content is not None
    assert (content.published_at, content.updated_at) == (
        datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 2, tzinfo=UTC)
    )  # fmt: skip
    assert (content.url, content.copyright_holder) == ("https://courier.example/canon", "Canon Ltd")
    assert content.usage_terms == "https://courier.example/licence"


def test_a_page_without_an_address_has_no_id() -> None:
    with pytest.raises(DocumentError) as caught:
        load(PAGE % "{}", "text/html")
    assert caught.value.errors[0][0] == "/html/head/link[@rel='canonical']"


def test_a_page_that_is_marked_up_as_a_fact_check_is_one() -> None:
    content = load(PAGE % json.dumps([STATED, REVIEW]), "text/html").content
    assert content is not None
    assert (content.kind, content.claim_reviewed, content.rating) == ("fact_check", REVIEW["claimReviewed"], "False")
    assert "1,400 people" in content.text


@pytest.mark.parametrize("reviews", [[REVIEW, REVIEW], [{**REVIEW, "reviewRating": None}]])
def test_a_page_with_other_markup_of_that_kind_is_an_article(reviews: list[Any]) -> None:
    content = load(PAGE % json.dumps([STATED, *reviews]), "text/html").content
    assert content is not None
    assert content.kind == "article"


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("ä".encode(), None),
        ("ä".encode("latin-1"), "iso-8859-1"),
        (b'<meta charset="windows-1252">\xe4', None),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">\xe4', None),
        ("ä".encode("utf-8-sig"), "latin-1"),
    ],
)
def test_the_encoding_of_a_page_is_found(body: bytes, charset: str | None) -> None:
    (item,) = read_items(
        b"<html><head></head><body>" + body + b"</body></html>" if body[0] != 0xEF else body, "text/html", charset
    )
    assert "ä" in item.fields["html"]


@pytest.mark.parametrize(
    ("body", "media_type", "named"),
    [
        (RSS, "application/rss+xml", "g-1"),
        (RSS, "text/html", "g-1"),
        (RSS, "", "g-1"),
        ("<!-- a --> <?xml-stylesheet href='x'?>" + RSS, "application/octet-stream", "g-1"),
        (json.dumps(NINJS), "application/json", "urn:x:1"),
        (json.dumps([NINJS]), "application/octet-stream", "urn:x:1"),
        (json.dumps({"document_id": "a", "text": "x", "uri": "urn:x:2"}), "application/json", "a"),
        (json.dumps({"text": "x", "uri": "urn:x:2"}), "application/ld+json", "urn:x:2"),
        (PAGE % json.dumps(STATED), "application/xml", "uri-"),
        (PAGE % json.dumps(STATED), "", "uri-"),
    ],
)
def test_the_body_tells_what_it_is(body: str, media_type: str, named: str) -> None:
    assert load(body, media_type).document_id.startswith(named)


def test_a_list_may_mix_what_is_json() -> None:
    items = read_items(json.dumps([NINJS, {"document_id": "a", "text": ""}, 5]).encode(), "application/json")
    assert load_item(items[0], None).document_id == "urn:x:1"
    pointers = []
    for item in items[1:]:
        with pytest.raises(DocumentError) as caught:
            load_item(item, None)
        pointers.append(caught.value.errors[0][0])
    assert pointers == ["/1/text", "/2"]


def test_each_claim_review_of_a_graph_is_a_document_where_several_are_taken() -> None:
    other = {**REVIEW, "claimReviewed": "The Alm fell."}
    items = read_items(json.dumps({"@graph": [REVIEW, {**other, "datePublished": "soon"}]}).encode(), "application/json")
    assert load_item(items[0], None).document_id.startswith("claim-review-")
    with pytest.raises(DocumentError) as caught:
        load_item(items[1], None)
    assert caught.value.errors[0][0] == "/@graph/1/datePublished"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [(b"{", "application/json"), (b"\xff", "text/plain"), (b"<a", ""), (b"\xff\xfe<", "application/xml"), (b"", "")],
)
def test_what_can_not_be_read_is_said(body: bytes, media_type: str) -> None:
    with pytest.raises(UnreadableBodyError):
        read_items(body, media_type)


def test_other_xml_is_refused() -> None:
    with pytest.raises(DocumentError, match="NewsML-G2"):
        read_items(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "application/xml")


@pytest.mark.parametrize(
    "body",
    [
        b"<!--" * 500_000,
        b"<!-- --><!-- -->" * 100_000,
        b"<?" * 1_000_000,
        b'<script type="application/ld+json">' * 60_000,
        b'<html><script type="application/ld+json">' + b"[" * 2_000_000,
        b"<meta " * 300_000,
    ],
)
def test_no_body_takes_long_to_tell_apart(body: bytes) -> None:
    started = time.process_time()
    for media_type in ("text/html", "application/xml", ""):
        try:
            read_items(body, media_type)
        except (UnreadableBodyError, DocumentError):
            continue
    assert time.process_time() - started < 3
