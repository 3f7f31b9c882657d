"""From judgements to evidence: quotes, documents, time and origins of what supports a claim or conflicts with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from factcheck.domain import Candidate, CitedDocument, ClaimQuery, Evidence, Judgement, Quote, Stance, Time
from factcheck.judgement.origins import Origin, OriginInput, group_origins
from factcheck.report import NearestPassage
from factcheck.store.records import Document
from factcheck.text.deeplinks import build_text_fragment
from factcheck.text.quotes import build_quote


def is_evidence(judgement: Judgement) -> bool:
    """Say whether the passage takes a side."""
    return judgement.stance is not Stance.NEUTRAL


def collect_evidence(
    query: ClaimQuery, judgements_of_parts: Sequence[Sequence[Judgement]], documents: Mapping[str, Document]
) -> tuple[list[Evidence], list[tuple[int, ...]], list[Origin]]:
    """Return the evidence, strongest first (ties by document and place), its places for each part, and its origins.

    A passage that takes the same side for several parts is one piece of evidence; the surest judgement is kept.
    """
    surest: dict[Key, Judgement] = {}
    for judgement in (judgement for judgements in judgements_of_parts for judgement in judgements if is_evidence(judgement)):
        known = surest.get(_key(judgement))
        if known is None or judgement.confidence > known.confidence:
            surest[_key(judgement)] = judgement
    pieces = [(_build_evidence(query, judgement, documents), key) for key, judgement in surest.items()]
    pieces.sort(key=lambda piece: (-piece[0].confidence, piece[0].document.document_id, piece[0].quote.start))
    places = {key: place for place, (_piece, key) in enumerate(pieces)}
    places_of_parts = [
        tuple(sorted({places[_key(judgement)] for judgement in judgements if is_evidence(judgement)}))
        for judgements in judgements_of_parts
    ]
    inputs = [
        _origin_input(place, piece, documents[key.document_key].content.text) for place, (piece, key) in enumerate(pieces)
    ]
    return [piece for piece, _key in pieces], places_of_parts, group_origins(inputs)


class Key(NamedTuple):
    """What makes two judgements the same piece of evidence."""

    document_key: str
    start: int
    stance: Stance


def _key(judgement: Judgement) -> Key:
    return Key(judgement.candidate.passage.document_key, judgement.start, judgement.stance)


def cite_document(document: Document, quote: Quote) -> CitedDocument:
    """Return what a report says of a document from which it quotes."""
    content = document.content
    return CitedDocument(
        document_id=document.document_id,
        version=document.version,
        title=content.title,
        publisher=content.publisher,
        credit=content.credit,
        published_at=content.published_at,
        url=content.url,
        link=build_text_fragment(content.url, quote),
    )


def cite_nearest(candidate: Candidate, document: Document) -> NearestPassage:
    """Return a candidate as the nearest passage of a claim that nothing speaks to."""
    quote = build_quote(document.content.text, candidate.passage.start, candidate.passage.end)
    return NearestPassage(quote, cite_document(document, quote))


def _build_evidence(query: ClaimQuery, judgement: Judgement, documents: Mapping[str, Document]) -> Evidence:
    document = documents[judgement.candidate.passage.document_key]
    quote = build_quote(document.content.text, judgement.start, judgement.end)
    return Evidence(
        stance=judgement.stance,
        confidence=judgement.confidence,
        quote=quote,
        document=cite_document(document, quote),
        time=_place_in_time(document.content.published_at, query.as_of),
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
