"""Prior fact checks among the documents that were retrieved for a claim."""

from __future__ import annotations

from collections.abc import Iterable

from factcheck.domain import DocumentKind
from factcheck.judgement.prior_checks import FactCheck, PriorCheck, match_prior_checks
from factcheck.store.records import Document


def find_prior_checks(claim_text: str, documents: Iterable[Document]) -> list[PriorCheck]:
    """Return the fact checks among visible documents that have to do with the claim, best first, at most five."""
    return match_prior_checks(claim_text, [read_fact_check(document) for document in documents if is_fact_check(document)])


def is_fact_check(document: Document) -> bool:
    """Say whether a document is somebody's judgement of a claim: never evidence."""
    return document.content.kind == DocumentKind.FACT_CHECK


def read_fact_check(document: Document) -> FactCheck:
    """Return what the matching and a reader need to know of a document of kind ``fact_check``."""
    content = document.content
    return FactCheck(
        document_id=document.document_id,
        version=document.version,
        claim_reviewed=content.claim_reviewed or "",
        rating=content.rating or "",
        title=content.title,
        publisher=content.publisher,
        url=content.url,
        published_at=content.published_at,
    )
