"""The words of the trade as frozen data: what flows from a claim to its report.

Offsets everywhere are Unicode code points into the ``text`` of one document version.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from factcheck.judgement.attribution import Attribution
    from factcheck.reason import Reason


class Stance(StrEnum):
    """What a passage does to a claim."""

    SUPPORTING = "supporting"
    CONFLICTING = "conflicting"
    NEUTRAL = "neutral"


class VerdictLabel(StrEnum):
    """What the archive says of a claim as a whole."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    DISPUTED = "disputed"
    OUTDATED = "outdated"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"


class DocumentStatus(StrEnum):
    """Whether a document may be used, in the words of IPTC's ``pubstatus``."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class DocumentKind(StrEnum):
    """What a document is: news to take evidence from, or somebody's judgement of a claim."""

    ARTICLE = "article"
    FACT_CHECK = "fact_check"


class Time(StrEnum):
    """When a document was published, seen from the date that a claim is checked for."""

    BEFORE = "before"
    AFTER = "after"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one document version, as the passage index holds it.

    ``context`` is the sentence or two before it (it may be empty): it tells whom a pronoun means, and is never quoted.
    """

    passage_id: str
    workspace_id: str
    document_key: str
    version: int
    start: int
    end: int
    text: str
    context: str = ""
    title: str = ""
    language: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that retrieval found, not judged yet.

    ``score`` is the reciprocal-rank fusion of both sides (higher is better, comparable within one query only);
    ``bm25_rank`` and ``vector_rank`` count from 1 and are None where that side did not return the passage; so is
    ``similarity``, the cosine of both vectors.
    """

    passage: Passage
    score: float
    bm25_rank: int | None = None
    vector_rank: int | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class StanceScores:
    """Calibrated probabilities that a passage supports, conflicts with or says nothing on a claim; they sum to 1."""

    supporting: float
    conflicting: float
    neutral: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """The stance of one passage towards one claim, and why.

    ``start`` and ``end`` delimit the quote that carries the stance, within the document version's text.
    ``rule`` names the rule of ``factcheck.judgement.judge`` that decided.
    """

    candidate: Candidate
    stance: Stance
    confidence: float
    start: int
    end: int
    scores: StanceScores
    rule: str
    quantities: tuple[QuantityComparison, ...] = ()
    attribution: Attribution | None = None


@dataclass(frozen=True, slots=True)
class QuantityComparison:
    """Two amounts, one from the claim and one from a passage, in a common unit.

    ``relation`` is ``agrees`` or ``differs``; ``ratio`` is passage over claim value, None where the claim says zero.
    """

    claim: str
    passage: str
    unit: str
    claim_value: float
    passage_value: float
    ratio: float | None
    relation: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span: ``text[start:end] == exact`` holds in the document version, always."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """What a reader has to know of the document behind a quote; ``link`` leads to the quote within ``url``."""

    document_id: str
    version: int
    title: str | None
    publisher: str | None
    credit: str | None
    published_at: datetime | None
    url: str | None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A judged passage with its quote and its document: one piece of what stands for or against a claim.

    ``attribution`` says who is quoted with it, None where the document says it in its own name.
    """

    stance: Stance
    confidence: float
    quote: Quote
    document: CitedDocument
    time: Time = Time.UNKNOWN
    quantities: tuple[QuantityComparison, ...] = ()
    attribution: Attribution | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for a claim, how sure it is (0 to 1), and why."""

    label: VerdictLabel
    confidence: float
    because: tuple[Reason, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons in plain sentences."""
        return tuple(reason.text for reason in self.because)


@dataclass(frozen=True, slots=True)
class EvidenceFloor:
    """How sure the judgement of a passage has to be at least for the passage to become evidence, for each side (0 to 1)."""

    supporting: float = 0.0
    conflicting: float = 0.0


@dataclass(frozen=True, slots=True)
class ClaimQuery:
    """A claim as the pipeline sees it: the text, what limits the search, and how sure evidence has to be.

    The documents of ``exclude_document_ids`` count as if the archive did not have them.
    """

    workspace_id: str
    text: str
    as_of: datetime | None = None
    language: str | None = None
    context: str | None = None
    floor: EvidenceFloor = EvidenceFloor()
    exclude_document_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What a passage must satisfy to be a candidate; None and no keys mean no limit."""

    workspace_id: str
    language: str | None = None
    published_before: datetime | None = None
    excluded_document_keys: tuple[str, ...] = ()
