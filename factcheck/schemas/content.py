"""From the fields that a sender gave to a document's content; what the sender says wins over what a page says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from factcheck.domain import DocumentKind
from factcheck.schemas.fields import is_storable, is_web_address
from factcheck.store.records import DocumentContent
from factcheck.text.documents import clean_plain_text, extract_html
from factcheck.text.fact_checks import include_claim

if TYPE_CHECKING:
    from factcheck.text.page_metadata import PageMetadata

SENT = (
    "title", "publisher", "credit", "byline", "url", "language", "published_at", "updated_at",
    "uri", "copyright_holder", "usage_terms",
)  # fmt: skip
LONGEST_TITLE = 1000
LONGEST_NAME = 500
LONGEST_URL = 2000
LONGEST_TERMS = 2000


def build_content(loaded: Mapping[str, Any]) -> DocumentContent:
    """Return the content of validated fields, with its text made; raises DocumentTextError.

    The text of a fact check has the claim that it reviews in it, as its first line if it stands nowhere else.
    """
    sent = {name: loaded[name] for name in SENT if loaded.get(name) is not None}
    if "html" in loaded:
        page = extract_html(loaded["html"])
        content = DocumentContent(
            raw=loaded["html"], raw_kind="html", text=page.text, **{**read_page(page.metadata), **sent}
        )
    else:
        text = clean_plain_text(loaded["text"])
        content = DocumentContent(raw=loaded["text"], raw_kind="text", text=text, **sent)
    if loaded["kind"] != DocumentKind.FACT_CHECK:
        return content
    claim, rating = (" ".join(loaded[name].split()) for name in ("claim_reviewed", "rating"))
    return replace(
        content,
        text=include_claim(content.text, claim),
        kind=DocumentKind.FACT_CHECK.value,
        claim_reviewed=claim,
        rating=rating,
    )


def read_page(stated: PageMetadata) -> dict[str, Any]:
    """Return what the page says of itself, as far as a sender could have said the same; a page may state anything."""
    return {
        "title": _short(stated.title, LONGEST_TITLE),
        "publisher": _short(stated.publisher, LONGEST_NAME),
        "byline": _short(stated.byline, LONGEST_NAME),
        "url": _address(stated.url),
        "language": stated.language,
        "published_at": _utc(stated.published_at),
        "updated_at": _utc(stated.updated_at),
        "copyright_holder": _short(stated.copyright_holder, LONGEST_NAME),
        "usage_terms": _short(stated.usage_terms, LONGEST_TERMS),
    }


def _short(text: str | None, longest: int) -> str | None:
    return text[:longest] if text and text.strip() and is_storable(text) else None


def _address(url: str | None) -> str | None:
    return url if url and len(url) <= LONGEST_URL and is_storable(url) and is_web_address(url) else None


def _utc(time: datetime | None) -> datetime | None:
    try:
        return time.astimezone(UTC) if time else None
    except OverflowError:
        return None
