"""``factcheck explain``: how the latest report on a claim came about, as an operator may see it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click
from rich.console import Console

from factcheck.cli.explanation import render_explanation
from factcheck.cli.keys import find_workspace, open_migrated_store
from factcheck.judgement.explanations import describe_rule, describe_verdict
from factcheck.judgement.withdrawal import withdraw_documents
from factcheck.quantities import align_quantities
from factcheck.report_json import cited_versions, format_time
from factcheck.store import Store
from factcheck.store.records import Check, Claim, DocumentContent
from factcheck.text.invisible import drop_invisible
from factcheck.text.passages import split_passages
from factcheck.visibility import is_visible


@click.command()
@click.argument("claim_id")
@click.option("--workspace", default="newsroom", show_default=True, help="The newsroom that the claim belongs to.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def explain(claim_id: str, workspace: str, as_json: bool) -> None:
    """Tell stage by stage how the latest report on a claim came about."""
    store = open_migrated_store()
    claim = store.claims.get(find_workspace(store, workspace), claim_id)
    if claim is None:
        raise click.ClickException(f"The workspace {workspace} has no claim {claim_id}.")
    explanation = explain_claim(store, claim, datetime.now(UTC))
    if as_json:
        click.echo(json.dumps(explanation, indent=2))
    else:
        render_explanation(Console(), explanation)


def explain_claim(store: Store, claim: Claim, now: datetime) -> dict[str, Any]:
    """Return the claim, its latest check, each judged passage with its text, and the report, as JSON can hold them.

    ``report`` is None, ``passages`` empty and ``verdict_rule`` None where the check has no report. Documents that may not
    be shown at the time ``now`` lend neither text nor title, and their evidence is withdrawn as the service does it.
    """
    check = claim.check
    explanation: dict[str, Any] = {
        "claim_id": claim.claim_id,
        "text": claim.text,
        "as_of": _format(claim.as_of),
        "language": claim.language,
        "context": claim.context,
        "check": _describe_check(check),
        "passages": [],
        "report": None,
        "verdict_rule": None,
    }
    if check.report is None:
        return explanation
    trace = check.report.get("trace", ())
    cited = {document_id for document_id, _version in cited_versions(check.report)}
    shown = _visible_ids(store, claim.workspace_id, cited | {entry["document_id"] for entry in trace}, now)
    report = withdraw_documents(check.report, cited - shown)
    parts = [part["text"] for part in check.report.get("parts", ())] or [claim.text]
    explanation["passages"] = [
        _describe_passage(entry, _find_content(store, claim.workspace_id, entry, shown), parts[entry.get("part", 0)])
        for entry in trace
    ]
    explanation["report"] = {name: value for name, value in report.items() if name != "trace"}
    explanation["verdict_rule"] = describe_verdict(report["verdict"], is_compound=len(report.get("parts", ())) > 1)
    return explanation


def _describe_check(check: Check) -> dict[str, Any]:
    return {
        "check_id": check.check_id,
        "number": check.number,
        "attempt": check.attempt,
        "status": check.status,
        "problem": check.problem,
        "queued_at": _format(check.queued_at),
        "started_at": _format(check.started_at),
        "finished_at": _format(check.finished_at),
    }


def _describe_passage(entry: dict[str, Any], content: DocumentContent | None, claim: str) -> dict[str, Any]:
    """Return a passage of the trace with its text, and the figures in it that were compared with the claim's part."""
    return {
        **entry,
        "title": content.title if content else None,
        "text": content.text[entry["start"] : entry["end"]] if content else None,
        "figures": _align_figures(entry, content, claim) if content and entry.get("quantities") else [],
        "rule_in_words": describe_rule(entry["rule"]),
    }


def _align_figures(entry: dict[str, Any], content: DocumentContent, claim: str) -> list[dict[str, Any]]:
    # A trace holds no words of a document, so that none are left of one that is deleted: they are aligned again.
    context = next((span.context for span in split_passages(content.text) if span.start == entry["start"]), "")
    surroundings = drop_invisible(f"{content.title or ''}\n{context}")
    aligned = align_quantities(claim, drop_invisible(content.text[entry["start"] : entry["end"]]), surroundings)
    return [{**asdict(pair.comparison), "is_central": pair.is_central} for pair in aligned]


def _find_content(store: Store, workspace_id: str, entry: dict[str, Any], shown: set[str]) -> DocumentContent | None:
    if entry["document_id"] not in shown:
        return None
    version = store.documents.get_version(workspace_id, entry["document_id"], entry["version"])
    return version.content if version else None


def _visible_ids(store: Store, workspace_id: str, document_ids: set[str], now: datetime) -> set[str]:
    documents = (store.documents.get(workspace_id, document_id) for document_id in sorted(document_ids))
    return {document.document_id for document in documents if document is not None and is_visible(document, now)}


def _format(time: datetime | None) -> str | None:
    return format_time(time) if time else None
