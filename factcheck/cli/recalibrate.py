"""``factcheck recalibrate``: fits how sure evidence has to be on the feedback of a workspace's editors."""

from __future__ import annotations

import click

from factcheck.cli.keys import find_workspace, open_migrated_store
from factcheck.domain import EvidenceFloor, Stance
from factcheck.judgement.recalibration import LEAST_PIECES, JudgedPiece, Recalibration
from factcheck.judgement.recalibration import recalibrate as fit
from factcheck.store import Store


@click.command()
@click.option("--workspace", required=True, help="The newsroom whose feedback counts.")
@click.option("--apply", "is_applied", is_flag=True, help="Keep the new numbers, for checks from now on.")
@click.option("--reset", is_flag=True, help="Forget what was fitted: from now on all evidence counts.")
def recalibrate(workspace: str, is_applied: bool, reset: bool) -> None:
    """Fit how sure evidence has to be, and report the change. Without enough feedback, or gain, nothing changes."""
    if is_applied and reset:
        raise click.UsageError("--apply and --reset exclude each other.")
    store = open_migrated_store()
    workspace_id = find_workspace(store, workspace)
    if reset:
        store.workspace_settings.reset_floor(workspace_id)
        click.echo("Forgotten: checks from now on leave out no evidence.")
        return
    current = store.workspace_settings.get(workspace_id).floor
    result = fit(read_pieces(store, workspace_id), current)
    if not result.has_enough:
        click.echo(f"{result.pieces} pieces of evidence are judged; at least {LEAST_PIECES} are needed. Nothing changes.")
        return
    report(result)
    if not result.is_better:
        click.echo("No numbers do better on pieces that they were not fitted on. Nothing changes.")
    elif is_applied:
        store.workspace_settings.set_floor(workspace_id, result.after, result.pieces)
        click.echo("Kept: checks from now on leave out evidence below these numbers.")
    else:
        click.echo("Not kept; say --apply to do so.")


def read_pieces(store: Store, workspace_id: str) -> list[JudgedPiece]:
    """Return the workspace's feedback on evidence."""
    judged = [(feedback.claim_id, feedback.evidence) for feedback in store.feedback.judged(workspace_id)]
    return [
        JudgedPiece(claim_id, Stance(evidence.stance), evidence.confidence, evidence.judgement)
        for claim_id, evidence in judged
        if evidence is not None
    ]


def report(result: Recalibration) -> None:
    """Print what the fit has found."""
    click.echo(f"{result.pieces} pieces of evidence are judged.")
    click.echo(f"in force: {describe(result.before)}; worth {result.worth_before}")
    click.echo(f"fitted:   {describe(result.after)}; worth {result.worth_after}, cross-validated")


def describe(floor: EvidenceFloor) -> str:
    """Return the two numbers in words."""
    return f"supporting from {floor.supporting:.2f}, conflicting from {floor.conflicting:.2f}"
