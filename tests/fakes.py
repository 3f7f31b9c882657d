"""Fakes that obey the contracts of factcheck.ports, for tests that need no native code and no files."""

from __future__ import annotations

import math
import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

import numpy as np

from factcheck.domain import Candidate, Passage, SearchFilters, StanceScores
from factcheck.errors import BrokerUnavailableError
from factcheck.index.fusion import fuse
from factcheck.jobs import QUEUES, Job
from factcheck.progress import Note
from factcheck.text.invisible import drop_invisible
from service.queue import QueueMeasures, QueueStatus

if TYPE_CHECKING:
    from numpy.typing import NDArray


class FakePassageIndex:
    """PassageIndex in memory: exact BM25 (k1 = 1.2, b = 0.75) and exact vector search, for small archives."""

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        self._documents: dict[tuple[str, str], list[tuple[Passage, NDArray[np.float32]]]] = {}
        self._commits = 0

    @property
    def name(self) -> str:
        return f"fake/passages@{self._commits}"

    def replace_documents(
        self, documents: Sequence[tuple[str, str]], passages: Iterable[tuple[Passage, NDArray[np.float32]]]
    ) -> None:
        replaced: dict[tuple[str, str], list[tuple[Passage, NDArray[np.float32]]]] = {key: [] for key in documents}
        for passage, vector in passages:
            if vector.shape != (self._dimensions,) or not np.isfinite(vector).all():
                raise ValueError(f"Each vector must hold {self._dimensions} finite numbers.")
            if (passage.workspace_id, passage.document_key) not in replaced:
                raise ValueError(f"Passage {passage.passage_id} is not of a document that is being replaced.")
            if passage.published_at is not None:
                passage = replace(passage, published_at=passage.published_at.astimezone(UTC))
            replaced[passage.workspace_id, passage.document_key].append((passage, vector))
        self._documents |= replaced
        self._commits += 1

    def search(self, text: str, vector: NDArray[np.float32], filters: SearchFilters, limit: int) -> list[Candidate]:
        if vector.shape != (self._dimensions,):
            raise ValueError(f"The query's vector must hold {self._dimensions} numbers.")
        found = [pair for pairs in self._documents.values() for pair in pairs if _meets(pair[0], filters)]
        passages = {passage.passage_id: passage for passage, _ in found}
        scores = _score_words(text, passages)
        words = sorted(scores, key=lambda passage_id: (-scores[passage_id], passage_id))
        near = sorted(found, key=lambda pair: (-float(pair[1] @ vector), pair[0].passage_id))
        depth = max(limit, 50)
        fused = fuse(words[:depth], [passage.passage_id for passage, _ in near][:depth], limit)
        cosines = {passage.passage_id: float(own @ vector) for passage, own in near[:depth]}
        return [
            Candidate(passages[item.item_id], item.score, item.bm25_rank, item.vector_rank, cosines.get(item.item_id))
            for item in fused
        ]

    def count_passages(self, workspace_id: str | None) -> int:
        return sum(len(pairs) for (owner, _), pairs in self._documents.items() if workspace_id in (None, owner))

    def optimize(self) -> None:
        pass


def _meets(passage: Passage, filters: SearchFilters) -> bool:
    if passage.workspace_id != filters.workspace_id or filters.language not in (None, passage.language):
        return False
    if passage.document_key in filters.excluded_document_keys:
        return False
    before = filters.published_before
    return before is None or (passage.published_at is not None and passage.published_at < before)


def _score_words(text: str, passages: dict[str, Passage]) -> dict[str, float]:
    words = {key: _words(passage.text) for key, passage in passages.items()}
    mean = sum(map(len, words.values())) / max(1, len(words))
    scores: dict[str, float] = {}
    for word in set(_words(text)):
        holders = [key for key, found in words.items() if word in found]
        weight = math.log(1 + (len(words) - len(holders) + 0.5) / (len(holders) + 0.5))
        for key in holders:
            count = words[key].count(word)
            norm = 1.2 * (0.25 + 0.75 * len(words[key]) / mean)
            scores[key] = scores.get(key, 0.0) + weight * count * 2.2 / (count + norm)
    return scores


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", drop_invisible(text).encode("utf-8", "replace").decode())
    return re.findall(r"[^\W_]+", "".join(char for char in folded if not unicodedata.combining(char)).lower())


