"""How often the verdict on a claim about an archive is as expected: ``python -m bench.corpus_claims [--misses]``.

Runs the claims of an archive, that of the demo unless ``--archive`` names another, through the real models and a real index
in a temporary folder, without HTTP and queue, and counts verdicts as expected, evidence on the wrong side, and evidence from
documents that nobody expected. ``bench/newsrooms`` is an archive whose authors knew neither rules nor model.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from factcheck.bootstrap import Runtime, build_runtime
from factcheck.domain import ClaimQuery, Stance
from factcheck.pipeline.importing import read_line
from factcheck.report import Report
from factcheck.settings import read_settings
from factcheck.store import migrate

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
CORPUS = Path(__file__).resolve().parent.parent / "corpus"


@click.command()
@click.option("--misses", is_flag=True, help="Print each claim whose verdict is another than expected.")
@click.option("--archive", type=FOLDER, default=CORPUS, help="Folder of items and, in claims/, of claims.")
def main(misses: bool, archive: Path) -> None:
    """Check the claims of an archive and print how it went."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["FACTCHECK_HOME"] = home
        settings = read_settings()
        migrate(settings.database_url)
        runtime = build_runtime(settings)
        workspace_id = runtime.store.workspaces.ensure("bench").workspace_id
        import_archive(runtime, workspace_id, archive)
        verdicts: Counter[tuple[str, str]] = Counter()
        evidence: Counter[str] = Counter()
        for claim in read_claims(archive):
            as_of = datetime.fromisoformat(claim["as_of"]) if claim.get("as_of") else None
            report = runtime.checker.run(ClaimQuery(workspace_id, claim["text"], as_of)).report
            found = report.verdict.label.value
            expected = _pick_expected(claim, found)
            verdicts[expected, found] += 1
            evidence.update(_rate_evidence(claim, report))
            if misses and found != expected:
                click.echo(f"{found:20} expected {expected:20} {claim['text']}")
        runtime.store.close()
    _print_table(verdicts, evidence)


def import_archive(runtime: Runtime, workspace_id: str, archive: Path = CORPUS) -> None:
    """Import all items of an archive's ``*.jsonl``."""
    lines = [line for path in sorted(archive.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    items = enumerate(map(read_line, filter(None, lines)), 1)
    for outcome in runtime.importer.run_items(workspace_id, items):
        if outcome.errors:
            raise click.ClickException(f"The archive was refused: {outcome.errors[0]}")


def read_claims(archive: Path = CORPUS) -> Iterator[dict[str, Any]]:
    """Yield an archive's claims with the verdict that is expected, or a list of those that will do."""
    for path in sorted((archive / "claims").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def _pick_expected(claim: dict[str, Any], found: str) -> str:
    """Return the verdict found if it will do, else the first that would."""
    expected = claim["expected"]
    wanted: list[str] = [expected] if isinstance(expected, str) else expected
    return found if found in wanted else wanted[0]


def _rate_evidence(claim: dict[str, Any], report: Report) -> Sequence[str]:
    if "supporting" not in claim:
        return []
    ratings = []
    for piece in report.evidence:
        right, wrong = claim["supporting"], claim["conflicting"]
        if piece.stance is Stance.CONFLICTING:
            right, wrong = wrong, right
        document_id = piece.document.document_id
        ratings.append("right" if document_id in right else "wrong side" if document_id in wrong else "unexpected")
    return ratings


def _print_table(verdicts: Counter[tuple[str, str]], evidence: Counter[str]) -> None:
    right = sum(number for (expected, found), number in verdicts.items() if expected == found)
    for expected in sorted({expected for expected, _found in verdicts}):
        row = {found: number for (wanted, found), number in sorted(verdicts.items()) if wanted == expected}
        click.echo(f"{expected:20} {', '.join(f'{found} {number}' for found, number in row.items())}")
    click.echo(f"{right} of {verdicts.total()} verdicts as expected; evidence: {dict(evidence)}")


if __name__ == "__main__":
    main()
