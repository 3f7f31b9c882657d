"""A report in a terminal: verdict and reasons first, then each piece of evidence with its quote and its source."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

VERDICTS = {
    "supported": ("SUPPORTED", "bold green"),
    "refuted": ("REFUTED", "bold red"),
    "disputed": ("DISPUTED", "bold yellow"),
    "outdated": ("OUTDATED", "bold yellow"),
    "not_enough_evidence": ("NOT ENOUGH EVIDENCE", "bold blue"),
}
STANCES = {"supporting": ("+ supporting", "green"), "conflicting": ("- conflicting", "red")}


def render_report(console: Console, claim: str, report: dict[str, Any]) -> None:
    """Print one claim with its report; text of claims and documents is never taken for markup."""
    label, style = VERDICTS[report["verdict"]]
    console.print(Text.assemble(("Claim    ", "dim"), (claim, "bold")))
    heading = Text.assemble(("Verdict  ", "dim"), (label, style))
    if report["evidence"]:
        heading.append(f"  confidence {report['confidence']:.2f}", "dim")
    console.print(heading)
    for reason in report["reasons"]:
        console.print(Padding(Text(reason), (0, 0, 0, 9)))
    for piece in report["evidence"]:
        console.print()
        _render_evidence(console, piece)
    console.print(Text(f"\n         {describe_search(report['searched'])}", "dim"))
    console.print(Text(f"         {report['timings_ms']['total']:.0f} ms", "dim"))


def describe_search(searched: dict[str, Any]) -> str:
    """Return in a line what was searched: documents with the dates of the first and the last, passages, candidates."""
    span = f" from {searched['earliest'][:10]} to {searched['latest'][:10]}" if searched.get("earliest") else ""
    archive = f"{searched['documents']} documents{span}; " if "documents" in searched else ""
    return f"{archive}{searched['passages']} passages, {searched['candidates']} candidates, {searched['judged']} judged"


def _render_evidence(console: Console, piece: dict[str, Any]) -> None:
    stance, style = STANCES[piece["stance"]]
    console.print(Padding(Text.assemble((stance, style), (f"  {piece['confidence']:.2f}", "dim")), (0, 0, 0, 2)))
    console.print(Padding(Text(f"“{piece['quote']['exact']}”"), (0, 4, 0, 4)))
    document = piece["document"]
    date = (document["published_at"] or "undated")[:10]
    source = " · ".join(part for part in (document["title"], document["publisher"], date) if part)
    console.print(Padding(Text(source, "dim"), (0, 4, 0, 4)))
    for pair in piece["quantities"]:
        line = f"{pair['claim']} | {pair['passage']}: {pair['relation']}"
        console.print(Padding(Text(line, "dim italic"), (0, 4, 0, 4)))
