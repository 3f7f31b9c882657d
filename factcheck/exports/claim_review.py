"""A claim as a draft of schema.org's ClaimReview; the rating is the editor's, never ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from factcheck.store.reviews import Review

BEST, WORST = 5, 1


def draft_claim_review(claim: Mapping[str, Any], published_at: str | None, review: Review | None) -> dict[str, Any]:
    """Return the JSON-LD of a claim as it is shown; what nobody has said yet is null.

    ``claim`` has ``text``, ``as_of`` as RFC 3339 or None, and ``evidence``; each cited document is a citation, once.
    """
    review = review or Review()
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": claim["text"],
        "datePublished": published_at,
        "url": review.url,
        "author": {"@type": "Organization", "name": review.author} if review.author else None,
        "reviewBody": review.explanation,
        "itemReviewed": {"@type": "Claim", "text": claim["text"], "datePublished": claim["as_of"]},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": review.rating,
            "bestRating": BEST,
            "worstRating": WORST,
            "alternateName": review.alternate_name,
        },
        "citation": _cite_all(claim),
    }


def _cite_all(claim: Mapping[str, Any]) -> list[dict[str, Any]]:
    documents = {piece["document"]["document_id"]: piece["document"] for piece in claim["evidence"]}
    return [
        {
            "@type": "NewsArticle",
            "identifier": document["document_id"],
            "headline": document["title"],
            "url": document["url"],
            "publisher": {"@type": "Organization", "name": document["publisher"]} if document["publisher"] else None,
            "datePublished": document["published_at"],
        }
        for document in documents.values()
    ]
