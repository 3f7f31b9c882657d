"""Composition root of everything that judges: workers and the command line build their runtime here, once a process."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from factcheck.domain import ClaimQuery, EvidenceFloor
from factcheck.errors import FactcheckError, UnavailableError
from factcheck.failures import describe_impossible
from factcheck.index import begin_rebuild, build_index
from factcheck.inference import RememberingStanceModel, build_embedder, build_stance_model
from factcheck.logs import note_ids
from factcheck.meters import NO_METER, STAGE_SECONDS, VERDICTS, Mark, Meter, build_meter
from factcheck.pipeline.aligning import align_index
from factcheck.pipeline.checking import ClaimChecker
from factcheck.pipeline.importing import ImportRunner
from factcheck.pipeline.indexing import DocumentIndexer
from factcheck.pipeline.judging import PassageJudge
from factcheck.pipeline.rebuilding import rebuild_archive
from factcheck.pipeline.retrieval import Retriever
from factcheck.pipeline.searching import search_passages
from factcheck.ports import PassageIndex
from factcheck.progress import ENDED, NO_LOG, ProgressLog, Teller, build_progress_log
from factcheck.report import Report
from factcheck.settings import Settings
from factcheck.store import Store, open_store
from factcheck.store.checks import CheckResult
from factcheck.store.records import Claim
from factcheck.watching.watcher import DocumentWatcher

logger = logging.getLogger("factcheck.checks")


@dataclass(frozen=True, slots=True)
class Runtime:
    """The use cases, wired. Belongs to the process that built it; never carried across ``fork``."""

    store: Store
    index: PassageIndex
    checker: ClaimChecker
    indexer: DocumentIndexer
    importer: ImportRunner
    retriever: Retriever
    watcher: DocumentWatcher
    progress: ProgressLog = NO_LOG
    meter: Meter = NO_METER

    def run_check(self, check_id: str, attempt: int) -> None:
        """Run one attempt of a check and store its report; do nothing if the attempt is superseded or has ended."""
        started = self.store.checks.start(check_id, attempt)
        if started is None:
            return
        claim, _check = started
        note_ids(claim_id=claim.claim_id, check_id=check_id)
        progress = Teller(self.progress, check_id)
        progress.tell("running", attempt=attempt)
        floor = self.store.workspace_settings.get(claim.workspace_id).floor
        matched_before = self.store.watches.last_matched(claim.workspace_id)
        try:
            outcome = self.checker.run(_query_of(claim, floor), progress)
        except UnavailableError:
            raise
        except FactcheckError as error:
            self.store.checks.fail(check_id, attempt, describe_impossible(error))
            progress.tell(ENDED)
            return
        verdict = outcome.report.verdict
        result = CheckResult(
            outcome.serialised,
            verdict.label.value,
            verdict.confidence,
            outcome.cited_document_keys,
            self.watcher.build_probes(claim, outcome.searches),
            matched_before,
        )
        is_told = self.store.checks.finish(check_id, attempt, result)
        progress.tell(ENDED)
        if is_told:
            self._note_checked(outcome.report)

    def _note_checked(self, report: Report) -> None:
        label = report.verdict.label.value
        logger.info("Checked", extra={"verdict": label, "timings_ms": dict(report.timings_ms)})
        stages = (Mark(STAGE_SECONDS, (stage,), spent / 1000) for stage, spent in report.timings_ms.items())
        self.meter.count(Mark(VERDICTS, (label,)), *stages)

    def index_document(self, document_key: str, _attempt: int) -> None:
        """Bring the index in line with the document's state in the store, whatever that is by now.

        Runs again when the document changed meanwhile, so that an older state never stays in the index.
        """
        documents = self.store.documents
        while (document := documents.get_by_keys([document_key]).get(document_key)) is not None:
            try:
                align_index(self.store, self.indexer, [document])
            except UnavailableError:
                raise
            except FactcheckError as error:
                if documents.mark_index_failed(document_key, document.index_attempt, str(error)):
                    return
            else:
                return

    def run_import_chunk(self, chunk_id: str, attempt: int) -> None:
        """Run one attempt of an import's chunk; do nothing if the attempt is superseded or has ended."""
        chunk = self.store.imports.start_chunk(chunk_id, attempt)
        if chunk is None:
            return
        self.importer.run_chunk(chunk)
        Teller(self.progress, chunk.import_id).tell(ENDED)

    def search(self, workspace_id: str, text: str, limit: int) -> list[dict[str, Any]]:
        """Return the best passages for a text, not judged, as JSON-able mappings."""
        return search_passages(self.retriever, ClaimQuery(workspace_id, text), limit)

    def match_documents(self) -> None:
        """Compare documents with watched claims that were not compared when they were indexed."""
        self.watcher.match_due()

    def optimize_index(self) -> None:
        """Merge what single commits left behind in the index."""
        self.index.optimize()

    def describe_index(self) -> dict[str, Any]:
        """Return what a readiness probe wants to know of the index."""
        return {"name": self.index.name, "passages": self.index.count_passages(None)}


def build_runtime(settings: Settings) -> Runtime:
    """Open store, index and models; raises the core's errors with a sentence that an operator can act on."""
    store = open_store(settings.database_url)
    embedder = build_embedder(settings.models_dir, settings.model_threads)
    stance_model = RememberingStanceModel(build_stance_model(settings.models_dir, settings.model_threads))
    index = build_index(settings.index_url, embedder.dimensions, embedder.name)
    retriever = Retriever(store, index, embedder, settings.candidates, lambda: datetime.now(UTC))
    indexer = DocumentIndexer(index, embedder)
    watcher = DocumentWatcher(store, embedder, indexer.embed_documents, lambda: datetime.now(UTC))
    indexer.tell(watcher.follow)
    return Runtime(
        store=store,
        index=index,
        checker=ClaimChecker(retriever, PassageJudge(stance_model), settings.judged_passages),
        indexer=indexer,
        importer=ImportRunner(store, indexer),
        retriever=retriever,
        watcher=watcher,
        progress=build_progress_log(settings.redis_url),
        meter=build_meter(settings.redis_url),
    )


def rebuild_index(settings: Settings, store: Store) -> int:
    """Rebuild the passage index from the store into a new table, switch to it, and return the number of documents.

    Searches go on in the old table meanwhile; what changed during the rebuild is queued for a worker.
    """
    embedder = build_embedder(settings.models_dir, settings.model_threads)
    return rebuild_archive(store, begin_rebuild(settings.index_url, embedder.dimensions, embedder.name), embedder)


def _query_of(claim: Claim, floor: EvidenceFloor) -> ClaimQuery:
    return ClaimQuery(
        claim.workspace_id,
        claim.text,
        claim.as_of,
        claim.language,
        claim.context,
        floor,
        claim.exclude_document_ids,
    )
