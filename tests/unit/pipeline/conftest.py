"""An archive with all that checks a claim: a real store, and fakes for index and models."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from factcheck.domain import ClaimQuery, StanceScores
from factcheck.pipeline.checking import CheckOutcome, ClaimChecker
from factcheck.pipeline.indexing import DocumentIndexer
from factcheck.pipeline.judging import PassageJudge
from factcheck.pipeline.retrieval import Retriever
from factcheck.store import Store, open_store
from factcheck.store.records import DocumentContent
from tests.conftest import FakeClock
from tests.fakes import FakeEmbedder, FakePassageIndex, FakeStanceModel


class Newsroom:
    """An archive with its checker; ``script`` tells the stance model what to say of which passage."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store = store
        self.clock = clock
        self.script: dict[str, StanceScores] = {}
        self.workspace_id = store.workspaces.ensure("newsroom").workspace_id
        embedder, index = FakeEmbedder(), FakePassageIndex(FakeEmbedder.dimensions)
        self.indexer = DocumentIndexer(index, embedder)
        self.retriever = Retriever(store, index, embedder, 50, clock)
        self.checker = ClaimChecker(self.retriever, PassageJudge(FakeStanceModel(self.script)), judged_passages=16)

    def publish(self, document_id: str, text: str, **state: object) -> None:
        names = {"kind", "claim_reviewed", "rating", "published_at", "publisher", "url"}
        content = DocumentContent(text, "text", text, **{name: state.pop(name) for name in names & state.keys()})  # type: ignore[arg-type]
        stored = self.store.documents.put(self.workspace_id, document_id, content, **state)  # type: ignore[arg-type]
        self.indexer.index_documents([stored.document])

    def check(self, text: str, **limits: object) -> CheckOutcome:
        return self.checker.run(ClaimQuery(self.workspace_id, text, **limits))  # type: ignore[arg-type]


@pytest.fixture
def newsroom(sqlite_url: str, clock: FakeClock) -> Iterator[Newsroom]:
    store = open_store(sqlite_url, clock)
    yield Newsroom(store, clock)
    store.close()
