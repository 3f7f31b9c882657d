"""The way of a search: passages as they were found, not judged."""

from __future__ import annotations

from typing import Any

from factcheck.domain import Candidate, ClaimQuery
from factcheck.pipeline.evidence import cite_document
from factcheck.pipeline.retrieval import Retriever
from factcheck.report_json import document_to_json
from factcheck.store.records import Document
from factcheck.text.quotes import build_quote


def search_passages(retriever: Retriever, query: ClaimQuery, limit: int) -> list[dict[str, Any]]:
    """Return the best passages for a text, best first, as JSON-able mappings."""
    found = retriever.retrieve(query, limit)
    return [_describe(candidate, found.documents[candidate.passage.document_key]) for candidate in found.candidates]


def _describe(candidate: Candidate, document: Document) -> dict[str, Any]:
    passage = candidate.passage
    quote = build_quote(document.content.text, passage.start, passage.end)
    return {
        "score": round(candidate.score, 6),
        "bm25_rank": candidate.bm25_rank,
        "vector_rank": candidate.vector_rank,
        "text": quote.exact,
        "start": quote.start,
        "end": quote.end,
        "document": document_to_json(cite_document(document, quote)),
    }
