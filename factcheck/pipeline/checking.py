"""The way of a claim: retrieve candidates, judge them, decide, and write the report with verbatim quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from factcheck import __version__
from factcheck.domain import Candidate, ClaimQuery, VerdictLabel
from factcheck.judgement.compound import decide_claim
from factcheck.judgement.floors import apply_floor, describe_floor
from factcheck.judgement.gaps import Gap, find_gaps
from factcheck.judgement.parts import ClaimPart, split_claim
from factcheck.judgement.reasons import describe_other_speakers
from factcheck.judgement.references import resolve_references
from factcheck.pipeline.evidence import cite_nearest, collect_evidence
from factcheck.pipeline.judging import Judged, PassageJudge, head_of, trace_judgement
from factcheck.pipeline.prior_checks import find_prior_checks
from factcheck.pipeline.quoting import narrow_quotes
from factcheck.pipeline.retrieval import Retrieved, Retriever
from factcheck.pipeline.stopwatch import Stopwatch
from factcheck.progress import SILENT, Teller
from factcheck.report import NearestPassage, PartVerdict, Report
from factcheck.report_json import cited_versions, format_time, report_to_json
from factcheck.store.records import ArchiveSpan, Document
from factcheck.text.invisible import BareText, drop_invisible
from factcheck.watching.probes import PartSearch

# However many parts a claim has, each is judged on at least so many passages.
LEAST_JUDGED = 6


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """A report, the same as JSON can hold it, the keys of the documents that it cites, and what was searched for."""

    report: Report
    serialised: dict[str, Any]
    cited_document_keys: frozenset[str]
    searches: tuple[PartSearch, ...]


class ClaimChecker:
    """Runs one claim through retrieval, judgement and verdict. Holds no state between claims."""

    def __init__(self, retriever: Retriever, judge: PassageJudge, judged_passages: int) -> None:
        self._retriever = retriever
        self._judge = judge
        self._judged_passages = judged_passages

    def run(self, query: ClaimQuery, progress: Teller = SILENT) -> CheckOutcome:
        """Return what the workspace's archive says of the claim; raises IndexUnavailableError or StoreUnavailableError.

        ``progress`` hears how many candidates were found, and of each part when it has been judged.
        """
        stopwatch = Stopwatch()
        with stopwatch.stage("analyse"):
            claim, query, parts = _read(query)
        with stopwatch.stage("retrieve"):
            found = [self._retriever.retrieve(replace(query, text=part.text)) for part in parts]
            span = self._retriever.survey(query)
        documents = {key: document for part in found for key, document in part.documents.items()}
        progress.tell("retrieved", candidates=sum(len(part.candidates) for part in found))
        with stopwatch.stage("judge"):
            depth = max(LEAST_JUDGED, self._judged_passages // len(parts))
            judged = self._judge_parts(parts, [retrieved.articles[:depth] for retrieved in found], documents, progress)
        with stopwatch.stage("quote"):
            judged = [
                narrow_quotes(part.text, pairs, documents, self._judge.score)
                for part, pairs in zip(parts, judged, strict=True)
            ]
        with stopwatch.stage("decide"):
            decided = self._decide(query, parts, judged, documents)
            report = replace(
                decided,
                gaps=tuple(_place(gap, claim) for gap in find_gaps(query.text, _near(found, documents))),
                nearest=_find_nearest(found, documents) if not decided.evidence else None,
                prior_checks=tuple(find_prior_checks(query.text, documents.values())),
            )
        report = replace(
            report,
            searched={**_describe_span(span), **_describe_search(query, found, judged)},
            versions={**self._retriever.versions, "stance_model": self._judge.name, "factcheck": __version__}
            | describe_floor(query.floor),
            timings_ms=stopwatch.timings_ms,
            trace=tuple(
                {"part": part, **trace_judgement(judgement, features, documents[judgement.candidate.passage.document_key])}
                for part, pairs in enumerate(judged)
                for judgement, features in pairs
            ),
        )
        serialised = report_to_json(report)
        shown = {document_id for document_id, _version in cited_versions(serialised)}
        cited = frozenset(key for key, document in documents.items() if document.document_id in shown)
        searches = tuple(
            PartSearch(part.text, retrieved.vector, retrieved.articles[:depth], depth, retrieved.fact_checks)
            for part, retrieved in zip(parts, found, strict=True)
        )
        return CheckOutcome(report, serialised, cited, searches)

    def _judge_parts(
        self,
        parts: Sequence[ClaimPart],
        candidates: Sequence[Sequence[Candidate]],
        documents: Mapping[str, Document],
        progress: Teller,
    ) -> list[list[Judged]]:
        judged: list[list[Judged]] = []
        for part, own in zip(parts, candidates, strict=True):
            judged.append(self._judge.judge(part.text, own, documents))
            progress.tell("judged", judged=sum(map(len, judged)), total=sum(map(len, candidates)))
        return judged

    def _decide(
        self,
        query: ClaimQuery,
        parts: Sequence[ClaimPart],
        judged: Sequence[Sequence[Judged]],
        documents: Mapping[str, Document],
    ) -> Report:
        judgements = [[apply_floor(judgement, query.floor) for judgement, _features in pairs] for pairs in judged]
        evidence, of_parts, origins = collect_evidence(query, judgements, documents)
        undecided = [
            PartVerdict(part.text, part.start, part.end, found.places, own=found.own)
            for part, found in zip(parts, of_parts, strict=True)
        ]
        verdict, decided = decide_claim(undecided, evidence, origins)
        if verdict.label is VerdictLabel.NOT_ENOUGH_EVIDENCE:
            elsewhere = describe_other_speakers(judgement for part in judgements for judgement in part)
            verdict = replace(verdict, because=(*verdict.because, *elsewhere))
        return Report(verdict, tuple(evidence), decided, tuple(origins))


def _read(query: ClaimQuery) -> tuple[BareText, ClaimQuery, list[ClaimPart]]:
    """Return the claim and its parts without what nobody sees, with the way back to the claim as it was sent."""
    claim = BareText(query.text)
    query = replace(query, text=claim.text, context=query.context and drop_invisible(query.context))
    return claim, query, [_resolve(part, query, claim) for part in split_claim(query.text)]


def _resolve(part: ClaimPart, query: ClaimQuery, claim: BareText) -> ClaimPart:
    """Put what the text around the claim tells into the part; its words are where they are in the claim as it was sent."""
    start, end = claim.to_source(part.start, part.end)
    return ClaimPart(resolve_references(part.text, query.context, query.as_of, query.text), start, end)


def _place(gap: Gap, claim: BareText) -> Gap:
    start, end = claim.to_source(gap.start, gap.end)
    return replace(gap, text=claim.source[start:end], start=start, end=end)


def _near(found: Sequence[Retrieved], documents: Mapping[str, Document]) -> list[str]:
    """What the retrieved articles say around the candidates: head, context and passage, each once."""
    passages = [candidate.passage for part in found for candidate in part.articles]
    heads = [head_of(documents[passage.document_key]) for passage in passages]
    texts = [text for passage in passages for text in (passage.context, passage.text)]
    return list(dict.fromkeys(map(drop_invisible, filter(None, [*heads, *texts]))))


def _find_nearest(found: Sequence[Retrieved], documents: Mapping[str, Document]) -> NearestPassage | None:
    candidates = [part.articles[0] for part in found if part.articles]
    if not candidates:
        return None
    nearest = max(candidates, key=lambda candidate: (candidate.score, candidate.passage.passage_id))
    return cite_nearest(nearest, documents[nearest.passage.document_key])


def _describe_span(span: ArchiveSpan) -> dict[str, object]:
    return {
        "documents": span.documents,
        "earliest": format_time(span.earliest) if span.earliest else None,
        "latest": format_time(span.latest) if span.latest else None,
    }


def _describe_search(query: ClaimQuery, found: Sequence[Retrieved], judged: Sequence[Sequence[Judged]]) -> dict[str, object]:
    return {
        "passages": found[0].passages,
        "candidates": sum(len(part.candidates) for part in found),
        "judged": sum(len(pairs) for pairs in judged),
        "filters": _describe_filters(query),
    }


def _describe_filters(query: ClaimQuery) -> dict[str, object]:
    filters: dict[str, object] = {"status": "usable", "embargo": "lifted"}
    if query.language:
        filters["language"] = query.language
    if query.exclude_document_ids:
        filters["excluded_documents"] = str(len(query.exclude_document_ids))
    return filters
