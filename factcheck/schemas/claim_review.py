"""Fact checks as their publishers mark them up: schema.org's ClaimReview in JSON-LD, turned into a document's fields.

JSON-LD leaves much open: a value may be a text, an object with a name, a reference to another node, or a list of these.
What is found is read and no more; whether it will do is for the document's schema to say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from factcheck.domain import DocumentKind
from factcheck.report_json import format_time
from factcheck.schemas.items import Item, drop_missing

TYPE = "ClaimReview"
PREFIXES = ("http://schema.org/", "https://schema.org/", "schema:")
# Ours, which may stand beside the markup.
OWN_FIELDS = ("document_id", "status", "embargoed_until")
# What a problem calls the fields of a document that was made of a ClaimReview.
SCHEMA_ORG_NAMES = {
    "claim_reviewed": "/claimReviewed",
    "rating": "/reviewRating",
    "text": "/reviewBody",
    "title": "/headline",
    "byline": "/author",
    "language": "/inLanguage",
    "published_at": "/datePublished",
    "updated_at": "/dateModified",
}
# A value may be an object whose name is an object; deeper than this nobody means anything by it.
DEEPEST = 4


def holds_claim_review(data: Any) -> bool:
    """Say whether this is a ClaimReview, or a list or ``@graph`` that holds one."""
    return any(_is_review(node) for _, node in _iter_nodes(data))


def read_claim_reviews(data: Any) -> list[Item]:
    """Return an item for each ClaimReview of what ``holds_claim_review``.

    ``document_id`` is made of its page and claim unless it stands beside the markup. Without a review body the text is one
    sentence with the claim and the rating.
    """
    nodes = {node["@id"]: node for _, node in _iter_nodes(data) if isinstance(node.get("@id"), str)}
    reviews = [(pointer, node) for pointer, node in _iter_nodes(data) if _is_review(node)]
    return [
        Item(
            drop_missing({**_read_review(review, nodes), **_own_fields(review), **_own_fields(data)}),
            pointer=pointer if len(reviews) > 1 else "",
            names=SCHEMA_ORG_NAMES,
            named_by=(),
            own_id=_derive_document_id(review),
        )
        for pointer, review in reviews
    ]


def _derive_document_id(review: Mapping[str, Any]) -> str:
    told_by = [_first_text(review.get(name)) or "" for name in ("@id", "url", "claimReviewed")]
    return f"claim-review-{hashlib.sha256(chr(10).join(told_by).encode('utf-8', 'replace')).hexdigest()[:32]}"


def _iter_nodes(data: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, item in enumerate(data) if isinstance(data, list) else [(None, data)]:
        if isinstance(item, dict):
            pointer = "" if place is None else f"/{place}"
            yield pointer, item
            graph = item.get("@graph")
            yield from (
                (f"{pointer}/@graph/{number}", node)
                for number, node in enumerate(graph if isinstance(graph, list) else [graph])
                if isinstance(node, dict)
            )


def _is_review(node: Mapping[str, Any]) -> bool:
    types = node.get("@type")
    return any(
        isinstance(name, str) and name in (TYPE, *(prefix + TYPE for prefix in PREFIXES))
        for name in (types if isinstance(types, list) else [types])
    )


def _own_fields(data: Any) -> dict[str, Any]:
    return {name: data[name] for name in OWN_FIELDS if name in data} if isinstance(data, dict) else {}


def _read_review(review: Mapping[str, Any], nodes: Mapping[str, Any]) -> dict[str, Any]:
    author = _first_text(review.get("author"), nodes)
    publisher = _first_text(review.get("publisher"), nodes) or author
    claim, rating = _first_text(review.get("claimReviewed")), _read_rating(review.get("reviewRating"), nodes)
    return {
        "kind": DocumentKind.FACT_CHECK.value,
        "claim_reviewed": claim,
        "rating": rating,
        "title": _first_text(review.get("headline")) or _first_text(review.get("name")),
        "publisher": publisher,
        "byline": author if author != publisher else None,
        "url": _read_address(review),
        "language": _first_text(review.get("inLanguage")),
        "published_at": _read_time(review.get("datePublished")),
        "updated_at": _read_time(review.get("dateModified")),
        "text": _first_text(review.get("reviewBody")) or _build_sentence(review, nodes, claim, rating, publisher),
    }


def _build_sentence(
    review: Mapping[str, Any], nodes: Mapping[str, Any], claim: str | None, rating: str | None, publisher: str | None
) -> str:
    """Say what was reviewed and how it was rated; a missing part is reported by the schema, not here."""
    item = _first_object(review.get("itemReviewed"), nodes)
    claimant = _first_text(item.get("author"), nodes)
    by_whom = f" by {claimant}" if claimant else ""
    return f"{publisher or 'A fact check'} rated the claim{by_whom} “{claim}” as “{rating}”."


def _read_rating(value: Any, nodes: Mapping[str, Any]) -> str | None:
    """Return the rating in words, else the number with its scale."""
    rating = _first_object(value, nodes)
    if not rating:
        return _first_text(value)
    words = _first_text(rating.get("alternateName"))
    number, worst, best = (_first_text(rating.get(name)) for name in ("ratingValue", "worstRating", "bestRating"))
    if words or not number:
        return words or _first_text(rating.get("name"))
    if worst and best:
        return f"{number} on a scale from {worst} to {best}"
    return f"{number} of {best}" if best else number


def _read_address(review: Mapping[str, Any]) -> str | None:
    address = _first_text(review.get("url"))
    name = review.get("@id")
    return address or (name if isinstance(name, str) and name.startswith(("http://", "https://")) else None)


def _read_time(value: Any) -> str | None:
    """Return a time with a zone; a date alone means midnight, a time without a zone UTC. Anything else stays as it is."""
    written = _first_text(value)
    try:
        time = datetime.fromisoformat(written) if written else None
        return format_time(time if time.tzinfo else time.replace(tzinfo=UTC)) if time else None
    except (ValueError, OverflowError):
        return written


def _first_object(value: Any, nodes: Mapping[str, Any]) -> Mapping[str, Any]:
    found = next((item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)), {})
    return nodes.get(str(found.get("@id")), found) if set(found) == {"@id"} else found


def _first_text(value: Any, nodes: Mapping[str, Any] | None = None, depth: int = 0) -> str | None:
    """Return the text that a value is, is named by, or begins with; None where there is none."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if depth == DEEPEST:
        return None
    if isinstance(value, list):
        return next((text for item in value if (text := _first_text(item, nodes, depth + 1))), None)
    if isinstance(value, dict):
        named = _first_object(value, nodes or {})
        return _first_text(named.get("@value", named.get("name")), nodes, depth + 1)
    return None
