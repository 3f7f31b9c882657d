"""Homes for measuring: a database and an index that hold a made-up archive of a wanted size, kept between runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from bench.archives import NewsArchive
from factcheck.bootstrap import Runtime, build_runtime
from factcheck.pipeline.importing import Item
from factcheck.settings import Settings, read_settings
from factcheck.store import migrate

WORKSPACE = "bench"
# One newsroom has all of it: the most that a search has to look through.
ARCHIVE = NewsArchive(seed=1, workspaces=1)
ARTICLES_AT_ONCE = 200


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


def fill(settings: Settings, passages: int) -> tuple[int, int]:
    """Add articles until the archive has so many passages; return how many articles and passages it has then."""
    runtime = build_runtime(settings)
    workspace_id = runtime.store.workspaces.ensure(WORKSPACE).workspace_id
    articles, held = count(runtime, workspace_id)
    while held < passages:
        for outcome in runtime.importer.run_items(workspace_id, build_items(articles, ARTICLES_AT_ONCE)):
            if outcome.errors:
                raise click.ClickException(f"The archive was refused: {outcome.errors[0]}")
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
