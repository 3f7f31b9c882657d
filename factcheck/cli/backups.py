"""``factcheck backup`` and ``restore``: the store in a folder, and back again."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from factcheck.backup.restoring import restore_backup
from factcheck.backup.writing import write_backup
from factcheck.bootstrap import rebuild_index
from factcheck.model_names import describe_versions
from factcheck.settings import read_settings
from factcheck.store import open_store


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
def backup(path: Path) -> None:
    """Write a backup of the store to PATH, a new folder, while everything runs. It holds secrets: guard it."""
    settings = read_settings()
    with Console(stderr=True).status("Writing the backup"):
        manifest = write_backup(settings.database_url, path, describe_versions(settings.models_dir))
    click.echo(f"{manifest.rows} rows of {len(manifest.tables)} tables are in {path}.")


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--no-reindex", is_flag=True, help="Leave the index to a `factcheck reindex` of yours.")
def restore(path: Path, no_reindex: bool) -> None:
    """Restore the backup in PATH into an empty database, of whichever kind, and rebuild the index from it."""
    settings = read_settings()
    console = Console(stderr=True)
    with console.status("Restoring the backup"):
        manifest = restore_backup(settings.database_url, path)
    click.echo(f"{manifest.rows} rows of {len(manifest.tables)} tables are restored, as they were at {manifest.made_at}.")
    if no_reindex:
        click.echo("Run `factcheck reindex` before claims are checked.")
        return
    with console.status("Rebuilding the passage index"):
        documents = rebuild_index(settings, open_store(settings.database_url))
    click.echo(f"{documents} documents are in the index. `factcheck doctor` compares all of it.")
