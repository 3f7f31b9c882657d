"""From judgements to evidence: quotes, documents, time and origins of what supports a claim or conflicts with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from factcheck.domain import Candidate, CitedDocument, ClaimQuery, Evidence, Judgement, Quote, Stance, Time
from factcheck.judgement.attribution import find_attribution
from factcheck.judgement.origins import Origin, OriginInput, group_origins
from factcheck.report import NearestPassage, OwnJudgement
from factcheck.store.records import Document
from factcheck.text.deeplinks import build_text_fragment
from factcheck.text.invisible import drop_invisible
from factcheck.text.quotes import build_quote


def is_evidence(judgement: Judgement) -> bool:
    """Say whether the passage takes a side."""
    return judgement.stance is not Stance.NEUTRAL


@dataclass(frozen=True, slots=True)
class PartEvidence:
    """The places of a part's evidence, and what is the part's own in pieces that it shares."""

    places: tuple[int, ...]
    own: tuple[OwnJudgement, ...]


def collect_evidence(
    query: ClaimQuery, judgements_of_parts: Sequence[Sequence[Judgement]], documents: Mapping[str, Document]
) -> tuple[list[Evidence], list[PartEvidence], list[Origin]]:
    """Return the evidence, strongest first (ties by document and place), that of each part, and its origins.

    Words that take the same side for several parts are one piece of evidence: no two pieces of a side quote the same span.
    It shows the figures of all these parts; what counts for each is its own.
    """
    taken = [[judgement for judgement in judgements if is_evidence(judgement)] for judgements in judgements_of_parts]
    merged = _merge_quotes([judgement for judgements in taken for judgement in judgements])
    surest = [[_find_surest(judgements, one) for judgements in taken] for one in merged]
    pieces = [
        (_build_evidence(query, _show(one, own, documents), documents), one, own)
        for one, own in zip(merged, surest, strict=True)
    ]
    pieces.sort(key=lambda piece: (-piece[0].confidence, piece[0].document.document_id, piece[0].quote.start))
    of_parts = [_collect_part([(piece, own[part]) for piece, _one, own in pieces]) for part in range(len(taken))]
    inputs = [
        _origin_input(place, piece, documents[one.candidate.passage.document_key].content.text)
        for place, (piece, one, _own) in enumerate(pieces)
    ]
    return [piece for piece, _one, _own in pieces], of_parts, group_origins(inputs)


def _merge_quotes(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Make one of judgements that quote the same words for the same side: the surest of them, with the words of all."""
    merged: list[Judgement] = []
    for judgement in sorted(judgements, key=lambda judgement: (*_side(judgement), judgement.start, -judgement.confidence)):
        if merged and _side(merged[-1]) == _side(judgement) and judgement.start < merged[-1].end:
            surer = max(merged[-1], judgement, key=lambda known: known.confidence)
            merged[-1] = replace(surer, start=merged[-1].start, end=max(merged[-1].end, judgement.end))
        else:
            merged.append(judgement)
    return merged


def _find_surest(judgements: Sequence[Judgement], merged: Judgement) -> Judgement | None:
    """Return the surest judgement of one part on the merged words, None if the part does not rest on them."""
    within = (judgement for judgement in judgements if _is_within(judgement, merged))
    return max(within, key=lambda judgement: judgement.confidence, default=None)


def _show(merged: Judgement, own: Sequence[Judgement | None], documents: Mapping[str, Document]) -> Judgement:
    """Return what is shown of merged words: the figures of all parts, each once, and who says all of the words."""
    pairs = dict.fromkeys(pair for judgement in own if judgement for pair in judgement.quantities)
    shown = replace(merged, quantities=tuple(pairs))
    for judgement in own:
        if judgement and (judgement.start, judgement.end) == (merged.start, merged.end):
            return replace(shown, attribution=judgement.attribution)
    text = documents[merged.candidate.passage.document_key].content.text
    return replace(shown, attribution=find_attribution(text, merged.start, merged.end))


def _collect_part(pieces: Sequence[tuple[Evidence, Judgement | None]]) -> PartEvidence:
    found = [(place, piece, judgement) for place, (piece, judgement) in enumerate(pieces) if judgement is not None]
    own = tuple(
        OwnJudgement(place, judgement.confidence, judgement.quantities)
        for place, piece, judgement in found
        if (judgement.confidence, judgement.quantities) != (piece.confidence, piece.quantities)
    )
    return PartEvidence(tuple(place for place, _piece, _judgement in found), own)


def _side(judgement: Judgement) -> tuple[str, Stance]:
    return judgement.candidate.passage.document_key, judgement.stance


def _is_within(judgement: Judgement, merged: Judgement) -> bool:
    return _side(judgement) == _side(merged) and merged.start <= judgement.start < merged.end


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
    said = piece.attribution
    return OriginInput(
        evidence_index=index,
        document_id=piece.document.document_id,
        publisher=piece.document.publisher,
        credit=piece.document.credit,
        published_at=piece.document.published_at,
        quote=drop_invisible(piece.quote.exact),
        document_text=drop_invisible(text),
        attribution=said and replace(said, speaker=drop_invisible(said.speaker)),
        quantities=piece.quantities,
    )


def _place_in_time(published_at: datetime | None, as_of: datetime | None) -> Time:
    if as_of is None:
        return Time.BEFORE
    if published_at is None:
        return Time.UNKNOWN
    return Time.BEFORE if published_at <= as_of else Time.AFTER