class FakeJobQueue:
    """JobQueue in memory: keeps what it is given, or lets ``work`` do it at once; ``down`` makes it unreachable."""

    def __init__(self, work: Callable[[Job], Any] = lambda _: None) -> None:
        self.jobs: list[Job] = []
        self.work = work
        self.down = False
        self.waited_seconds: float | None = None
        self.live_queues = frozenset(QUEUES)
        self.ages: dict[str, float] = {}
        self.index: dict[str, Any] | None = {"name": "fake/passages@1", "passages": 0}

    def enqueue(self, job: Job) -> None:
        self._fail_if_down()
        if job.job_id not in {known.job_id for known in self.jobs}:
            self.jobs.append(job)
            self.work(job)

    def ask(self, job: Job, seconds: float) -> Any | None:
        self._fail_if_down()
        self.waited_seconds = seconds
        return self.work(job)

    def drop(self, job: Job) -> None:
        self._fail_if_down()
        self.jobs = [known for known in self.jobs if known.job_id != job.job_id]

    def status(self) -> QueueStatus:
        self._fail_if_down()
        return QueueStatus(self.live_queues, self.index)

    def age_seconds(self, queue: str) -> float:
        self._fail_if_down()
        return self.ages.get(queue, 0.0)

    def measure(self) -> QueueMeasures:
        self._fail_if_down()
        depths = {name: sum(job.queue == name for job in self.jobs) for name in QUEUES}
        workers = {name: int(name in self.live_queues) for name in QUEUES}
        ages = {name: self.ages.get(name, 0.0) for name in QUEUES}
        return QueueMeasures(depths, ages, workers, self.index, {})

    def _fail_if_down(self) -> None:
        if self.down:
            raise BrokerUnavailableError("The fake broker is down.")


class FakeProgressLog:
    """ProgressLog in memory; ``down`` makes it unreachable. Those who read wait for a note without looking twice."""

    def __init__(self) -> None:
        self.down = False
        self._notes: list[tuple[str, Note]] = []
        self._said = threading.Condition()

    def note(self, topic: str, kind: str, data: Mapping[str, Any]) -> None:
        if self.down:
            return
        with self._said:
            self._notes.append((topic, Note(f"{len(self._notes) + 1}-0", kind, dict(data))))
            self._said.notify_all()

    def read(self, topic: str, after: str, seconds: float) -> list[Note]:
        if self.down:
            raise BrokerUnavailableError("The fake broker is down.")
        with self._said:
            self._said.wait_for(lambda: self._find(topic, after), seconds)
            return self._find(topic, after)

    def _find(self, topic: str, after: str) -> list[Note]:
        last = int(after.partition("-")[0])
        return [note for owner, note in self._notes if owner == topic and int(note.note_id.partition("-")[0]) > last]


class FakeEmbedder:
    """Bags of words, hashed into a small vector: texts that share words are near."""

    name = "fake-embedder@000000000000"
    dimensions = 64

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self.embed_query(text) for text in texts]) if texts else np.zeros((0, self.dimensions), np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        vector = np.full(self.dimensions, 1e-3, np.float32)
        for word in _words(text):
            vector[sum(word.encode()) % self.dimensions] += 1
        return vector / np.float32(np.linalg.norm(vector))


class FakeStanceModel:
    """Says of each passage what the script says of the first of its keys that stands in it, else neutral."""

    name = "fake-stance@000000000000"

    def __init__(self, script: dict[str, StanceScores]) -> None:
        self._script = script

    def judge(self, claim: str, passages: Sequence[str]) -> list[StanceScores]:  # noqa: ARG002
        neutral = StanceScores(0.05, 0.05, 0.9)
        return [next((scores for key, scores in self._script.items() if key in passage), neutral) for passage in passages]
