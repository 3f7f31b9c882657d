"""The way of a claim: retrieve candidates, judge them, decide, and write the report with verbatim quotes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from factcheck import __version__
from factcheck.domain import ClaimQuery, Report
from factcheck.judgement.verdict import decide
from factcheck.pipeline.evidence import collect_evidence, is_evidence
from factcheck.pipeline.judging import PassageJudge, trace_judgement
from factcheck.pipeline.retrieval import Retriever


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """A report and the keys of the documents that it cites."""

    report: Report
    cited_document_keys: frozenset[str]


class ClaimChecker:
    """Runs one claim through retrieval, judgement and verdict. Holds no state between claims."""

    def __init__(self, retriever: Retriever, judge: PassageJudge, judged_passages: int) -> None:
        self._retriever = retriever
        self._judge = judge
        self._judged_passages = judged_passages

    def run(self, query: ClaimQuery) -> CheckOutcome:
        """Return what the workspace's archive says of the claim; raises IndexUnavailableError or StoreUnavailableError."""
        stopwatch = Stopwatch()
        with stopwatch.stage("retrieve"):
            found = self._retriever.retrieve(query)
        judged = found.candidates[: self._judged_passages]
        with stopwatch.stage("judge"):
            pairs = self._judge.judge(query.text, judged, found.documents)
            judgements = [judgement for judgement, _features in pairs]
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
            versions={**self._retriever.versions, "stance_model": self._judge.name, "factcheck": __version__},
            timings_ms=stopwatch.timings_ms,
            trace=tuple(
                trace_judgement(judgement, features, found.documents[judgement.candidate.passage.document_key])
                for judgement, features in pairs
            ),
        )
        cited = {judgement.candidate.passage.document_key for judgement in judgements if is_evidence(judgement)}
        return CheckOutcome(report, frozenset(cited))


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
