"""Every format that documents come in, told apart by the content type and by what the body itself says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from factcheck.domain import DocumentKind
from factcheck.schemas.claim_review import holds_claim_review, read_claim_reviews
from factcheck.schemas.document import DocumentError, load_item
from factcheck.schemas.encodings import decode_text
from factcheck.schemas.items import Item, UnreadableBodyError
from factcheck.schemas.ninjs import is_ninjs, read_ninjs
from factcheck.schemas.strict_json import StrictJsonError, parse_json
from factcheck.store.editions import DocumentPut
from factcheck.text.page_metadata import MOST_SCRIPTS, iter_nodes

HTML_TYPES = ("text/html", "application/xhtml+xml")
# A text and a page become the document that is named after the file; of the others each item has a name of its own.
NAMED_AFTER_FILE = {".txt": "text/plain", ".text": "text/plain", ".html": "text/html", ".htm": "text/html"}
MOST_ITEMS = 500
TOO_MANY = f"This holds more than {MOST_ITEMS} documents: send them as an import."
NONE = "This holds no document."
NOT_ONE = "This holds {} documents: send one here, or all of them to POST /v1/documents."

XML_ROOTS = ("newsItem", "newsMessage", "rss", "RDF", "feed", "urlset", "sitemapindex")
SNIFFED_BYTES = 4000

_BEFORE_ROOT = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_ROOT = re.compile(r"<(?:!doctype\s+)?(?:[\w.-]+:)?([\w.-]+)", re.IGNORECASE)
_DECLARED_IN_PAGE = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z][A-Za-z0-9._:-]{0,40})""", re.IGNORECASE)
_LINKED_DATA = re.compile(r"<script\b[^>]{0,300}application/ld\+json[^>]{0,300}>", re.IGNORECASE)
# What the encoding standard of browsers makes of these names, beside what holds of any text.
_BROWSER_NAMES = dict.fromkeys(("ascii", "us-ascii"), "cp1252")


def read_items(body: bytes, media_type: str, charset: str | None = None) -> list[Item]:
    """Return the documents of a body; raises UnreadableBodyError, or DocumentError if there are none or too many.

    ``media_type`` decides between JSON, plain text and markup; a type that says nothing (such as
    ``application/octet-stream``, or none) leaves that to the first character. Markup is told apart by its root.
    """
    if is_json_type(media_type):
        items = read_json(body)
    elif media_type == "text/plain":
        items = [Item({"text": decode_text(body, charset)}, names={"document_id": ""})]
    elif is_markup_type(media_type):
        items = read_markup(body, charset, is_page=media_type in HTML_TYPES)
    else:
        start = body[:200].lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n")[:1]
        items = read_json(body) if start in (b"{", b"[") else read_markup(body, charset, is_page=False)
    if not items or len(items) > MOST_ITEMS:
        raise DocumentError([("", TOO_MANY if items else NONE)])
    return items


def read_one(items: list[Item]) -> Item:
    """Return the only item; raises DocumentError if there are several."""
    if len(items) != 1:
        raise DocumentError([("", NOT_ONE.format(len(items)) if items else NONE)])
    return items[0]


def is_json_type(media_type: str) -> bool:
    """Say whether this is a content type of JSON."""
    return media_type == "application/json" or media_type.endswith("+json")


def is_markup_type(media_type: str) -> bool:
    """Say whether this is a content type of XML or HTML."""
    return media_type in ("application/xml", "text/xml", *HTML_TYPES) or media_type.endswith("+xml")


def load_document(data: Any, id_required: bool) -> DocumentPut:
    """Return the one document that parsed JSON holds; raises DocumentError.

    With ``id_required`` it has to bring an id or be named by something; without, it must not bring one, and its id comes
    back empty.
    """
    item = read_one(read_parsed(data))
    if id_required:
        return load_item(item, None)
    return load_item(item, "unnamed")._replace(document_id="")


def read_json(body: bytes | str) -> list[Item]:
    """Return the documents of a JSON text; raises UnreadableBodyError."""
    try:
        return read_parsed(parse_json(body))
    except StrictJsonError as error:
        raise UnreadableBodyError(str(error)) from error


def read_parsed(data: Any) -> list[Item]:
    """Return the documents of parsed JSON: one, or those of a list, each in whichever of the JSON formats it is."""
    if holds_claim_review(data):
        return read_claim_reviews(data)
    if isinstance(data, list):
        return [_read_object(value, f"/{place}" if len(data) > 1 else "") for place, value in enumerate(data)]
    return [_read_object(data, "")]


def read_markup(body: bytes, charset: str | None, *, is_page: bool) -> list[Item]:
    """Return the documents of a page or of an XML text; raises UnreadableBodyError.

    The root decides, since feeds are often sent as ``text/html``; ``is_page`` says what any other root is.
    """
    root_name = find_root(body)
    if root_name in ("html", "head", "body") or (is_page and root_name not in XML_ROOTS):
        return [read_page(decode_page(body, charset))]
    # lxml and feedparser are loaded with the first body that needs them.
    from factcheck.schemas.xml_formats import read_xml

    return read_xml(body, charset)


def find_root(body: bytes) -> str:
    """Return the local name of the first element, as far as can be seen without knowing the encoding."""
    start, position = body[:SNIFFED_BYTES].replace(b"\x00", b"").decode("ascii", "ignore"), 0
    while (before := _BEFORE_ROOT.match(start, position)) is not None:
        position = before.end()
    root = _ROOT.match(start, position)
    return root.group(1) if root else ""


def read_page(page: str) -> Item:
    """Return a page of HTML; one that is marked up as a fact check is one, so that it is never evidence."""
    reviews = read_claim_reviews([node for script in _iter_linked_data(page) for node in iter_nodes(script)])
    found = {name: reviews[0].fields.get(name) for name in ("claim_reviewed", "rating")} if len(reviews) == 1 else {}
    review = {"kind": DocumentKind.FACT_CHECK.value, **found} if found and all(found.values()) else {}
    names = {"html": "", "url": "/html/head/link[@rel='canonical']"}
    return Item({"html": page, **review}, names=names, named_by=("url",))


def _iter_linked_data(page: str) -> Iterator[str]:
    position = 0
    for _ in range(MOST_SCRIPTS):
        start = _LINKED_DATA.search(page, position)
        position = page.find("</script", start.end()) if start else -1
        if start is None or position < 0:
            return
        yield page[start.end() : position]


def decode_page(body: bytes, charset: str | None) -> str:
    """Return a page as text by its byte order mark, the content type or its own ``meta charset``, in this order."""
    declared = _DECLARED_IN_PAGE.search(body[:1024])
    name = (charset or (declared.group(1).decode("ascii") if declared else None) or "utf-8").lower()
    return decode_text(body, _BROWSER_NAMES.get(name, name))


def _read_object(data: Any, pointer: str) -> Item:
    return read_ninjs(data, pointer) if is_ninjs(data) else Item(data, pointer)
