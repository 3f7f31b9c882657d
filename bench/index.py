"""How quick the passage index is at a size: searches at rest and while documents come in, changes, tending, recall, space.

    .venv/bin/python -m bench.index --passages 100000

The archive is made up (``bench.archives``); its vectors are kept under ``--cache`` for the next run. Prints times and
ratios; asserts nothing, for a machine's speed is no property of the code.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bench.vectors import Passages, open_passages
from factcheck.domain import Passage, SearchFilters
from factcheck.index import begin_rebuild, build_index
from factcheck.index.lance import LancePassageIndex

MODEL = "bench@000000000000"
DIMENSIONS = 384
# As many as a check asks for, with what it fetches in excess.
LIMIT = 100
BATCH = 5_000
EVERYTHING = {"language": "en", "published_before": datetime(2030, 1, 1, tzinfo=UTC)}


@dataclass(slots=True)
class Findings:
    """What was measured, a row each: a name, milliseconds, and what else is to be said."""

    console: Console
    rest: float = 0.0
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, name: str, times: list[float] | float, note: str = "") -> None:
        """Take in the times of one thing in milliseconds: of several the median, and the 95th percentile as a note."""
        if isinstance(times, list):
            spent = statistics.median(times)
            note = note or f"p95 {np.quantile(times, 0.95):.1f}, {spent / self.rest if self.rest else 1:.1f} times rest"
        else:
            spent = times
        self.rows.append((name, f"{spent:.1f}", note))
        self.console.print(f"{name}: {spent:.1f} ms {note}", highlight=False, style="dim")

    def show(self, title: str) -> None:
        """Print everything as a table."""
        table = Table("", "ms", "", title=title, title_justify="left")
        for row in self.rows:
            table.add_row(*row)
        self.console.print(table)


def measure(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes, in milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def load(index: LancePassageIndex, passages: Passages) -> None:
    """Put everything in, some thousand passages a commit."""
    documents: list[tuple[str, str]] = []
    pairs: list[tuple[Passage, NDArray[np.float32]]] = []
    for document, its_passages in passages.documents():
        documents.append(document)
        pairs += its_passages
        if len(pairs) >= BATCH:
            index.replace_documents(documents, pairs)
            documents, pairs = [], []
    index.replace_documents(documents, pairs)


def search_once(index: LancePassageIndex, passages: Passages, number: int, **filters: object) -> float:
    """Ask the index about one claim; return how long it takes."""
    workspace_id, text, vector = passages.claim(number)
    return measure(lambda: index.search(text, vector, SearchFilters(workspace_id, **filters), LIMIT))  # type: ignore[arg-type]


def search_many(index: LancePassageIndex, passages: Passages, searches: int, **filters: object) -> list[float]:
    """Ask about that many claims, the first ten for warming up; return how long each of the others takes."""
    return [search_once(index, passages, number, **filters) for number in range(searches + 10)][10:]


def search_beside(index: LancePassageIndex, passages: Passages, work: Callable[[], object]) -> list[float]:
    """Search in this thread for as long as ``work`` takes in another; return how long each search takes."""
    times: list[float] = []
    thread = threading.Thread(target=work)
    thread.start()
    while thread.is_alive():
        times.append(search_once(index, passages, len(times)))
    thread.join()
    return times


def put_one(index: LancePassageIndex, passages: Passages, number: int, version: int) -> float:
    """Replace one document, of which the last passage goes; return how long it takes."""
    document, pairs = passages.document(number)
    renewed = [(replace(passage, version=version), vector) for passage, vector in pairs[:-1]]
    return measure(lambda: index.replace_documents([document], renewed))


def measure_recall(index: LancePassageIndex, passages: Passages, searches: int) -> float:
    """Return which share of the ten nearest passages the vector side finds, against comparing every vector."""
    found = 0
    for number in range(searches):
        workspace_id, _, vector = passages.claim(number)
        near = index.search("", vector, SearchFilters(workspace_id), LIMIT)[:10]
        exact = passages.nearest(workspace_id, vector, 10)
        found += sum(1 for candidate in near if 1 - (candidate.similarity or 0) <= exact + 1e-5)
    return found / (10 * searches)


def walk(folder: Path) -> Iterator[Path]:
    """Yield the files under a folder."""
    return (path for path in folder.rglob("*") if path.is_file())


def run(folder: Path, passages: Passages, searches: int, findings: Findings) -> None:
    """Fill an index and measure it."""
    url = str(folder)
    rebuild = begin_rebuild(url, DIMENSIONS, MODEL)
    thousands = len(passages) / 1000
    findings.add("load, a thousand passages", measure(lambda: load(rebuild.index, passages)) / thousands)
    findings.add("optimize and switch", measure(rebuild.switch))
    index = build_index(url, DIMENSIONS, MODEL)
    at_rest = search_many(index, passages, searches)
    findings.rest = statistics.median(at_rest)
    findings.add("search at rest", at_rest)
    findings.add("search with every filter", search_many(index, passages, searches, **EVERYTHING))
    findings.add("count a workspace", [measure(lambda: index.count_passages("ws_1")) for _ in range(20)])
    writer = build_index(url, DIMENSIONS, MODEL)
    changes: list[float] = []
    during = search_beside(
        index, passages, lambda: changes.extend(put_one(writer, passages, number, 2) for number in range(40))
    )
    findings.add("change of one document", changes, f"p95 {np.quantile(changes, 0.95):.1f}")
    findings.add("search while documents come in", during)
    findings.add("removal of one document", measure(lambda: writer.replace_documents([passages.document(50)[0]], [])))
    findings.add("search while the index is tended", search_beside(index, passages, writer.optimize))
    findings.add("search after it", search_many(index, passages, searches))
    findings.add("recall@10 of the vector side", 0.0, f"{measure_recall(index, passages, 60):.3f}")
    space = sum(path.stat().st_size for path in walk(folder)) / len(passages)
    findings.add("bytes on disk a passage", space)
    findings.add("memory of this process, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


@click.command()
@click.option("--passages", default=20_000, show_default=True)
@click.option("--embedded", default=20_000, show_default=True, help="Passages whose vectors the embedding model makes.")
@click.option("--searches", default=60, show_default=True)
@click.option("--cache", default="/var/tmp/factcheck-bench", show_default=True, type=click.Path(path_type=Path))
@click.option("--models", default="models", show_default=True, type=click.Path(path_type=Path))
@click.option("--seed", default=1, show_default=True)
def main(passages: int, embedded: int, searches: int, cache: Path, models: Path, seed: int) -> None:
    """Fill an index with a made-up archive and measure it."""
    findings = Findings(Console())
    made = open_passages(cache, models, seed, passages, embedded)
    folder = cache / f"index-{passages}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        run(folder, made, searches, findings)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    findings.show(f"{passages:,} passages")


if __name__ == "__main__":
    sys.exit(main())
