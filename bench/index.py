"""How quick the passage index is at rest, while documents come in, and after optimizing, on made-up passages.

    .venv/bin/python -m bench.index --passages 20000

Prints a table in milliseconds and ratios; asserts nothing, for a machine's speed is no property of the code.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from factcheck.domain import Passage, SearchFilters
from factcheck.index import begin_rebuild, build_index, lance
from factcheck.index.lance import LancePassageIndex

DIMENSIONS = 384
MODEL = "bench@000000000000"
VOCABULARY = 30_000
TOPICS = 400
PASSAGES_PER_DOCUMENT = 5
WORKSPACES = 3


@dataclass(frozen=True, slots=True)
class Archive:
    """Words by Zipf's law, vectors around topics: nothing like news, but ranked lists of the same lengths."""

    random: np.random.Generator
    shares: NDArray[np.float64]
    topics: NDArray[np.float32]

    def text(self, words: int) -> str:
        """Return that many words."""
        return " ".join(f"w{number}" for number in self.random.choice(VOCABULARY, words, p=self.shares))

    def vector(self) -> NDArray[np.float32]:
        """Return a unit vector near one of the topics."""
        noise = self.random.standard_normal(DIMENSIONS).astype(np.float32)
        vector = self.topics[self.random.integers(TOPICS)] + 0.9 * noise
        return (vector / np.linalg.norm(vector)).astype(np.float32)

    def documents(self, first: int, count: int) -> Iterator[tuple[Passage, NDArray[np.float32]]]:
        """Yield the passages of ``count`` documents."""
        for number in range(first, first + count):
            workspace_id, title = f"ws_{number % WORKSPACES}", self.text(8)
            published_at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
            for part in range(PASSAGES_PER_DOCUMENT):
                passage = Passage(
                    f"doc_{number}-1-{part}", workspace_id, f"doc_{number}", 1, part * 200, part * 200 + 190,
                    self.text(25), self.text(20), title, "en", published_at,
                )  # fmt: skip
                yield passage, self.vector()


def build_archive(seed: int) -> Archive:
    """Return an archive whose content the seed decides."""
    random = np.random.default_rng(seed)
    shares = 1 / np.arange(1, VOCABULARY + 1)
    return Archive(random, shares / shares.sum(), random.standard_normal((TOPICS, DIMENSIONS)).astype(np.float32))


def put(index: LancePassageIndex, archive: Archive, first: int, count: int) -> float:
    """Replace ``count`` documents in one commit; return how long that takes, in milliseconds."""
    keys = [(f"ws_{number % WORKSPACES}", f"doc_{number}") for number in range(first, first + count)]
    passages = list(archive.documents(first, count))
    return measure(lambda: index.replace_documents(keys, passages))


def time_searches(index: LancePassageIndex, archive: Archive, filters: SearchFilters, searches: int = 40) -> float:
    """Return the median of hybrid searches in milliseconds."""
    queries = [(archive.text(18), archive.vector()) for _ in range(searches)]
    return statistics.median(measure(lambda query=query: index.search(*query, filters, 100)) for query in queries)


def measure(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes, in milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def measure_appending(index: LancePassageIndex, archive: Archive, first: int, commits: int) -> tuple[float, float, float]:
    """Commit one document after the other; return the medians of a commit and of a search, and the worst search."""
    filters = SearchFilters("ws_1")
    written, searched = [], []
    for number in range(first, first + commits):
        written.append(put(index, archive, number, 1))
        searched.append(time_searches(index, archive, filters, 1))
    return statistics.median(written), statistics.median(searched), max(searched)


def measure_recall(index: LancePassageIndex, archive: Archive, searches: int = 40) -> float:
    """Return which share of the ten nearest passages the vector side finds, against comparing every vector."""
    table = index._current_table()
    found = 0
    for _ in range(searches):
        vector = archive.vector()
        near = index.search("", vector, SearchFilters("ws_1"), 10)
        exact = table.search(vector, vector_column_name="vector").distance_type("l2").bypass_vector_index()
        rows = exact.where("workspace_id = 'ws_1'", prefilter=True).select(["passage_id", "_distance"]).limit(10).to_list()
        found += len({row["passage_id"] for row in rows} & {candidate.passage.passage_id for candidate in near})
    return found / (10 * searches)


@click.command()
@click.option("--passages", default=20_000, show_default=True)
@click.option("--batch", default=200, show_default=True, help="Documents a commit while loading.")
@click.option("--seed", default=1, show_default=True)
def main(passages: int, batch: int, seed: int) -> None:
    """Fill an index, search it at rest, while single documents come in, and after optimizing."""
    archive, documents = build_archive(seed), passages // PASSAGES_PER_DOCUMENT
    folder = Path(tempfile.mkdtemp(prefix="factcheck-bench-"))
    try:
        run(folder, archive, documents, batch)
    finally:
        shutil.rmtree(folder)


def run(folder: Path, archive: Archive, documents: int, batch: int) -> None:
    """Measure and print."""
    begin_rebuild(str(folder), DIMENSIONS, MODEL).switch()
    index = build_index(str(folder), DIMENSIONS, MODEL)
    loading = sum(put(index, archive, first, batch) for first in range(0, documents, batch))
    optimizing = measure(index.optimize)
    one, everything = SearchFilters("ws_1"), SearchFilters("ws_1", "en", datetime(2030, 1, 1, tzinfo=UTC))
    time_searches(index, archive, one, 10)
    rest = time_searches(index, archive, one)
    rows = [
        ("load all, a thousand passages", loading / (documents * PASSAGES_PER_DOCUMENT / 1000)),
        ("optimize after loading", optimizing),
        ("search at rest", rest),
        ("search with every filter", time_searches(index, archive, everything)),
        ("count a workspace", statistics.median(measure(lambda: index.count_passages("ws_1")) for _ in range(10))),
    ]
    commit, median, worst = measure_appending(index, archive, documents, 60)
    rows += [("commit of one document", commit), ("search while appending", median), ("  the slowest", worst)]
    lance.is_overdue = lambda *_: False
    _, median, worst = measure_appending(index, archive, documents + 60, 60)
    rows += [("search while appending, never optimized", median), ("  the slowest", worst)]
    rows.append(("optimize after sixty commits", measure(index.optimize)))
    rows.append(("search after it", time_searches(index, archive, one)))
    table = Table("", "ms", "times rest", title=f"{documents * PASSAGES_PER_DOCUMENT:,} passages", title_justify="left")
    for name, spent in rows:
        table.add_row(name, f"{spent:.1f}", f"{spent / rest:.1f}" if name.startswith(("search", " ")) else "")
    console = Console()
    console.print(table)
    console.print(f"recall@10 of the vector side against every vector: {measure_recall(index, archive):.3f}")


if __name__ == "__main__":
    sys.exit(main())
