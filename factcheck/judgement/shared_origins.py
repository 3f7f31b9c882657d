"""When two pieces of evidence go back to one origin. One of these has to hold:

1. both documents credit the same agency and share text around the quote, or give the figure that the claim asks for
   within two days of each other;
2. both quote the same words within quotation marks;
3. most of the text around the quotes is the same;
4. the same speaker is quoted, through outlets that do not differ, at most a week apart, on the same statement; where a
   quote names nobody, the only source that its document cites counts as its speaker if the figure is the same;
5. one publisher says the same twice in its own name, or one document speaks in its own name in two places.

A credit line alone, or the same speaker on another subject or with another figure, joins nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from factcheck.domain import QuantityComparison
from factcheck.judgement.attribution import Attribution
from factcheck.judgement.provenance import Provenance, read_provenance
from factcheck.judgement.speaker_comparison import are_compatible
from factcheck.judgement.statements import (
    Statement,
    compare_figures,
    containment,
    read_statement,
    share_of_words,
    shares_quotation,
)

DAYS_OF_ONE_STORY = 7
DAYS_OF_ONE_DISPATCH = 2
# Shares of the four-word runs around the quotes, in the neighbourhood that is the shorter.
AGENCY_OVERLAP = 0.15
COPY_OVERLAP = 0.5
# An unnamed source that speaks to one outlet seldom speaks of two things in a week: fewer words have to be common.
UNNAMED_SHARE = 0.2
# A sentence or two look alike by chance sooner than a paragraph.
LEAST_SHINGLES = 20
COPY_OVERLAP_OF_FEW = 0.85


class OriginKind(StrEnum):
    """How an origin was recognised."""

    AGENCY_COPY = "agency_copy"
    SHARED_SOURCE = "shared_source"
    OWN_REPORTING = "own_reporting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OriginInput:
    """One piece of evidence as grouping sees it; ``quantities`` are its comparisons with the claim."""

    evidence_index: int
    document_id: str
    publisher: str | None
    credit: str | None
    published_at: datetime | None
    quote: str
    document_text: str
    attribution: Attribution | None
    quantities: tuple[QuantityComparison, ...] = ()


@dataclass(frozen=True, slots=True)
class TracedEvidence:
    """Evidence with what its document says of where it comes from, ready to be compared."""

    given: OriginInput
    statement: Statement
    provenance: Provenance


def trace_evidence(given: OriginInput) -> TracedEvidence:
    """Return the evidence with its provenance and with what is compared of its statement."""
    provenance = read_provenance(given.document_text, given.attribution, credit=given.credit, publisher=given.publisher)
    said_by = f"{provenance.speaker} {provenance.outlet or ''}"
    return TracedEvidence(given, read_statement(given.quote, given.document_text, given.quantities, said_by), provenance)


def find_common_origin(one: TracedEvidence, other: TracedEvidence) -> OriginKind | None:
    """Return how two pieces of evidence hang together, None where nothing says that they do."""
    figures = compare_figures(one.statement, other.statement)
    overlap = containment(one.statement.shingles, other.statement.shingles)
    is_dispatch = overlap >= AGENCY_OVERLAP or _is_same_dispatch(one, other, figures)
    if is_dispatch and _shares_agency(one.provenance, other.provenance):
        return OriginKind.AGENCY_COPY
    if shares_quotation(one.statement, other.statement):
        return OriginKind.SHARED_SOURCE
    if figures is False:
        return None
    if _is_copy(one, other, overlap) or _has_same_speaker(one, other, figures) or _is_same_voice(one, other, figures):
        return OriginKind.SHARED_SOURCE
    return None


def _shares_agency(left: Provenance, right: Provenance) -> bool:
    """One dispatch may quote both sides: what two speakers say stays apart."""
    return bool(left.agencies & right.agencies) and not _names_two_speakers(left, right)


def _is_copy(one: TracedEvidence, other: TracedEvidence, overlap: float) -> bool:
    """Say whether one text was taken from the other or both from a third, whoever is credited."""
    if _is_one_document(one, other) or _names_two_speakers(one.provenance, other.provenance):
        return False
    few = min(len(one.statement.shingles), len(other.statement.shingles)) < LEAST_SHINGLES
    return overlap >= (COPY_OVERLAP_OF_FEW if few else COPY_OVERLAP)


def _names_two_speakers(left: Provenance, right: Provenance) -> bool:
    if left.is_inferred or right.is_inferred or not left.speaker_key or not right.speaker_key:
        return False
    told_apart = bool(left.outlets and right.outlets and not left.outlets & right.outlets)
    return told_apart or not are_compatible(left.speaker_key, right.speaker_key)


def _is_same_dispatch(one: TracedEvidence, other: TracedEvidence, figures: bool | None) -> bool:
    """Say whether one story of an agency was rewritten twice: the figure that the claim asks for is the same."""
    if not figures or _days_apart(one, other) > DAYS_OF_ONE_DISPATCH:
        return False
    shared, share = share_of_words(one.statement, other.statement)
    is_asked_for = bool(one.given.quantities and other.given.quantities)
    return shared >= 1 if is_asked_for else shared >= 3 and share >= 0.4


def _has_same_speaker(one: TracedEvidence, other: TracedEvidence, figures: bool | None) -> bool:
    left, right = one.provenance, other.provenance
    if _days_apart(one, other) > DAYS_OF_ONE_STORY or (left.outlets and right.outlets and not left.outlets & right.outlets):
        return False
    same_outlet = bool(left.nearby & right.nearby)
    is_known = are_compatible(left.speaker_key, right.speaker_key)
    if not is_known and not (same_outlet and _may_be_one(left, right)):
        return False
    if _is_one_document(one, other) and is_known:
        return True
    if left.is_inferred or right.is_inferred:
        return bool(figures) and share_of_words(one.statement, other.statement)[0] >= 2
    if is_known and left.is_anonymous and left.outlets & right.outlets:
        shared, share = share_of_words(one.statement, other.statement)
        return bool(figures) or (shared >= 2 and share >= UNNAMED_SHARE)
    return _is_same_statement(one, other, figures)


def _may_be_one(left: Provenance, right: Provenance) -> bool:
    """Say whether one outlet may have heard it from one: nobody is named, or a place and somebody who works there are."""
    keys = {left.speaker_key, right.speaker_key}
    if "" in keys:
        return True
    are_unnamed = left.is_anonymous and right.is_anonymous
    return (are_unnamed and "source" in keys) or len({key.removesuffix(" source") for key in keys}) == 1


def _is_same_statement(one: TracedEvidence, other: TracedEvidence, figures: bool | None) -> bool:
    shared, share = share_of_words(one.statement, other.statement)
    if figures:
        return shared >= 1
    return shared >= 3 and share >= 0.35


def _is_same_voice(one: TracedEvidence, other: TracedEvidence, figures: bool | None) -> bool:
    """Say whether one newsroom speaks in its own name in both."""
    if not (one.provenance.is_own and other.provenance.is_own):
        return False
    if _is_one_document(one, other):
        return True
    publisher = one.given.publisher
    return bool(publisher) and publisher == other.given.publisher and _is_same_statement(one, other, figures)


def _is_one_document(one: TracedEvidence, other: TracedEvidence) -> bool:
    return one.given.document_id == other.given.document_id


def _days_apart(one: TracedEvidence, other: TracedEvidence) -> float:
    """Return the days between both, 0 where a date is missing or only one of them has a time zone."""
    first, second = one.given.published_at, other.given.published_at
    if first is None or second is None or (first.tzinfo is None) != (second.tzinfo is None):
        return 0.0
    return abs((first - second).total_seconds()) / 86400
