"""IPTC ninjs, versions 1.0 to 3.x: a news item in JSON.

The versions differ in how they write names, not in what they mean: 1.x and 2.x run words together (``versioncreated``), 3.x
writes camel case (``versionCreated``); 1.x has one property for each body and headline, from 2.0 on they are lists. So names
are compared without regard to case, and the singular and the plural form are both looked for.
Source: the JSON schemas of IPTC, https://iptc.org/std/ninjs/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from factcheck.domain import DocumentStatus
from factcheck.schemas.items import Item, find_first
from factcheck.schemas.pointers import build_pointer
from factcheck.schemas.repairs import is_blank, repair_fields

# "cancelled" is not of the standard and common all the same.
STATUSES = {status.value: status.value for status in DocumentStatus} | {"cancelled": DocumentStatus.CANCELED.value}

OF_NINJS = frozenset(["pubstatus", "versioncreated"])
# These are never taken for missing: an item without a name, or of a status that can't be told, is refused.
KEPT = frozenset(["uri", "guid", "pubstatus"])


class Found(NamedTuple):
    """A value and the pointer to where it stands in the item."""

    value: Any
    pointer: str


class Body(NamedTuple):
    """The text of an item: as which field it is loaded, and where it stands."""

    field: str
    found: Found


def is_ninjs(data: Any) -> bool:
    """Say whether this is a ninjs item: ``uri`` is the one property that all of them have, our own fields have none of.

    Superdesk calls it ``guid``; that alone says little, but next to a property that only ninjs has, it does.
    """
    if not isinstance(data, dict) or {"text", "html", "document_id"} & data.keys():
        return False
    if "uri" in data:
        return True
    return "guid" in data and not OF_NINJS.isdisjoint(map(str.lower, data))


def read_ninjs(data: Mapping[str, Any], pointer: str = "") -> Item:
    """Return the item; what is of a wrong type is left for the document's schema to refuse."""
    given = {name.lower(): Found(value, build_pointer("", name)) for name, value in data.items()}
    properties = {name: found for name, found in given.items() if name in KEPT or not is_blank(found.value)}
    body = _find_body(properties)
    found = {
        "uri": _first(properties, "uri", "guid"),
        "title": _find_text(properties, "headline", "headlines") or properties.get("title"),
        "byline": _first(properties, "byline", "by"),
        "credit": _find_name(properties, "infosource", "infosources"),
        "publisher": _find_name(properties, "copyrightholder"),
        "copyright_holder": _find_name(properties, "copyrightholder"),
        "usage_terms": _first(properties, "usageterms"),
        "language": _first(properties, "language"),
        "published_at": _first(properties, "firstcreated", "versioncreated"),
        "updated_at": _first(properties, "versioncreated"),
        "status": _find_status(properties),
        "embargoed_until": _first(properties, "embargoed"),
        **({body.field: body.found} if body else {}),
    }
    names = {name: place.pointer for name, place in found.items() if place is not None}
    fields = repair_fields({name: place.value for name, place in found.items() if place is not None})
    listed = {"uri": "/uri", "text": "/bodies", "html": "/bodies"}
    version = _first(properties, "version")
    return Item(fields, pointer, {**listed, **names}, is_agency=True, version=version and version.value)


def _first(properties: Mapping[str, Found], *names: str) -> Found | None:
    return next((properties[name] for name in names if name in properties and properties[name].value is not None), None)


def _find_status(properties: Mapping[str, Found]) -> Found | None:
    found = _first(properties, "pubstatus")
    if found is None or not isinstance(found.value, str):
        return found
    return found._replace(value=STATUSES.get(found.value.strip().lower(), found.value))


def _find_body(properties: Mapping[str, Found]) -> Body | None:
    """Return the body, marked up rather than plain: only markup surely says where a paragraph ends."""
    bodies = list(_iter_bodies(properties))
    marked_up = next((Body("html", found) for kind, found in bodies if "html" in kind), None)
    return marked_up or next((Body("text", found) for kind, found in bodies if "text" in kind or not kind), None)


def _iter_bodies(properties: Mapping[str, Found]) -> Iterator[tuple[str, Found]]:
    """Yield each body that says something, with its kind in small letters."""
    for name, found in properties.items():
        if name.startswith("body_") and found.value:
            yield name.removeprefix("body_"), found
    for place, value in _iter_objects(properties.get("bodies")):
        if value.get("value") and not is_blank(value["value"]):
            kind = find_first([value.get("contenttype"), value.get("contentType")])
            yield str(kind or "").lower(), Found(value["value"], f"{place}/value")


def _find_text(properties: Mapping[str, Found], singular: str, plural: str) -> Found | None:
    """Return the singular property, else the ``main`` one of the list, else its first."""
    if (single := _first(properties, singular)) is not None:
        return single
    listed = list(_iter_objects(properties.get(plural)))
    place, value = next((found for found in listed if found[1].get("role") == "main"), listed[0] if listed else ("", {}))
    return Found(value.get("value"), f"{place}/value") if place else None


def _find_name(properties: Mapping[str, Found], *names: str) -> Found | None:
    """Return who is named: by a text, an object with a name, or the first of a list of such objects."""
    for found in (properties[name] for name in names if name in properties):
        if isinstance(found.value, str):
            return found
        for place, value in _iter_objects(found):
            named = next((key for key in ("name", "literal") if isinstance(value.get(key), str)), None)
            if named:
                return Found(value[named], f"{place}/{named}")
    return None


def _iter_objects(found: Found | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the objects of a list, or the one object, with their pointers."""
    if found is None:
        return
    if isinstance(found.value, dict):
        yield found.pointer, found.value
    elif isinstance(found.value, list):
        yield from ((f"{found.pointer}/{n}", value) for n, value in enumerate(found.value) if isinstance(value, dict))
