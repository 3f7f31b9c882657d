"""RSS (0.9x, 1.0, 2.0) and Atom feeds given as a body, each entry a document; and sitemaps, whose entries have no text.

feedparser reads the many dialects of feeds. It is lenient: it also takes what is not well-formed and drops what it does not
understand. So it is given only XML that was parsed before, and a date that it could not read, or that is none of the
calendar, goes on as it was written, to be refused with the entry's pointer.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree

from factcheck.schemas.content import LONGEST_NAME, LONGEST_URL
from factcheck.schemas.feed_times import read_feed_time
from factcheck.schemas.fields import LANGUAGE_PATTERN, is_web_address
from factcheck.schemas.items import Item, UnreadableBodyError, find_first
from factcheck.schemas.repairs import repair_fields, write_tag
from factcheck.schemas.xml import local_name, read_text
from factcheck.text.markup import strip_markup

ROOTS = ("rss", "RDF", "feed")
SITEMAPS = ("urlset", "sitemapindex")
NO_FEED = "This feed can't be read."
# Places on the map are not read, and feedparser stumbles over some of them.
GEOGRAPHY = ("{http://www.opengis.net/gml}*", "{http://www.opengis.net/gml/3.2}*")
NO_TEXT = "A sitemap names a page without its text: send the page itself, {}"

OF_RSS = {
    "uri": "/guid", "url": "/link", "title": "/title", "html": "/description", "text": "/description", "byline": "/author",
    "published_at": "/pubDate", "updated_at": "/updated", "credit": "/source", "usage_terms": "/rights",
}  # fmt: skip
OF_ATOM = {
    "uri": "/id", "url": "/link", "title": "/title", "html": "/content", "text": "/content", "byline": "/author",
    "published_at": "/published", "updated_at": "/updated", "credit": "/source", "usage_terms": "/rights",
}  # fmt: skip


def read_feed(root: etree._Element) -> list[Item]:
    """Return an item for each entry of a feed, in the feed's order; raises UnreadableBodyError."""
    is_atom = local_name(root) == "feed"
    where = {"rss": "/rss/channel/item", "RDF": "/RDF/item", "feed": "/feed/entry"}[local_name(root)]
    parsed = _parse(root)
    return [
        Item(
            repair_fields(_read_entry(entry, parsed.feed)),
            pointer=f"{where}[{number}]",
            names=OF_ATOM if is_atom else OF_RSS,
            named_by=("uri", "url"),
        )
        for number, entry in enumerate(parsed.entries, 1)
    ]


def read_sitemap(root: etree._Element) -> list[Item]:
    """Return an item for each address, all of them refused: there is nothing in a sitemap to quote from."""
    name = local_name(root)
    entries = root.findall("{*}url" if name == "urlset" else "{*}sitemap")
    items: list[Item] = []
    for number, entry in enumerate(entries, 1):
        pointer = f"/{name}/{local_name(entry)}[{number}]"
        address = read_text(entry.find("{*}loc"))
        items.append(Item({}, pointer, refusal=(f"{pointer}/loc", NO_TEXT.format((address or "its address")[:500]))))
    return items


def _parse(root: etree._Element) -> Any:
    etree.strip_elements(root, *GEOGRAPHY, with_tail=False)
    try:
        return feedparser.parse(
            io.BytesIO(etree.tostring(root, encoding="utf-8")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    # It has no error of its own: odd elements fail inside it as they may.
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise UnreadableBodyError(NO_FEED) from error


def _read_entry(entry: dict[str, Any], feed: Mapping[str, Any]) -> dict[str, Any]:
    source = entry.get("source") or {}
    address = _find_link(entry, feed.get("link") or "")
    return {
        "uri": entry.get("id") or address,
        "url": address,
        "title": _say(entry.get("title_detail")),
        "byline": _find_authors(entry),
        "publisher": _say(feed.get("title_detail")),
        "credit": source.get("title"),
        "language": _find_language(entry, feed),
        "published_at": _read_time(entry, "published") or _read_time(entry, "updated"),
        "updated_at": _read_time(entry, "updated"),
        "usage_terms": find_first([entry.get("rights"), feed.get("rights")]),
        **_read_content(entry),
    }


def _read_content(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return the full content, else the summary, as ``html`` or ``text``."""
    for found in [*entry.get("content", []), entry.get("summary_detail") or {}]:
        if found.get("value", "").strip():
            return {"text" if found.get("type") == "text/plain" else "html": found["value"]}
    return {}


def _find_link(entry: Mapping[str, Any], base: str) -> str | None:
    """Return the entry's address, None if what is given for it is none; a relative one counts from the feed's.

    feedparser takes the name of an entry without an address for one, whatever it is.
    """
    links = [link.get("href") for link in entry.get("links", []) if link.get("rel") == "alternate"]
    name = entry.get("id") or ""
    written = find_first([*links, name if name.startswith(("http://", "https://")) else None])
    try:
        address: str = urljoin(base, written or "")
    except ValueError:
        return None
    return address if written and len(address) <= LONGEST_URL and is_web_address(address) else None


def _find_authors(entry: Mapping[str, Any]) -> str | None:
    """Return who wrote the entry, of several as many as there is room for."""
    names = [author.get("name") or "" for author in entry.get("authors", [])]
    if len(names) < 2:
        names = [(entry.get("author_detail") or {}).get("name") or entry.get("author") or ""]
    named = list(dict.fromkeys(filter(None, names)))[:LONGEST_NAME]
    while len(named) > 1 and len(", ".join(named)) > LONGEST_NAME:
        named.pop()
    return ", ".join(named) or None


def _find_language(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> str | None:
    """Return the first language that is stated as a tag: what a feed says of its language is often a name."""
    details = [*entry.get("content", []), entry.get("title_detail") or {}, feed]
    tags = (write_tag(detail.get("language") or "") for detail in details)
    return next((tag for tag in tags if re.fullmatch(LANGUAGE_PATTERN, tag)), None)


def _say(detail: Mapping[str, Any] | None) -> str | None:
    """Return a text construct as plain text in one line."""
    value = (detail or {}).get("value") or ""
    plain = value if (detail or {}).get("type") == "text/plain" else strip_markup(value)
    return " ".join(plain.split()) or None


def _read_time(entry: dict[str, Any], name: str) -> str | None:
    """Return a time in UTC; what could not be read, as it was written."""
    # An entry that has only ``published`` gives it for ``updated`` too, unless it is asked as a plain dictionary.
    held: dict[str, Any] = dict(entry.items())
    written: str | None = held.get(name) or None
    return written and read_feed_time(written, held.get(f"{name}_parsed"))
