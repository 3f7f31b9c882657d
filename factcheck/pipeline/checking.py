"""The way of a claim: retrieve candidates, judge them, decide, and write the report with verbatim quotes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from factcheck import __version__
from factcheck.domain import ClaimQuery, PartVerdict, Report
from factcheck.judgement.compound import decide_claim
from factcheck.judgement.parts import split_claim
from factcheck.pipeline.evidence import collect_evidence, is_evidence
from factcheck.pipeline.judging import PassageJudge, trace_judgement
from factcheck.pipeline.retrieval import Retriever

# However many parts a claim has, each is judged on at least so many passages.
LEAST_JUDGED = 6


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
        with stopwatch.stage("analyse"):
            parts = split_claim(query.text)
        with stopwatch.stage("retrieve"):
            found = [self._retriever.retrieve(replace(query, text=part.text)) for part in parts]
        documents = {key: document for part in found for key, document in part.documents.items()}
        with stopwatch.stage("judge"):
            depth = max(LEAST_JUDGED, self._judged_passages // len(parts))
            judged = [
                self._judge.judge(part.text, retrieved.candidates[:depth], documents)
                for part, retrieved in zip(parts, found, strict=True)
            ]
        with stopwatch.stage("decide"):
            judgements = [[judgement for judgement, _features in pairs] for pairs in judged]
            evidence, places, origins = collect_evidence(query, judgements, documents)
            undecided = [PartVerdict(part.text, part.start, part.end, own) for part, own in zip(parts, places, strict=True)]
            verdict, decided = decide_claim(undecided, evidence, origins)
        report = Report(
            verdict=verdict,
            evidence=tuple(evidence),
            parts=decided,
            origins=tuple(origins),
            searched={
                "passages": found[0].passages,
                "candidates": sum(len(part.candidates) for part in found),
                "judged": sum(len(pairs) for pairs in judged),
                "filters": _describe_filters(query),
            },
            versions={**self._retriever.versions, "stance_model": self._judge.name, "factcheck": __version__},
            timings_ms=stopwatch.timings_ms,
            trace=tuple(
                trace_judgement(judgement, features, documents[judgement.candidate.passage.document_key])
                for pairs in judged
                for judgement, features in pairs
            ),
        )
        cited = {
            judgement.candidate.passage.document_key for pairs in judgements for judgement in pairs if is_evidence(judgement)
        }
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
