"""From judgements to evidence: quotes, documents, time and origins of what supports a claim or conflicts with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from factcheck.domain import CitedDocument, ClaimQuery, Evidence, Judgement, Stance, Time
from factcheck.judgement.origins import Origin, OriginInput, group_origins
from factcheck.store.records import Document
from factcheck.text.quotes import build_quote


def is_evidence(judgement: Judgement) -> bool:
    """Say whether the passage takes a side."""
    return judgement.stance is not Stance.NEUTRAL


def collect_evidence(
    query: ClaimQuery, judgements: Sequence[Judgement], documents: Mapping[str, Document]
) -> tuple[list[Evidence], list[Origin]]:
    """Return the evidence, strongest first (ties by document and place), and its origins."""
    pairs = [(_build_evidence(query, judgement, documents), judgement) for judgement in judgements if is_evidence(judgement)]
    pairs.sort(key=lambda pair: (-pair[0].confidence, pair[0].document.document_id, pair[0].quote.start))
    evidence = [piece for piece, _judgement in pairs]
    texts = [documents[judgement.candidate.passage.document_key].content.text for _piece, judgement in pairs]
    inputs = [_origin_input(index, piece, text) for index, (piece, text) in enumerate(zip(evidence, texts, strict=True))]
    return evidence, group_origins(inputs)


def _build_evidence(query: ClaimQuery, judgement: Judgement, documents: Mapping[str, Document]) -> Evidence:
    document = documents[judgement.candidate.passage.document_key]
    content = document.content
    return Evidence(
        stance=judgement.stance,
        confidence=judgement.confidence,
        quote=build_quote(content.text, judgement.start, judgement.end),
        document=CitedDocument(
            document_id=document.document_id,
            version=document.version,
            title=content.title,
            publisher=content.publisher,
            credit=content.credit,
            published_at=content.published_at,
            url=content.url,
        ),
        time=_place_in_time(content.published_at, query.as_of),
        quantities=judgement.quantities,
        attribution=judgement.attribution,
    )


def _origin_input(index: int, piece: Evidence, text: str) -> OriginInput:
    return OriginInput(
        evidence_index=index,
        document_id=piece.document.document_id,
        publisher=piece.document.publisher,
        credit=piece.document.credit,
        published_at=piece.document.published_at,
        quote=piece.quote.exact,
        document_text=text,
        attribution=piece.attribution,
        quantities=piece.quantities,
    )


def _place_in_time(published_at: datetime | None, as_of: datetime | None) -> Time:
    if as_of is None:
        return Time.BEFORE
    if published_at is None:
        return Time.UNKNOWN
    return Time.BEFORE if published_at <= as_of else Time.AFTER
