"""IPTC NewsML-G2: a ``newsItem``, or a ``newsMessage`` with several.

A property says what it is by a literal, a name, its text or the code behind the colon of its ``qcode``; the first of these
that is there is taken. Source: NewsML-G2 2.x, https://iptc.org/standards/newsml-g2/.
"""

from __future__ import annotations

import re

from lxml import etree

from factcheck.domain import DocumentStatus
from factcheck.schemas.inline_markup import read_inline
from factcheck.schemas.items import Item, find_first
from factcheck.schemas.ninjs import STATUSES
from factcheck.schemas.repairs import repair_fields
from factcheck.schemas.xml import local_name, read_text

ROOTS = ("newsItem", "newsMessage")
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
NO_NEWS = "Only news items are taken, this is a {}."

# Where each field stands; the first place that says something counts.
PLACES = {
    "title": ("contentMeta/headline", "itemMeta/title"),
    "byline": ("contentMeta/by",),
    "publisher": ("itemMeta/provider",),
    "credit": ("contentMeta/creditline", "contentMeta/infoSource"),
    "copyright_holder": ("rightsInfo/copyrightHolder",),
    "usage_terms": ("rightsInfo/usageTerms",),
    "published_at": ("itemMeta/firstCreated", "itemMeta/versionCreated"),
    "updated_at": ("itemMeta/versionCreated",),
    "embargoed_until": ("itemMeta/embargoed",),
}


def read_news(root: etree._Element) -> list[Item]:
    """Return the items of a message, or the one item."""
    if local_name(root) == "newsItem":
        return [_read_item(root, "/newsItem")]
    items: list[Item] = []
    counts: dict[str, int] = {}
    for element in root.iterfind("{*}itemSet/*"):
        name = local_name(element)
        counts[name] = counts.get(name, 0) + 1
        pointer = f"/newsMessage/itemSet/{name}[{counts[name]}]"
        if name == "newsItem":
            items.append(_read_item(element, pointer))
        else:
            items.append(Item({}, pointer, refusal=(pointer, NO_NEWS.format(name))))
    return items


def _read_item(element: etree._Element, pointer: str) -> Item:
    found = {name: _find_place(element, places) for name, places in PLACES.items()}
    content, place = _read_content(element)
    fields = {
        "uri": element.get("guid"),
        **{name: _say(property_) for name, (property_, _) in found.items()},
        "language": _find_language(element),
        "status": _read_status(element),
        **content,
    }
    names = {name: f"/{path}" for name, (_, path) in found.items()}
    names |= {"uri": "/@guid", "language": "/contentMeta/language/@tag", "status": "/itemMeta/pubStatus"}
    names |= {"text": place, "html": place}
    return Item(repair_fields(fields), pointer, names, is_agency=True, version=element.get("version"))


def _find_place(element: etree._Element, places: tuple[str, ...]) -> tuple[etree._Element | None, str]:
    found = ((_find(element, place), place) for place in places)
    return next(((property_, place) for property_, place in found if _say(property_)), (None, places[0]))


def _find(element: etree._Element, path: str) -> etree._Element | None:
    return element.find("/".join(f"{{*}}{name}" for name in path.split("/")))


def _say(element: etree._Element | None) -> str | None:
    """Return what a property says."""
    if element is None:
        return None
    code = element.get("qcode")
    said: str | None = find_first(
        [element.get("literal"), read_text(_find(element, "name")), read_text(element), code and code.split(":", 1)[-1]]
    )
    return said


def _find_language(element: etree._Element) -> str | None:
    stated = _find(element, "contentMeta/language")
    tag: str | None = find_first([stated.get("tag") if stated is not None else None, element.get(LANGUAGE)])
    return tag


def _read_status(element: etree._Element) -> str | None:
    """Return the status. Under an embargo without an end (an empty element) an item is withheld until another one comes."""
    stated = _find(element, "itemMeta/pubStatus")
    code = "" if stated is None else find_first([stated.get("qcode"), stated.get("uri"), read_text(stated)]) or ""
    word = re.split(r"[:/]", code)[-1].strip()
    status = STATUSES.get(word.lower(), word) or None
    embargo = _find(element, "itemMeta/embargoed")
    is_open = embargo is not None and read_text(embargo) is None
    return DocumentStatus.WITHHELD.value if is_open and status in (None, DocumentStatus.USABLE) else status


def _read_content(element: etree._Element) -> tuple[dict[str, str], str]:
    """Return the first rendition that is text, as ``html`` or ``text``, with where it stands."""
    for rendition in element.iterfind("{*}contentSet/*"):
        name = local_name(rendition)
        kind = (rendition.get("contenttype") or "").lower()
        if name == "inlineXML" and (markup := read_inline(rendition)):
            return {"html": markup}, "/contentSet/inlineXML"
        if name == "inlineData" and rendition.text and rendition.get("encoding") is None:
            if "html" in kind:
                return {"html": rendition.text}, "/contentSet/inlineData"
            if kind.startswith("text/") or not kind:
                return {"text": rendition.text}, "/contentSet/inlineData"
    return {}, "/contentSet"
