"""Every item of the demo corpus can be imported as it stands."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from urllib.parse import urlsplit

ALLOWED_KEYS = {
    "document_id", "text", "html", "title", "publisher", "credit", "byline", "url", "language",
    "published_at", "updated_at", "status", "embargoed_until",
}  # fmt: skip
NEEDED_KEYS = {"document_id", "title", "publisher", "url", "language", "published_at"}
DATE_KEYS = ("published_at", "updated_at", "embargoed_until")


def _visible_text(document):
    if "text" in document:
        return document["text"]
    return re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<head>.*?</head>", " ", document["html"]))


def test_there_are_enough_items_and_no_id_twice(documents):
    assert len(documents) >= 60
    assert [key for key, count in Counter(d["document_id"] for d in documents).items() if count > 1] == []


def test_items_carry_only_keys_of_the_import_format(documents):
    for document in documents:
        assert set(document) <= ALLOWED_KEYS, document["document_id"]
        assert set(document) >= NEEDED_KEYS, document["document_id"]
        assert ("text" in document) != ("html" in document), document["document_id"]


def test_values_are_filled_strings_without_control_characters(documents):
    for document in documents:
        for key, value in document.items():
            assert isinstance(value, str), (document["document_id"], key)
            assert value == value.strip() != "", (document["document_id"], key)
            assert not re.search(r"[\x00-\x09\x0b-\x1f]", value), (document["document_id"], key)


def test_dates_have_a_zone_and_lie_in_the_years_of_the_corpus(documents):
    for document in documents:
        dates = {key: datetime.fromisoformat(document[key]) for key in DATE_KEYS if key in document}
        assert all(date.tzinfo is not None for date in dates.values()), document["document_id"]
        assert dates["published_at"].year in (2024, 2025), document["document_id"]
        assert dates.get("updated_at", dates["published_at"]) >= dates["published_at"], document["document_id"]


def test_items_are_short_news_in_paragraphs(documents):
    for document in documents:
        words = len(_visible_text(document).split())
        assert 55 <= words <= 220, (document["document_id"], words)
        if "text" in document:
            paragraphs = document["text"].split("\n")
            assert len(paragraphs) >= 3, document["document_id"]
            assert all(paragraph.strip() for paragraph in paragraphs), document["document_id"]


def test_html_items_are_complete_pages(documents):
    pages = [document["html"] for document in documents if "html" in document]
    assert len(pages) >= 2
    for page in pages:
        assert page.startswith("<!DOCTYPE html>")
        assert page.endswith("</html>")
        assert "<article>" in page
        assert "<footer>" in page


def test_addresses_are_unique_and_lead_to_nobody(documents):
    addresses = [document["url"] for document in documents]
    assert all(urlsplit(address).scheme == "https" for address in addresses)
    assert all((urlsplit(address).hostname or "").endswith(".example") for address in addresses)
    # Copies of one report share a title, never an address.
    assert len(set(addresses)) == len(addresses)


def test_status_is_one_of_three(documents):
    assert {document.get("status", "usable") for document in documents} == {"usable", "withheld", "canceled"}
