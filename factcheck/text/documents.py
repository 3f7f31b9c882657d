"""The text of a document version, from plain text or from a page of HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from factcheck.errors import DocumentTextError
from factcheck.text.markup import find_title, is_ordinary, strip_markup
from factcheck.text.spans import has_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Below this many characters trafilatura takes a cruder way, which breaks lines at links and bold type. Its own limit of
# 250 is longer than many an agency's item.
SHORTEST_ARTICLE = "30"

_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_WHOLE_PAGE = re.compile(r"<(?:html|body|head)\b", re.IGNORECASE)
_DATE_FIELDS = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished']/@datetime",
    "//meta[@name='parsely-pub-date' or @name='pubdate' or @name='publishdate']/@content",
    "//meta[@name='date' or @name='DC.date.issued']/@content",
)


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """What a page of HTML says: its text, a line for each paragraph, and what it states about itself.

    ``published_at`` always has a zone; a date without a time means midnight, a time without a zone UTC.
    """

    text: str
    title: str | None = None
    publisher: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str | None = None
    published_at: datetime | None = None


def clean_plain_text(raw: str) -> str:
    """Return plain text as it is stored: line breaks as "\\n", no byte order mark, otherwise as it came.

    Raises DocumentTextError with the pointer "/text" for NUL and lone surrogates, which cannot be stored.
    """
    return _clean(raw, "/text")


def extract_html(html: str) -> ExtractedText:
    """Return the article that a page holds; comments, navigation and the like are left out.

    A fragment, as content management systems keep an item's body, has no page around it to be left out: it is only freed
    of its tags. So is a page that would take an extractor too long (too deep, too many elements or attributes).
    Raises DocumentTextError with the pointer "/html" when no text is left.
    """
    markup = _clean(html, "/html")
    extracted = _extract(markup) if _WHOLE_PAGE.search(markup) and is_ordinary(markup) else None
    if extracted is None:
        extracted = ExtractedText(_clean(strip_markup(markup), "/html"), title=find_title(markup))
    if not has_words(extracted.text):
        raise DocumentTextError("no text is left when the markup is taken away", "/html")
    return extracted


def _clean(raw: str, pointer: str) -> str:
    found = _UNSTORABLE.search(raw)
    if found is not None:
        raise DocumentTextError(f"character U+{ord(found.group()):04X} at {found.start()} cannot be stored", pointer)
    return _NEWLINES.sub("\n", raw.removeprefix("\ufeff"))


def _extract(page: str) -> ExtractedText | None:
    """Run trafilatura; None where it finds nothing. Its search for dates in prose is off: it takes any year for one."""
    from trafilatura import bare_extraction, load_html

    try:
        tree = load_html(page)
        found = bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            config=_build_settings(),
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except RecursionError:
        return None
    if tree is None or found is None or isinstance(found, dict) or not has_words(found.text or ""):
        return None
    return ExtractedText(
        text=_clean((found.text or "").strip(), "/html"),
        title=found.title,
        publisher=found.sitename,
        byline=found.author,
        url=found.url,
        language=_find_language(tree),
        published_at=_find_date(tree) or _parse_date(found.date),
    )


@cache
def _build_settings() -> ConfigParser:
    from trafilatura.settings import use_config

    settings = use_config()
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", SHORTEST_ARTICLE)
    return settings


def _find_language(tree: HtmlElement) -> str | None:
    stated = [tree.get("lang"), *tree.xpath("//meta[@property='og:locale']/@content")]
    for value in stated:
        language = re.split(r"[-_]", (value or "").strip().lower())[0]
        if re.fullmatch(r"[a-z]{2,3}", language):
            return language
    return None


def _find_date(tree: HtmlElement) -> datetime | None:
    """Return the first date of publication that the page states in its metadata."""
    stated = [value for field in _DATE_FIELDS for value in tree.xpath(field)[:1]]
    for script in tree.xpath("//script[@type='application/ld+json']")[:10]:
        stated.extend(_iter_published(script.text or ""))
    return next((date for date in map(_parse_date, stated) if date is not None), None)


def _iter_published(script: str) -> Iterator[str]:
    try:
        found: Any = json.loads(script)
    except (ValueError, RecursionError):
        return
    for item in found if isinstance(found, list) else [found]:
        graph = item.get("@graph", [item]) if isinstance(item, dict) else []
        for node in graph if isinstance(graph, list) else []:
            if isinstance(node, dict) and isinstance(node.get("datePublished"), str):
                yield node["datePublished"]


def _parse_date(stated: str | None) -> datetime | None:
    try:
        date = datetime.fromisoformat((stated or "").strip())
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
