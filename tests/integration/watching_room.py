"""A newsroom whose whole runtime is real but for index and models, with the few steps that tests of watching repeat."""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.bootstrap import Runtime
from factcheck.domain import StanceScores
from factcheck.pipeline.checking import ClaimChecker
from factcheck.pipeline.importing import ImportRunner
from factcheck.pipeline.indexing import DocumentIndexer
from factcheck.pipeline.judging import PassageJudge
from factcheck.pipeline.retrieval import Retriever
from factcheck.store import Store
from factcheck.store.records import Check, Claim, Document, DocumentContent, NewClaim
from factcheck.watching.watcher import DocumentWatcher
from tests.conftest import FakeClock
from tests.fakes import FakeEmbedder, FakePassageIndex, FakeStanceModel

DEBOUNCE = 5.0


class WatchingRoom:
    """``script`` tells the stance model what to say of which passage; time passes only where a step says so."""

    def __init__(self, store: Store, clock: FakeClock, workspace: str = "newsroom") -> None:
        self.store, self.clock = store, clock
        self.script: dict[str, StanceScores] = {}
        self.workspace_id = store.workspaces.ensure(workspace).workspace_id
        self.runtime = self._build()

    def _build(self) -> Runtime:
        embedder, index = FakeEmbedder(), FakePassageIndex(FakeEmbedder.dimensions)
        indexer = DocumentIndexer(index, embedder)
        retriever = Retriever(self.store, index, embedder, 50, self.clock)
        watcher = DocumentWatcher(self.store, embedder, indexer.embed_documents, self.clock)
        indexer.tell(watcher.follow)
        checker = ClaimChecker(retriever, PassageJudge(FakeStanceModel(self.script)), judged_passages=16)
        importer = ImportRunner(self.store, indexer)
        return Runtime(self.store, index, checker, indexer, importer, retriever, watcher)

    def put(self, document_id: str, text: str, **state: object) -> Document:
        """Store a document; nothing indexes it yet."""
        content = DocumentContent(text, "text", text)
        return self.store.documents.put(self.workspace_id, document_id, content, **state).document  # type: ignore[arg-type]

    def publish(self, document_id: str, text: str, **state: object) -> None:
        """Store a document and index it."""
        document = self.put(document_id, text, **state)
        self.runtime.index_document(document.document_key, document.index_attempt)

    def check(self, text: str, watch: bool | None = None, exclude_document_ids: Sequence[str] = ()) -> Claim:
        """Have a claim checked."""
        new = NewClaim(text, watch=watch, exclude_document_ids=exclude_document_ids)
        claim = self.store.claims.create(self.workspace_id, new)
        self.run(claim.check)
        return self.current(claim)

    def run(self, check: Check) -> None:
        self.runtime.run_check(check.check_id, check.attempt)

    def current(self, claim: Claim) -> Claim:
        found = self.store.claims.get(claim.workspace_id, claim.claim_id)
        assert found is not None
        return found

    def due(self) -> list[Check]:
        """Let the debounce pass and begin what is due."""
        self.clock.advance(DEBOUNCE + 1)
        return self.store.rechecks.start_due(10, DEBOUNCE)

    def settle(self) -> int:
        """Begin and run what is due; return how many checks that were."""
        begun = self.due()
        for check in begun:
            self.run(check)
        return len(begun)
