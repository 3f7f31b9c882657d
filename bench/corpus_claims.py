"""How often the verdict on a claim about the demo archive is as expected: ``python -m bench.corpus_claims [--misses]``.

Runs the claims of corpus/claims/ through the real models and a real index in a temporary folder, without HTTP and queue,
and counts verdicts as expected, evidence on the wrong side, and evidence from documents that nobody expected.
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

CORPUS = Path(__file__).resolve().parent.parent / "corpus"


@click.command()
@click.option("--misses", is_flag=True, help="Print each claim whose verdict is another than expected.")
def main(misses: bool) -> None:
    """Check the claims of the demo archive and print how it went."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["FACTCHECK_HOME"] = home
        settings = read_settings()
        migrate(settings.database_url)
        runtime = build_runtime(settings)
        workspace_id = runtime.store.workspaces.ensure("bench").workspace_id
        _import_corpus(runtime, workspace_id)
        verdicts: Counter[tuple[str, str]] = Counter()
        evidence: Counter[str] = Counter()
        for claim in _read_claims():
            as_of = datetime.fromisoformat(claim["as_of"]) if claim.get("as_of") else None
            report = runtime.checker.run(ClaimQuery(workspace_id, claim["text"], as_of)).report
            verdicts[claim["expected"], report.verdict.label.value] += 1
            evidence.update(_rate_evidence(claim, report))
            if misses and report.verdict.label != claim["expected"]:
                click.echo(f"{report.verdict.label.value:20} expected {claim['expected']:20} {claim['text']}")
        runtime.store.close()
    _print_table(verdicts, evidence)


def _import_corpus(runtime: Runtime, workspace_id: str) -> None:
    lines = [line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    items = enumerate(map(read_line, filter(None, lines)), 1)
    for outcome in runtime.importer.run_items(workspace_id, items):
        if outcome.errors:
            raise click.ClickException(f"The demo archive was refused: {outcome.errors[0]}")


def _read_claims() -> Iterator[dict[str, Any]]:
    for name in ("demo", "more"):
        for line in (CORPUS / "claims" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


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
