"""``factcheck import``, ``check`` and ``reindex``: work on the archive of this machine without the HTTP service."""

from __future__ import annotations

import re
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from factcheck.bootstrap import build_runtime, rebuild_index
from factcheck.cli.keys import open_migrated_store
from factcheck.cli.rendering import render_report
from factcheck.cli.sources import count_items, read_file
from factcheck.pipeline.importing import BATCH
from factcheck.settings import read_settings
from factcheck.store.records import LineError, NewClaim

PICTURE_COLUMNS = 110
FONT_FACE = re.compile(r"@font-face \{[^}]*\}")
workspace_option = click.option("--workspace", default="newsroom", show_default=True, help="Made if it is new.")


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@workspace_option
def import_paths(paths: tuple[Path, ...], workspace: str) -> None:
    """Store and index documents: JSON lines, ninjs, NewsML-G2, feeds, pages and plain texts, or folders of them."""
    store = open_migrated_store()
    workspace_id = store.workspaces.ensure(workspace).workspace_id
    runtime = build_runtime(read_settings())
    done, errors = 0, 0
    console = Console()
    for path in paths:
        places: dict[int, tuple[Path, int]] = {}
        total = -(-count_items(path) // BATCH)
        outcomes = runtime.importer.run_items(workspace_id, read_file(path, places))
        for outcome in track(outcomes, path.name, total, console=console):
            done += outcome.done
            errors += len({error.line for error in outcome.errors})
            for error in outcome.errors:
                console.print(_describe(*places[error.line], error), markup=False, style="yellow")
            # What was read so far has been told of.
            places.clear()
    click.echo(f"{done} stored and indexed, {errors} refused.")
    if errors:
        raise SystemExit(1)


@click.command()
@click.argument("claim")
@workspace_option
@click.option("--svg", type=click.Path(path_type=Path, dir_okay=False), help="Also write the report as a picture.")
def check(claim: str, workspace: str, svg: Path | None) -> None:
    """Check one claim against the archive and print the report."""
    text = claim.strip()
    if not 2 <= len(text) <= 2000:
        raise click.BadParameter("A claim has between 2 and 2,000 characters.", param_hint="CLAIM")
    store = open_migrated_store()
    workspace_id = store.workspaces.ensure(workspace).workspace_id
    runtime = build_runtime(read_settings())
    created = store.claims.create(workspace_id, NewClaim(text))
    runtime.run_check(created.check.check_id, created.check.attempt)
    finished = store.claims.get(workspace_id, created.claim_id)
    if finished is None or finished.check.report is None:
        raise click.ClickException("The check did not finish; a running worker may have taken it over.")
    console = Console(record=svg is not None, width=PICTURE_COLUMNS if svg else None)
    render_report(console, finished.text, finished.check.report)
    click.echo(f"\nHow this came about: factcheck explain {finished.claim_id} --workspace {workspace}", err=True)
    if svg:
        # Rich has the picture load its fonts from elsewhere; whatever monospaced font there is will do.
        picture = FONT_FACE.sub("", console.export_svg(title="factcheck check"))
        svg.write_text(picture, encoding="utf-8")


@click.command()
def reindex() -> None:
    """Rebuild the passage index of all workspaces from the store into a new table, then switch to it."""
    store = open_migrated_store()
    with Console().status("Rebuilding the passage index"):
        documents = rebuild_index(read_settings(), store)
    click.echo(f"{documents} documents are in the new index; {store.documents.index_lag()} wait for a worker.")


def _describe(file: Path, place: int, error: LineError) -> str:
    where = f" {error.pointer}" if error.pointer else ""
    return f"{file}:{place}{where} {error.detail}"
