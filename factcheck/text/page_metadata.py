"""What a page of HTML states about itself in meta elements and in JSON-LD; prose is never searched for it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PUBLISHED = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished']/@datetime",
    "//meta[@name='parsely-pub-date' or @name='pubdate' or @name='publishdate']/@content",
    "//meta[@name='date' or @name='DC.date.issued']/@content",
)
UPDATED = (
    "//meta[@property='article:modified_time' or @property='og:updated_time']/@content",
    "//meta[@itemprop='dateModified']/@content",
    "//time[@itemprop='dateModified']/@datetime",
)
ADDRESS = ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
RIGHTS_HOLDER = ("//meta[@name='dcterms.rightsHolder' or @name='copyright']/@content",)
TERMS = ("//link[@rel='license']/@href", "//meta[@name='dcterms.rights' or @name='rights']/@content")
MOST_SCRIPTS = 10


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page states, None for what it does not. Times have a zone: a date means midnight, no zone means UTC."""

    title: str | None = None
    publisher: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    copyright_holder: str | None = None
    usage_terms: str | None = None


def read_metadata(tree: HtmlElement) -> PageMetadata:
    """Return what the page states: meta elements first, then the node of JSON-LD that describes an article."""
    nodes = [node for script in tree.xpath("//script[@type='application/ld+json']")[:MOST_SCRIPTS]
             for node in iter_nodes(script.text or "")]  # fmt: skip
    article = next((node for node in nodes if _is_article(node)), {})
    return PageMetadata(
        title=_name(article.get("headline")),
        publisher=_name(article.get("publisher")),
        byline=_name(article.get("author")),
        url=_first(tree, ADDRESS) or _name(article.get("mainEntityOfPage")) or _name(article.get("url")),
        language=_find_language(tree, article),
        published_at=_find_time(tree, PUBLISHED, nodes, "datePublished"),
        updated_at=_find_time(tree, UPDATED, nodes, "dateModified"),
        copyright_holder=_name(article.get("copyrightHolder")) or _first(tree, RIGHTS_HOLDER),
        usage_terms=_name(article.get("usageInfo")) or _name(article.get("license")) or _first(tree, TERMS),
    )


def iter_nodes(script: str) -> Iterator[dict[str, Any]]:
    """Yield the objects that a script of JSON-LD describes, those of a ``@graph`` too; nothing if it is no JSON."""
    try:
        found: Any = json.loads(script)
    except (ValueError, RecursionError):
        return
    for item in found if isinstance(found, list) else [found]:
        graph = item.get("@graph", [item]) if isinstance(item, dict) else []
        yield from (node for node in (graph if isinstance(graph, list) else []) if isinstance(node, dict))


def parse_time(stated: str | None) -> datetime | None:
    """Return an ISO 8601 date or time with a zone; None for anything else."""
    try:
        time = datetime.fromisoformat((stated or "").strip())
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _is_article(node: Mapping[str, Any]) -> bool:
    types = node.get("@type")
    return any(
        isinstance(name, str) and name.endswith(("Article", "Posting"))
        for name in (types if isinstance(types, list) else [types])
    )


def _name(value: Any) -> str | None:
    """Return the text that a value is or is named by: of several the first, unless they are people side by side."""
    if isinstance(value, list):
        names = [name for name in map(_name, value[:20]) if name]
        return ", ".join(names) or None
    if isinstance(value, dict):
        named = value.get("name") or value.get("@id")
        return _name(named) if isinstance(named, str) else None
    return value.strip() or None if isinstance(value, str) else None


def _first(tree: HtmlElement, paths: tuple[str, ...]) -> str | None:
    return next((value.strip() for path in paths for value in tree.xpath(path)[:1] if value.strip()), None)


def _find_language(tree: HtmlElement, article: Mapping[str, Any]) -> str | None:
    stated = [tree.get("lang"), *tree.xpath("//meta[@property='og:locale']/@content"), _name(article.get("inLanguage"))]
    for value in stated:
        language = re.split(r"[-_]", (value or "").strip().lower())[0]
        if re.fullmatch(r"[a-z]{2,3}", language):
            return language
    return None


def _find_time(tree: HtmlElement, paths: tuple[str, ...], nodes: list[dict[str, Any]], name: str) -> datetime | None:
    stated = [value for path in paths for value in tree.xpath(path)[:1]]
    stated += [node[name] for node in nodes if isinstance(node.get(name), str)]
    return next((time for time in map(parse_time, stated) if time is not None), None)
