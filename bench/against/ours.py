"""Factcheck's core on the archive that the contestants get: the demo corpus among made-up articles."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.corpus_claims import import_archive, read_claims
from bench.homes import build_items
from factcheck.bootstrap import Runtime, build_runtime
from factcheck.domain import ClaimQuery
from factcheck.inference import build_stance_model
from factcheck.pipeline.checking import ClaimChecker
from factcheck.pipeline.indexing import build_passages
from factcheck.pipeline.judging import PassageJudge
from factcheck.settings import read_settings
from factcheck.store import migrate

WORKSPACE = "against"


def build_archive(home: Path, articles: int, threads: int) -> tuple[Runtime, str]:
    """Return a runtime over the demo corpus and so many made-up articles, and its workspace."""
    os.environ.update(FACTCHECK_HOME=str(home), FACTCHECK_MODEL_THREADS=str(threads))
    settings = read_settings()
    migrate(settings.database_url)
    runtime = build_runtime(settings)
    workspace_id = runtime.store.workspaces.ensure(WORKSPACE).workspace_id
    import_archive(runtime, workspace_id)
    for _outcome in runtime.importer.run_items(workspace_id, build_items(0, articles)):
        pass
    runtime.index.optimize()
    return runtime, workspace_id


def write_task(runtime: Runtime, folder: Path) -> list[dict[str, Any]]:
    """Write passages and claims for the contestants; return the claims."""
    passages = [
        passage.text
        for batch in runtime.store.documents.iterate_live()
        for document in batch
        for passage in build_passages(document)
    ]
    claims = list(read_claims())
    (folder / "passages.json").write_text(json.dumps(passages), encoding="utf-8")
    (folder / "claims.json").write_text(json.dumps(claims), encoding="utf-8")
    return claims


def run(runtime: Runtime, workspace_id: str, claims: list[dict[str, Any]]) -> dict[str, Any]:
    """Check the claims; return seconds and verdict of each, those that finding took, and those of the processor a claim."""
    settings = read_settings()
    # One that remembers nothing, or the second round would be for free.
    judge = PassageJudge(build_stance_model(settings.models_dir, settings.model_threads))
    checker = ClaimChecker(runtime.retriever, judge, settings.judged_passages)
    list(_check(checker, workspace_id, claims[:5]))
    began = time.process_time()
    found = list(_check(checker, workspace_id, claims))
    spent = (time.process_time() - began) / len(claims)
    seconds, finding, verdicts = zip(*found, strict=True)
    return {"seconds": seconds, "finding": finding, "verdicts": verdicts, "processor": spent}


def _check(checker: ClaimChecker, workspace_id: str, claims: list[dict[str, Any]]) -> Iterator[tuple[float, float, str]]:
    for claim in claims:
        as_of = datetime.fromisoformat(claim["as_of"]) if claim.get("as_of") else None
        began = time.perf_counter()
        report = checker.run(ClaimQuery(workspace_id, claim["text"], as_of)).report
        yield time.perf_counter() - began, report.timings_ms["retrieve"] / 1000, report.verdict.label.value
