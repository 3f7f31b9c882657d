"""The way of a claim: retrieve candidates, judge them, decide, and write the report with verbatim quotes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from factcheck import __version__
from factcheck.domain import (
    Candidate,
    CitedDocument,
    ClaimQuery,
    Evidence,
    Judgement,
    Report,
    Stance,
    Time,
)
from factcheck.judgement.features import gather_features, read_claim
from factcheck.judgement.judge import Thresholds, judge_passage
from factcheck.judgement.salience import Scene
from factcheck.judgement.verdict import decide
from factcheck.pipeline.retrieval import Retriever
from factcheck.ports import StanceModel
from factcheck.store.records import Document
from factcheck.text.quotes import build_quote

HEAD_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """A report and the keys of the documents that it cites."""

    report: Report
    cited_document_keys: frozenset[str]


class ClaimChecker:
    """Runs one claim through retrieval, judgement and verdict. Holds no state between claims."""

    def __init__(
        self, retriever: Retriever, stance_model: StanceModel, judged_passages: int, thresholds: Thresholds | None = None
    ) -> None:
        self._retriever = retriever
        self._stance_model = stance_model
        self._judged_passages = judged_passages
        self._thresholds = thresholds or Thresholds()

    def run(self, query: ClaimQuery) -> CheckOutcome:
        """Return what the workspace's archive says of the claim; raises IndexUnavailableError or StoreUnavailableError."""
        stopwatch = Stopwatch()
        with stopwatch.stage("retrieve"):
            found = self._retriever.retrieve(query)
        judged = found.candidates[: self._judged_passages]
        with stopwatch.stage("judge"):
            judgements = self._judge(query.text, judged, found.documents)
        with stopwatch.stage("decide"):
            evidence = _collect_evidence(query, judgements, found.documents)
            verdict = decide(evidence)
        report = Report(
            verdict=verdict,
            evidence=tuple(evidence),
            searched={
                "passages": found.passages,
                "candidates": len(found.candidates),
                "judged": len(judged),
                "filters": _describe_filters(query),
            },
            versions={**self._retriever.versions, "stance_model": self._stance_model.name, "factcheck": __version__},
            timings_ms=stopwatch.timings_ms,
        )
        cited = {judgement.candidate.passage.document_key for judgement in judgements if _is_evidence(judgement)}
        return CheckOutcome(report, frozenset(cited))

    def _judge(self, claim: str, candidates: Sequence[Candidate], documents: dict[str, Document]) -> list[Judgement]:
        texts = [candidate.passage.text for candidate in candidates]
        read = read_claim(claim, texts)
        judgements = []
        for candidate, scores in zip(candidates, self._stance_model.judge(claim, texts), strict=True):
            passage = candidate.passage
            scene = Scene(passage.text, passage.context, head_of(documents[passage.document_key]))
            judgements.append(judge_passage(candidate, gather_features(read, scene, scores), self._thresholds))
        return judgements


def head_of(document: Document) -> str:
    """Return what a reader sees first of a document: its title, or else the opening of its text."""
    return document.content.title or document.content.text[:HEAD_CHARACTERS]


def _collect_evidence(query: ClaimQuery, judgements: Sequence[Judgement], documents: dict[str, Document]) -> list[Evidence]:
    evidence = [
        _build_evidence(query, judgement, documents[judgement.candidate.passage.document_key])
        for judgement in judgements
        if _is_evidence(judgement)
    ]
    return sorted(evidence, key=lambda piece: (-piece.confidence, piece.document.document_id, piece.quote.start))


def _is_evidence(judgement: Judgement) -> bool:
    return judgement.stance is not Stance.NEUTRAL


def _build_evidence(query: ClaimQuery, judgement: Judgement, document: Document) -> Evidence:
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
    )


def _place_in_time(published_at: datetime | None, as_of: datetime | None) -> Time:
    if as_of is None:
        return Time.BEFORE
    if published_at is None:
        return Time.UNKNOWN
    return Time.BEFORE if published_at <= as_of else Time.AFTER


def _describe_filters(query: ClaimQuery) -> dict[str, object]:
    filters: dict[str, object] = {"status": "usable", "embargo": "lifted"}
    if query.language:
        filters["language"] = query.language
    return filters


@dataclass(slots=True)
class Stopwatch:
    """Measures stages in milliseconds of wall-clock time; ``total`` is their sum."""

    timings_ms: dict[str, float] = field(default_factory=lambda: {"total": 0.0})

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the body as one stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - start) * 1000
            self.timings_ms[name] = round(spent, 2)
            self.timings_ms["total"] = round(self.timings_ms["total"] + spent, 2)
