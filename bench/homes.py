"""Homes for measuring: a database and an index that hold a made-up archive of a wanted size, kept between runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from bench.archives import NewsArchive
from bench.vectors import RecombiningEmbedder
from factcheck.bootstrap import Runtime, build_runtime
from factcheck.inference import build_embedder
from factcheck.pipeline.importing import Item
from factcheck.pipeline.indexing import DocumentIndexer
from factcheck.schemas.document import load_item
from factcheck.settings import Settings, read_settings
from factcheck.store import migrate

WORKSPACE = "bench"
# One newsroom has all of it: the most that a search has to look through.
ARCHIVE = NewsArchive(seed=1, workspaces=1)
ARTICLES_AT_ONCE = 500


def open_home(folder: Path) -> Settings:
    """Return the settings of a home, with nothing that keeps a single client from sending as much as it likes."""
    os.environ.update(
        FACTCHECK_HOME=str(folder),
        FACTCHECK_READS_PER_MINUTE="0",
        FACTCHECK_WRITES_PER_MINUTE="0",
        FACTCHECK_OVERLOAD_SECONDS="0",
    )
    settings = read_settings()
    folder.mkdir(parents=True, exist_ok=True)
    migrate(settings.database_url)
    return settings


def fill(settings: Settings, passages: int, embedded: int) -> tuple[int, int]:
    """Add articles until the archive has so many passages; return how many articles and passages it has then.

    The embedding model makes the vectors of the first ``embedded`` that are added, the others are recombined from those.
    """
    runtime = build_runtime(settings)
    indexer = DocumentIndexer(runtime.index, RecombiningEmbedder(build_embedder(settings.models_dir), embedded))
    workspace_id = runtime.store.workspaces.ensure(WORKSPACE).workspace_id
    articles, held = count(runtime, workspace_id)
    while held < passages:
        puts = [load_item(item, None) for _number, item in build_items(articles, ARTICLES_AT_ONCE)]
        stored = [put.document for put in runtime.store.documents.put_many(workspace_id, puts) if put is not None]
        indexer.index_documents(stored)
        attempts = {document.document_key: document.index_attempt for document in stored}
        runtime.store.documents.mark_all_indexed(attempts)
        articles, held = count(runtime, workspace_id)
        click.echo(f"{held} of {passages} passages", err=True)
    runtime.index.optimize()
    runtime.store.close()
    return articles, held


def count(runtime: Runtime, workspace_id: str) -> tuple[int, int]:
    """Return how many articles the store has and how many passages the index."""
    return runtime.store.documents.survey(workspace_id, None).documents, runtime.index.count_passages(workspace_id)


def build_items(first: int, number: int) -> Iterator[tuple[int, Item]]:
    """Yield articles as an import has them."""
    for place, article in enumerate(ARCHIVE.articles(first, number), 1):
        fields = asdict(article)
        del fields["workspace"]
        yield place, Item({**fields, "published_at": article.published_at.isoformat(), "language": "en"})
