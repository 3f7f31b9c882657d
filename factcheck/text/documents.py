"""The text of a document version, from plain text or from a page of HTML."""

from __future__ import annotations

import re
from configparser import ConfigParser
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from factcheck.errors import DocumentTextError
from factcheck.text.elements import UNSEEN, is_hidden, raise_digits
from factcheck.text.markup import find_title, is_ordinary, strip_markup
from factcheck.text.page_metadata import PageMetadata, parse_time, read_metadata
from factcheck.text.spans import has_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Below this many characters trafilatura takes a cruder way, which breaks lines at links and bold type. Its own limit of
# 250 is longer than many an agency's item.
SHORTEST_ARTICLE = "30"

_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
# What a page says of itself stands in the others.
_LEFT_OUT = UNSEEN - {"head", "title", "script"}
_WHOLE_PAGE = re.compile(r"<(?:html|body|head)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """What a page of HTML says: its text, a line for each paragraph, and what it states about itself."""

    text: str
    metadata: PageMetadata


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
        extracted = ExtractedText(_clean(strip_markup(markup), "/html"), PageMetadata(title=find_title(markup)))
    if not has_words(extracted.text):
        raise DocumentTextError("no text is left when the markup is taken away", "/html")
    return extracted


def _clean(raw: str, pointer: str) -> str:
    found = UNSTORABLE.search(raw)
    if found is not None:
        raise DocumentTextError(f"character U+{ord(found.group()):04X} at {found.start()} cannot be stored", pointer)
    return _NEWLINES.sub("\n", raw.removeprefix("\ufeff"))


def _extract(page: str) -> ExtractedText | None:
    """Run trafilatura; None where it finds nothing. Its search for dates in prose is off: it takes any year for one."""
    from trafilatura import bare_extraction, load_html

    try:
        tree = load_html(page)
        if tree is not None:
            _leave_out_unseen(tree)
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
    stated = read_metadata(tree)
    metadata = replace(
        stated,
        title=found.title or stated.title,
        publisher=found.sitename or stated.publisher,
        byline=found.author or stated.byline,
        url=found.url or stated.url,
        published_at=stated.published_at or parse_time(found.date),
    )
    return ExtractedText(_clean((found.text or "").strip(), "/html"), metadata)


def _leave_out_unseen(tree: HtmlElement) -> None:
    """Empty what the extractor would take for text though nobody sees it, and tell powers from the figures before them."""
    for element in list(tree.iter()):
        name = element.tag if isinstance(element.tag, str) else ""
        if name in _LEFT_OUT or (name and is_hidden(name, "hidden" in element.attrib, element.get("style") or "")):
            _empty(element)
        elif name == "sup" and element.text:
            element.text = raise_digits(element.text)


def _empty(element: HtmlElement) -> None:
    """Take away what is in an element, and one of two spaces around it."""
    element.clear(keep_tail=True)
    before, parent = element.getprevious(), element.getparent()
    text = (parent.text if parent is not None else "") if before is None else before.tail
    if (text or " ")[-1].isspace() and element.tail:
        element.tail = element.tail.lstrip()


@cache
def _build_settings() -> ConfigParser:
    from trafilatura.settings import use_config

    settings = use_config()
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", SHORTEST_ARTICLE)
    return settings
