"""The way of a claim: retrieve candidates, judge them, decide, and write the report with verbatim quotes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from factcheck import __version__
from factcheck.domain import Candidate, ClaimQuery, Judgement, Passage, Report
from factcheck.judgement.attribution import find_attribution
from factcheck.judgement.features import gather_features, read_claim
from factcheck.judgement.judge import Thresholds, judge_passage
from factcheck.judgement.salience import Scene
from factcheck.judgement.verdict import decide
from factcheck.pipeline.evidence import collect_evidence, is_evidence
from factcheck.pipeline.retrieval import Retriever
from factcheck.ports import StanceModel
from factcheck.store.records import Document

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
            evidence, origins = collect_evidence(query, judgements, found.documents)
            verdict = decide(evidence, origins)
        report = Report(
            verdict=verdict,
            evidence=tuple(evidence),
            origins=tuple(origins),
            searched={
                "passages": found.passages,
                "candidates": len(found.candidates),
                "judged": len(judged),
                "filters": _describe_filters(query),
            },
            versions={**self._retriever.versions, "stance_model": self._stance_model.name, "factcheck": __version__},
            timings_ms=stopwatch.timings_ms,
        )
        cited = {judgement.candidate.passage.document_key for judgement in judgements if is_evidence(judgement)}
        return CheckOutcome(report, frozenset(cited))

    def _judge(self, claim: str, candidates: Sequence[Candidate], documents: dict[str, Document]) -> list[Judgement]:
        texts = [candidate.passage.text for candidate in candidates]
        read = read_claim(claim, texts)
        judgements = []
        for candidate, scores in zip(candidates, self._stance_model.judge(claim, texts), strict=True):
            scene = build_scene(candidate.passage, documents[candidate.passage.document_key])
            judgements.append(judge_passage(candidate, gather_features(read, scene, scores), self._thresholds))
        return judgements


def build_scene(passage: Passage, document: Document) -> Scene:
    """Return the passage with what its document tells a reader: the sentences before, the head, and who is quoted."""
    content = document.content
    return Scene(
        passage=passage.text,
        context=passage.context,
        head=content.title or content.text[:HEAD_CHARACTERS],
        attribution=find_attribution(content.text, passage.start, passage.end),
    )


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
