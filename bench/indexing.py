"""What indexing an archive costs, and on what: splitting, embedding, writing, in passages a second of one core.

    .venv/bin/python -m bench.indexing --articles 1000

The articles are made up (``bench.archives``). Times of the processor besides those of the clock, so that the shares hold on
a machine that has other things to do; asserts nothing.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bench.archives import Article, NewsArchive
from factcheck.domain import Passage
from factcheck.index import build_index
from factcheck.inference.embedder import OnnxEmbedder, build_embedder
from factcheck.pipeline.importing import BATCH
from factcheck.text.passages import split_passages


class Stopwatch:
    """Seconds of the clock and of the processor for each stage."""

    def __init__(self) -> None:
        self.clock: dict[str, float] = {}
        self.processor: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what the body takes towards a stage."""
        clock, processor = time.perf_counter(), time.process_time()
        yield
        self.clock[name] = self.clock.get(name, 0) + time.perf_counter() - clock
        self.processor[name] = self.processor.get(name, 0) + time.process_time() - processor


def split(article: Article) -> list[Passage]:
    """Return the passages of an article."""
    key = f"doc_{article.document_id}"
    return [
        Passage(
            f"{key}-1-{number}", "ws_1", key, 1, span.start, span.end, article.text[span.start : span.end],
            span.context, article.title, "en", article.published_at,
        )
        for number, span in enumerate(split_passages(article.text))
    ]  # fmt: skip


def run(folder: Path, embedder: OnnxEmbedder, articles: list[Article], watch: Stopwatch) -> int:
    """Index the articles as an import does, a batch a commit; return how many passages they have."""
    index, done = build_index(str(folder), embedder.dimensions, embedder.name), 0
    for start in range(0, len(articles), BATCH):
        with watch.stage("split"):
            passages = [split(article) for article in articles[start : start + BATCH]]
        texts = [passage.text for its in passages for passage in its]
        with watch.stage("embed"):
            vectors = embedder.embed_passages(texts)
        with watch.stage("write"):
            index.replace_documents([("ws_1", its[0].document_key) for its in passages], list(pair(passages, vectors)))
        done += len(texts)
    with watch.stage("optimize"):
        index.optimize()
    return done


def pair(passages: list[list[Passage]], vectors: NDArray[np.float32]) -> Iterator[tuple[Passage, NDArray[np.float32]]]:
    """Yield each passage with its vector."""
    return zip((passage for its in passages for passage in its), vectors, strict=True)


@click.command()
@click.option("--articles", default=1_000, show_default=True)
@click.option("--models", default="models", show_default=True, type=click.Path(path_type=Path))
@click.option("--threads", default=1, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(articles: int, models: Path, threads: int, seed: int) -> None:
    """Index made-up articles and print the share of each stage."""
    made, watch = list(NewsArchive(seed).articles(0, articles)), Stopwatch()
    with tempfile.TemporaryDirectory(prefix="factcheck-bench-") as folder:
        passages = run(Path(folder), build_embedder(models, threads), made, watch)
    whole = sum(watch.processor.values())
    table = Table("stage", "passages a second", "a second of the processor", "share", title=f"{passages:,} passages")
    for name in watch.clock:
        processor = watch.processor[name]
        rates = passages / watch.clock[name], passages / max(processor, 1e-9)
        table.add_row(name, f"{rates[0]:,.0f}", f"{rates[1]:,.0f}", f"{processor / whole:.0%}")
    table.add_row("together", f"{passages / sum(watch.clock.values()):,.0f}", f"{passages / whole:,.0f}", "")
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
