"""``factcheck doctor``: does everything that is kept fit together?"""

from __future__ import annotations

import json
import sys
import time

import click

from factcheck.doctor.building import build_parts
from factcheck.doctor.examination import examine, mend
from factcheck.doctor.findings import KINDS, Examination, Finding
from factcheck.errors import FactcheckError
from factcheck.settings import read_settings

# Longer than the reconciler takes to set going again what was lost, and a worker to index what has just changed.
PAUSE_SECONDS = 12.0
COULD_NOT_LOOK = 2
IDS_A_FINDING = 5


@click.command()
@click.option("--repair", is_flag=True, help="Mend what is derived from the store: the index, lost jobs.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.option(
    "--pause",
    default=PAUSE_SECONDS,
    show_default=True,
    type=click.FloatRange(0),
    help="Seconds before what does not seem to fit is looked at again.",
)
def doctor(repair: bool, as_json: bool, pause: float) -> None:
    """Compare store, index and broker. Exit status 0: all fits or was mended, 1: something does not, 2: could not look."""
    try:
        parts, mender = build_parts(read_settings())
        examination = examine(parts, lambda: time.sleep(pause))
        if repair:
            examination = mend(examination, mender)
    except FactcheckError as error:
        _fail(str(error), as_json)
    if as_json:
        click.echo(json.dumps(examination.to_json()))
    else:
        _tell(examination)
    sys.exit(examination.status)


def _fail(why: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"status": COULD_NOT_LOOK, "could_not_look": [{"part": "all", "why": why}]}))
    else:
        click.echo(f"Could not look: {why}", err=True)
    sys.exit(COULD_NOT_LOOK)


def _tell(examination: Examination) -> None:
    for part, counts in examination.looked_at.items():
        click.echo(f"{part}: {', '.join(f'{count} {word}' for word, count in counts.items())}")
    for item in examination.unlooked:
        click.echo(f"Could not look at {item.part}: {item.why}")
    for finding in examination.findings:
        _tell_finding(finding)
    if not examination.findings and not examination.unlooked:
        click.echo("Everything fits.")


def _tell_finding(finding: Finding) -> None:
    kind = KINDS[finding.kind]
    click.echo(f"\n{'note' if kind.is_note else 'FINDING'} {finding.kind}: {kind.what}")
    more = len(finding.ids) - IDS_A_FINDING
    click.echo(f"  where: {', '.join(finding.ids[:IDS_A_FINDING])}{f' and {more} more' if more > 0 else ''}")
    click.echo(f"  {f'done: {finding.repaired}' if finding.repaired else f'mended by {kind.remedy}'}")
