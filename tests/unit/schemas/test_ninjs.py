"""ninjs items of the three generations, and what becomes of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from factcheck.schemas import DocumentError, load_document
from factcheck.store.editions import DocumentPut, Edition

FIRST: dict[str, Any] = {
    "uri": "urn:newsml:agency.example:20240806:alm-1",
    "type": "text",
    "version": "2",
    "versioncreated": "2024-08-06T12:00:00+02:00",
    "firstcreated": "2024-08-06T08:30:00Z",
    "pubstatus": "usable",
    "embargoed": "2024-08-07T06:00:00Z",
    "language": "en-GB",
    "headline": "Alm floods the lower town",
    "byline": "Ida Brook",
    "infosource": [{"rel": "provider", "name": "River Wire"}],
    "copyrightholder": "Alm Courier",
    "usageterms": "Not for resale.",
    "body_text": "The river Alm rose by two metres.\n\nSome 1,400 people left.",
    "body_xhtml": "<p>The river Alm rose by two metres.</p><p>Some 1,400 people left.</p>",
}
SECOND: dict[str, Any] = {
    **{name: value for name, value in FIRST.items() if name not in ("headline", "byline", "body_text", "body_xhtml")},
    "infosource": None,
    "infosources": [{"literal": "x"}, {"name": "Other"}],
    "by": "Ida Brook",
    "headlines": [{"role": "teaser", "value": "Water!"}, {"role": "main", "value": "Alm floods the lower town"}],
    "bodies": [
        {"role": "plain", "contenttype": "text/plain", "value": FIRST["body_text"]},
        {"role": "main", "contenttype": "application/xhtml+xml", "value": FIRST["body_xhtml"]},
    ],
}
THIRD: dict[str, Any] = {
    "standard": {"name": "ninjs", "version": "3.0"},
    "uri": FIRST["uri"],
    "versionCreated": FIRST["versioncreated"],
    "firstCreated": FIRST["firstcreated"],
    "pubStatus": "usable",
    "embargoed": FIRST["embargoed"],
    "language": "en-GB",
    "headlines": [{"value": FIRST["headline"]}],
    "by": "Ida Brook",
    "infoSources": [{"name": "River Wire"}],
    "copyrightHolder": "Alm Courier",
    "usageTerms": "Not for resale.",
    "bodies": [{"contentType": "text/html", "value": FIRST["body_xhtml"]}],
}


def load(data: Any) -> DocumentPut:
    return load_document(data, id_required=True)


@pytest.mark.parametrize(("item", "credit"), [(FIRST, "River Wire"), (SECOND, "x"), (THIRD, "River Wire")])
def test_the_three_generations_say_the_same(item: dict[str, Any], credit: str) -> None:
    document_id, content, status, embargoed_until, edition = load(item)
    assert content is not None
    assert (document_id, content.uri) == (FIRST["uri"], FIRST["uri"])
    assert content.text == "The river Alm rose by two metres.\nSome 1,400 people left."
    assert (content.raw, content.raw_kind) == (FIRST["body_xhtml"], "html")
    assert (content.title, content.byline, content.language) == ("Alm floods the lower town", "Ida Brook", "en-gb")
    assert (content.publisher, content.copyright_holder, content.credit) == ("Alm Courier", "Alm Courier", credit)
    assert content.usage_terms == "Not for resale."
    assert content.published_at == datetime(2024, 8, 6, 8, 30, tzinfo=UTC)
    assert content.updated_at == datetime(2024, 8, 6, 10, tzinfo=UTC)
    assert (status, embargoed_until) == ("usable", datetime(2024, 8, 7, 6, tzinfo=UTC))
    assert edition is not None
    assert edition.made_at == content.updated_at


@pytest.mark.parametrize(
    ("version", "number"), [("2", 2), (2, 2), (" 07 ", 7), ("2.1", None), ("1" * 12, None), (True, None), ({}, None)]
)
def test_the_version_is_the_number_of_the_edition_if_it_is_one(version: Any, number: int | None) -> None:
    assert load({**FIRST, "version": version}).edition == Edition(number, datetime(2024, 8, 6, 10, tzinfo=UTC))


def test_what_says_nothing_of_its_version_is_of_no_edition() -> None:
    assert load({"uri": "urn:x:1", "body_text": "One."}).edition is None
    assert load({"document_id": "a", "text": "One.", "updated_at": "2024-08-06T10:00:00Z"}).edition is None


def test_a_plain_body_will_do() -> None:
    content = load({"uri": "urn:x:1", "body_text": "One.\r\nTwo."}).content
    assert content is not None
    assert (content.raw_kind, content.text, content.published_at) == ("text", "One.\nTwo.", None)


def test_without_a_first_time_that_of_the_version_is_when_it_was_published() -> None:
    content = load({"uri": "urn:x:1", "body_text": "One.", "versioncreated": "2024-08-06T10:00:00Z"}).content
    assert content is not None
    assert content.published_at == content.updated_at == datetime(2024, 8, 6, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("uri", "document_id"),
    [
        ("tag:agency.example,2024:1", "tag:agency.example,2024:1"),
        ("https://agency.example/items/1", "uri-b4cb77ee4b4c6c1abbf3d87e0b9fc3a3"),
        ("a b", None),
        ("u" * 201, None),
    ],
)
def test_the_uri_is_the_id_or_a_sum_of_it(uri: str, document_id: str | None) -> None:
    found = load({"uri": uri, "body_text": "One."})
    assert found.document_id == load({"uri": uri, "body_text": "Two."}).document_id
    if document_id and not document_id.startswith("uri-"):
        assert found.document_id == document_id
    else:
        assert found.document_id.startswith("uri-")
        assert len(found.document_id) == 36


@pytest.mark.parametrize(
    ("written", "status"),
    [("withheld", "withheld"), ("canceled", "canceled"), ("cancelled", "canceled"), ("USABLE", "usable")],
)
def test_the_status_is_obeyed(written: str, status: str) -> None:
    assert load({**FIRST, "pubstatus": written}).status == status


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_an_item_without_text_takes_back_a_document(status: str) -> None:
    found = load({"uri": FIRST["uri"], "pubstatus": status, "versioncreated": "not looked at"})
    assert found == DocumentPut(FIRST["uri"], None, status, None)


@pytest.mark.parametrize(
    ("blank", "field"),
    [("usageterms", "usage_terms"), ("copyrightholder", "publisher"), ("byline", "byline"), ("language", "language"),
     ("headline", "title"), ("infosource", "credit"), ("firstcreated", None), ("embargoed", None), ("body_text", None)],
)  # fmt: skip
@pytest.mark.parametrize("value", ["", " \n"])
def test_what_is_blank_is_not_there(blank: str, field: str | None, value: str) -> None:
    found = load({**FIRST, blank: value})
    assert found.content is not None
    assert found.content.text.startswith("The river Alm")
    if field:
        assert getattr(found.content, field) is None


def test_what_is_blank_hides_nothing_that_stands_elsewhere() -> None:
    bodies = [{"contenttype": "text/html", "value": " "}, {"contenttype": "text/plain", "value": "One."}]
    content = load({**SECOND, "headline": "", "byline": " ", "bodies": bodies, "firstcreated": ""}).content
    assert content is not None
    assert (content.text, content.title, content.byline) == ("One.", "Alm floods the lower town", "Ida Brook")
    assert content.published_at == content.updated_at


@pytest.mark.parametrize("written", ["2024-08-06T12:00:00+0200", "2024-08-06T05:30:00.000-0430", " 2024-08-06T10:00+0000"])
def test_an_offset_may_do_without_its_colon(written: str) -> None:
    content = load({**FIRST, "versioncreated": written}).content
    assert content is not None
    assert content.updated_at == datetime(2024, 8, 6, 10, tzinfo=UTC)


def test_a_tag_of_a_language_may_be_written_as_a_locale() -> None:
    content = load({**FIRST, "language": "pt_BR"}).content
    assert content is not None
    assert content.language == "pt-br"


@pytest.mark.parametrize(
    "besides", [{"pubstatus": "usable"}, {"versioncreated": "2024-08-06T10:00:00Z"}, {"pubStatus": "usable"}]
)
def test_an_item_of_superdesk_is_named_by_its_guid(besides: dict[str, str]) -> None:
    found = load({"guid": "urn:newsml:desk.example:1", "headline": "Alm", "body_html": "<p>One.</p>", **besides})
    assert found.content is not None
    assert (found.document_id, found.content.uri, found.content.text) == (*("urn:newsml:desk.example:1",) * 2, "One.")


def test_what_has_only_a_guid_is_no_ninjs() -> None:
    with pytest.raises(DocumentError) as caught:
        load({"guid": "urn:x:1", "body_html": "<p>One.</p>"})
    assert "/guid" in [pointer for pointer, _ in caught.value.errors]


@pytest.mark.parametrize(
    "change",
    [{"body_xhtml": "<p></p>"}, {"body_text": " "}, {"body_xhtml": "<p></p>", "embargoed": "2024-08-07T06:00"},
     {"embargoed": ""}, {"headline": ""}, {"body_text": " ", "language": "English", "headline": 5}],
)  # fmt: skip
@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_notice_without_a_readable_text_takes_back_a_document(change: dict[str, Any], status: str) -> None:
    found = load({"uri": FIRST["uri"], "pubstatus": status, "version": "3", **change})
    assert found == DocumentPut(FIRST["uri"], None, status, None, Edition(3, None))


def test_what_is_wrong_beside_the_text_of_a_killed_item_is_left_out() -> None:
    found = load({**FIRST, "pubstatus": "canceled", "language": "English", "embargoed": "soon", "headline": "h" * 1001})
    assert (found.status, found.embargoed_until) == ("canceled", None)
    assert found.content is not None
    assert (found.content.language, found.content.title, found.content.byline) == (None, None, "Ida Brook")


@pytest.mark.parametrize("uri", ["", None, 5])
def test_a_notice_has_to_name_what_it_takes_back(uri: Any) -> None:
    with pytest.raises(DocumentError) as caught:
        load({"uri": uri, "pubstatus": "canceled", "body_text": " "})
    assert [pointer for pointer, _ in caught.value.errors] == ["/uri"]


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"body_xhtml": None, "body_text": ""}, ["/bodies"]),
        ({"body_xhtml": 5}, ["/body_xhtml"]),
        ({"body_xhtml": "<p> </p>"}, ["/body_xhtml"]),
        ({"versioncreated": "2024-08-06"}, ["/versioncreated"]),
        ({"firstcreated": "yesterday", "versioncreated": "now"}, ["/firstcreated", "/versioncreated"]),
        ({"embargoed": "2024-08-07T06:00"}, ["/embargoed"]),
        ({"pubstatus": "spiked"}, ["/pubstatus"]),
        ({"pubstatus": 5}, ["/pubstatus"]),
        ({"headline": ["a"]}, ["/headline"]),
        ({"headline": "h" * 1001}, ["/headline"]),
        ({"language": "English"}, ["/language"]),
        ({"infosource": [{"name": "n" * 501}]}, ["/infosource/0/name"]),
        ({"copyrightholder": "c" * 501}, ["/copyright_holder", "/copyrightholder"]),
        ({"uri": ""}, ["/uri"]),
        ({"uri": None}, ["/uri"]),
        ({"uri": 5}, ["/uri"]),
    ],
)
def test_what_is_wrong_is_named_as_the_item_names_it(change: dict[str, Any], pointers: list[str]) -> None:
    with pytest.raises(DocumentError) as caught:
        load({**FIRST, **change})
    assert {pointer for pointer, _ in caught.value.errors} <= set(pointers)


def test_pointers_lead_into_the_lists_of_later_versions() -> None:
    bodies = [{"value": "skipped", "contentType": "image/x"}, {"value": 5}]
    with pytest.raises(DocumentError) as caught:
        load({**THIRD, "headlines": [{"value": "t" * 1001}], "bodies": bodies})
    assert [pointer for pointer, _ in caught.value.errors] == ["/bodies/1/value", "/headlines/0/value"]
