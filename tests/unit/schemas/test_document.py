"""The rules of a document, the same for the API and for imports."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from factcheck.schemas import DocumentError, load_document
from factcheck.schemas.fields import is_document_id
from factcheck.store.records import DocumentContent

PAGE = """<html lang="de"><head><title>Own title</title><meta property="og:site_name" content="Own site">
<meta property="article:published_time" content="2024-08-06T10:00:00+02:00"></head>
<body><nav>Menu</nav><article><p>The river rose by two metres in one night.</p>
<p>Nobody had been warned, the mayor said on Tuesday.</p></article></body></html>"""


def refuse(data: Any, id_required: bool = False) -> list[tuple[str, str]]:
    with pytest.raises(DocumentError) as caught:
        load_document(data, id_required)
    return list(caught.value.errors)


def test_all_fields_arrive() -> None:
    given = {
        "document_id": "a-1",
        "text": " One.\r\nTwo.",
        "title": "T",
        "publisher": "P",
        "credit": "C",
        "byline": "B",
        "url": "https://example.org/a",
        "language": "pt-BR",
        "published_at": "2024-08-06T12:00:00+02:00",
        "updated_at": "2024-08-07T12:00:00.5Z",
        "status": "withheld",
        "embargoed_until": "2030-01-01T00:00:00Z",
    }
    document_id, content, status, embargoed_until, _edition = load_document(given, id_required=True)
    assert (document_id, status) == ("a-1", "withheld")
    assert embargoed_until == datetime(2030, 1, 1, tzinfo=UTC)
    assert content == DocumentContent(
        raw=" One.\r\nTwo.",
        raw_kind="text",
        text=" One.\nTwo.",
        title="T",
        publisher="P",
        credit="C",
        byline="B",
        url="https://example.org/a",
        language="pt-br",
        published_at=datetime(2024, 8, 6, 10, tzinfo=UTC),
        updated_at=datetime(2024, 8, 7, 12, 0, 0, 500_000, tzinfo=UTC),
    )


def test_null_means_not_given() -> None:
    found = load_document({"text": "x", "title": None, "published_at": None, "url": None}, id_required=False)
    assert found.content == DocumentContent(raw="x", raw_kind="text", text="x")
    assert (found.status, found.embargoed_until) == ("usable", None)


def test_a_page_is_read_and_what_the_sender_says_wins() -> None:
    content = load_document({"html": PAGE, "title": "Sent title"}, id_required=False).content
    assert "two metres" in content.text
    assert "Menu" not in content.text
    assert (content.raw_kind, content.title, content.language) == ("html", "Sent title", "de")
    assert content.published_at == datetime(2024, 8, 6, 8, tzinfo=UTC)


def test_what_a_page_says_of_itself_is_taken_only_if_a_sender_could_say_it() -> None:
    page = PAGE.replace("Own title", "t" * 5000).replace("2024-08-06T10:00:00", "0001-01-01T00:00:00")
    page = page.replace("<head>", '<head><link rel="canonical" href="javascript:alert(1)">')
    content = load_document({"html": page}, id_required=False).content
    assert len(content.title or "") <= 1000
    assert (content.url, content.published_at) == (None, None)


@pytest.mark.parametrize(
    ("data", "pointer", "word"),
    [
        ({}, "/text", "text or html"),
        ({"text": "a", "html": "b"}, "/html", "not both"),
        ({"text": ""}, "/text", "blank"),
        ({"text": " \n\t"}, "/text", "blank"),
        ({"text": None}, "/text", "null"),
        ({"text": 5}, "/text", "string"),
        ({"text": "a\x00b"}, "/text", "NUL"),
        ({"text": "a\ud800"}, "/text", "surrogate"),
        ({"html": "<p> </p>"}, "/html", "no text"),
        ({"text": "a", "titel": "b"}, "/titel", "Unknown"),
        ({"text": "a", "document_id": "b"}, "/document_id", "Unknown"),
        ({"text": "a", "title": "t" * 1001}, "/title", "1,000"),
        ({"text": "a", "url": "javascript:alert(1)"}, "/url", "http"),
        ({"text": "a", "url": "https://a b"}, "/url", "http"),
        ({"text": "a", "url": "https://a\n"}, "/url", "http"),
        ({"text": "a", "url": "http://[evil"}, "/url", "http"),
        ({"text": "a", "url": "http://a\u2100b.example/"}, "/url", "http"),
        ({"text": "a", "language": "english language"}, "/language", "tag"),
        ({"text": "a", "published_at": "2024-08-06T12:00:00"}, "/published_at", "zone"),
        ({"text": "a", "published_at": "2024-08-06"}, "/published_at", "zone"),
        ({"text": "a", "published_at": "yesterday"}, "/published_at", "not a time"),
        ({"text": "a", "published_at": "2024-02-30T12:00:00Z"}, "/published_at", "not a time"),
        ({"text": "a", "published_at": "0001-01-01T00:00:00+14:00"}, "/published_at", "not a time"),
        ({"text": "a", "published_at": "9999-12-31T23:59:59-14:00"}, "/published_at", "not a time"),
        ({"text": "a", "published_at": 1722945600}, "/published_at", "not a time"),
        ({"text": "a", "embargoed_until": "2030-01-01T00:00"}, "/embargoed_until", "zone"),
        ({"text": "a", "status": "spiked"}, "/status", "Must be one of"),
        ({"text": "a", "status": None}, "/status", "null"),
        ([], "", "no document"),
        ("text", "", "Invalid input"),
    ],
)
def test_what_is_wrong_is_named(data: Any, pointer: str, word: str) -> None:
    ((found, detail),) = refuse(data)
    assert found == pointer
    assert word in detail


def test_every_wrong_field_is_named_in_a_stable_order() -> None:
    errors = refuse({"text": "", "status": "x", "a/b~c": 1, "\ud800": 1})
    assert [pointer for pointer, _ in errors] == ["/?", "/a~1b~0c", "/status", "/text"]


def test_errors_do_not_grow_with_the_input() -> None:
    errors = refuse({"text": "a"} | {f"{number}{'x' * 1000}": 1 for number in range(1000)})
    assert len(errors) == 50
    assert max(len(pointer) for pointer, _ in errors) <= 201


def test_an_import_needs_the_id() -> None:
    assert refuse({"text": "a"}, id_required=True)[0][0] == "/document_id"
    assert refuse({"text": "a", "document_id": "a b"}, id_required=True)[0][0] == "/document_id"


@pytest.mark.parametrize("name", ["a", "urn:newsml:x.org:2024:1", "ä-1", "a" * 200, "100%", "a?b#c", "..."])
def test_ids_that_are_taken(name: str) -> None:
    assert is_document_id(name)


@pytest.mark.parametrize(
    "name",
    ["", " ", "a b", "a/b", ".", "..", "a\n", "a\x00", "a\u200b", "a\u202eb", "a\ufffd", "\ud800", "a" * 201, "a\u2028"],
)
def test_ids_that_are_refused(name: str) -> None:
    assert not is_document_id(name)


def test_a_fact_check_has_a_claim_and_a_rating() -> None:
    given = {"text": "It\nstands.", "kind": "fact_check", "claim_reviewed": " The bridge \n fell. ", "rating": "False"}
    content = load_document(given, id_required=False).content
    assert (content.kind, content.claim_reviewed, content.rating) == ("fact_check", "The bridge fell.", "False")
    assert (content.raw, content.text) == ("It\nstands.", "The bridge fell.\n\nIt\nstands.")
    plain = load_document({"text": "x", "kind": "article", "claim_reviewed": None}, id_required=False).content
    assert plain == DocumentContent(raw="x", raw_kind="text", text="x")


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({"kind": "fact_check"}, ["/claim_reviewed", "/rating"]),
        ({"kind": "fact_check", "claim_reviewed": "C", "rating": None}, ["/rating"]),
        ({"kind": "fact_check", "claim_reviewed": " ", "rating": "False"}, ["/claim_reviewed"]),
        ({"kind": "fact_check", "claim_reviewed": "C", "rating": "r" * 501}, ["/rating"]),
        ({"claim_reviewed": "C", "rating": "False"}, ["/claim_reviewed", "/rating"]),
        ({"kind": "article", "rating": "False"}, ["/rating"]),
        ({"kind": "opinion"}, ["/kind"]),
        ({"kind": None}, ["/kind"]),
    ],
)
def test_kind_and_fields_have_to_fit(fields: dict[str, Any], pointers: list[str]) -> None:
    assert [pointer for pointer, _ in refuse({"text": "x", **fields})] == pointers
