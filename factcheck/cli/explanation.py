"""How a report came about, in a terminal, stage by stage. Text of claims and documents is never taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from factcheck.cli.rendering import STANCES, VERDICTS, describe_search
from factcheck.judgement.explanations import describe_verdict

STATES = {
    "queued": "The check is waiting for a worker; there is no report yet.",
    "running": "The check is running; there is no report yet.",
    "failed": "The check failed; there is no report.",
    "canceled": "The check was canceled; there is no report.",
}
# Shown in lines of their own; whatever else a trace holds is listed as it is.
_PLACED = frozenset(
    """
    document_id version start end title text score bm25_rank vector_rank similarity scores figures rule rule_in_words stance
    confidence part
    """.split()  # noqa: SIM905
)
# A terminal would obey some of these.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def render_explanation(console: Console, explanation: dict[str, Any]) -> None:
    """Print what ``factcheck.cli.explain.explain_claim`` returned."""
    _render_claim(console, explanation)
    report = explanation["report"]
    if report is None:
        _render_state(console, explanation["check"])
        return
    _render_search(console, report)
    _render_passages(console, explanation["passages"], report.get("parts", []))
    _render_evidence(console, report["evidence"])
    _render_origins(console, report)
    _render_parts(console, report.get("parts", []))
    _render_gaps(console, report)
    _render_prior_checks(console, report.get("prior_checks", []))
    _render_verdict(console, report, explanation["verdict_rule"])
    _render_timings(console, report["timings_ms"])


def _render_claim(console: Console, explanation: dict[str, Any]) -> None:
    check = explanation["check"]
    _say(console, explanation["text"], "bold", indent=0)
    _say(console, f"{explanation['claim_id']}, check {check['number']}, attempt {check['attempt']}", "dim", indent=0)
    for name in ("as_of", "language", "context"):
        if explanation[name]:
            _say(console, f"{name}: {explanation[name]}", "dim", indent=0)


def _render_state(console: Console, check: dict[str, Any]) -> None:
    _say(console, STATES.get(check["status"], f"The check is {check['status']}; there is no report."), "yellow", indent=0)
    problem = check["problem"] or {}
    for sentence in filter(None, (problem.get("title"), problem.get("detail"))):
        _say(console, sentence)


def _render_search(console: Console, report: dict[str, Any]) -> None:
    _head(console, "Search")
    _say(console, describe_search(report["searched"]))
    for title, values in (("filters", report["searched"]["filters"]), ("versions", report["versions"])):
        _say(console, f"{title}: {_join(values)}")


def _render_passages(console: Console, passages: list[dict[str, Any]], parts: list[dict[str, Any]]) -> None:
    _head(console, f"Judged passages, in the order of retrieval: {len(passages)}")
    part = None
    for number, passage in enumerate(passages, 1):
        if len(parts) > 1 and passage.get("part") != part:
            part = passage["part"]
            _say(console, f"\nfor the part “{parts[part]['text']}”:")
        _render_passage(console, number, passage)


def _render_passage(console: Console, number: int, passage: dict[str, Any]) -> None:
    title = f", {passage['title']}" if passage["title"] else ""
    place = f"version {passage['version']}, characters {passage['start']} to {passage['end']}"
    _say(console, f"\n{number}. {passage['document_id']}{title}", "bold")
    _say(console, passage["text"] if passage["text"] is not None else "no longer available", "italic", indent=5)
    _say(console, place, "dim", indent=5)
    near = f", cosine {passage['similarity']:.2f}" if passage.get("similarity") is not None else ""
    ranks = f"words {_rank(passage['bm25_rank'])}, vectors {_rank(passage['vector_rank'])}{near}"
    _say(console, f"ranks: {ranks}; score of both {passage['score']:.4f}", indent=5)
    scores = _list(f"{name} {value:.2f}" for name, value in (passage["scores"] or {}).items())
    _say(console, f"model: {scores if passage['scores'] else 'not asked, the rule holds whatever it says'}", indent=5)
    features = {name: value for name, value in passage.items() if name not in _PLACED and value is not None}
    _say(console, "; ".join(f"{name}: {_join(value)}" for name, value in features.items()), indent=5)
    for pair in passage.get("figures", ()):
        central = ", what the claim is about" if pair["is_central"] else ""
        _say(console, f"{_describe_pair(pair)}{central}", indent=5)
    _say(console, f"rule {passage['rule']}: {passage['rule_in_words']}", indent=5)
    label, style = STANCES.get(passage["stance"], (f"  {passage['stance']}", "dim"))
    _say(console, f"{label.strip()}, confidence {passage['confidence']:.2f}", style, indent=5)


def _render_evidence(console: Console, evidence: list[dict[str, Any]]) -> None:
    _head(console, f"Evidence, strongest first: {len(evidence)}")
    for place, piece in enumerate(evidence):
        document = piece["document"]
        label, style = STANCES[piece["stance"]]
        _say(console, f"[{place}] {label}, confidence {piece['confidence']:.2f}, time {piece['time']}", style)
        _say(console, f"“{piece['quote']['exact']}”", indent=5)
        parts = (
            document["document_id"],
            document["publisher"],
            document["credit"],
            (document["published_at"] or "undated")[:10],
        )
        _say(console, " · ".join(filter(None, parts)), "dim", indent=5)
        for pair in piece["quantities"]:
            _say(console, _describe_pair(pair), indent=5)
        if said := piece.get("attribution"):
            _say(console, _describe_attribution(said), indent=5)


def _render_origins(console: Console, report: dict[str, Any]) -> None:
    origins = report.get("origins", [])
    _head(console, f"Origins: {len(origins)}")
    for origin in origins:
        members = ", ".join(f"[{place}]" for place in origin["evidence"])
        publishers = f", published by {', '.join(origin['publishers'])}" if origin["publishers"] else ""
        _say(console, f"{origin['origin_id']} {origin['kind']}: {origin['label']}; evidence {members}{publishers}")
    for side, amount in report.get("independent_origins", {}).items():
        _say(console, f"independent origins, {side}: {amount}", "dim")


def _render_parts(console: Console, parts: list[dict[str, Any]]) -> None:
    if len(parts) < 2:
        return
    _head(console, f"Parts of the claim: {len(parts)}")
    for part in parts:
        members = _list(f"[{place}]" for place in part["evidence"])
        _say(console, f"“{part['text']}”: {part['verdict']}, confidence {part['confidence']:.2f}; evidence {members}")
        _say(console, f"rule: {describe_verdict(part['verdict'])}", "dim", indent=5)


def _render_gaps(console: Console, report: dict[str, Any]) -> None:
    gaps, nearest = report.get("gaps", []), report.get("nearest")
    if not gaps and nearest is None:
        return
    _head(console, "What nothing speaks of")
    for gap in gaps:
        _say(console, f"{gap['kind']}: {gap['text']}")
    if nearest is not None:
        _say(console, f"nearest: {nearest['document']['document_id']}, “{nearest['quote']['exact']}”")


def _render_prior_checks(console: Console, checks: list[dict[str, Any]]) -> None:
    if not checks:
        return
    _head(console, f"Published fact checks, no evidence: {len(checks)}")
    for check in checks:
        _say(console, f"{check['document_id']}: “{check['claim_reviewed']}”, rated {check['rating'] or 'nothing'}")
        differs = f"; differs in {_join(check['differs_in'])}" if check["differs_in"] else ""
        _say(console, f"{check['relation']}, {check['score']:.2f} of the words in common{differs}", "dim", indent=5)


def _render_verdict(console: Console, report: dict[str, Any], rule: str) -> None:
    label, style = VERDICTS.get(report["verdict"], (report["verdict"], "bold"))
    _head(console, "Verdict")
    _say(console, f"{label}, confidence {report['confidence']:.2f}", style)
    _say(console, f"rule: {rule}")
    for reason in report["reasons"]:
        _say(console, reason)


def _render_timings(console: Console, timings: dict[str, float]) -> None:
    _head(console, "Time")
    _say(console, ", ".join(f"{name} {spent:.1f} ms" for name, spent in timings.items()) or "not measured")


def _describe_pair(pair: dict[str, Any]) -> str:
    values = f"{pair['claim_value']:g} and {pair['passage_value']:g} {pair['unit']}".strip()
    return f"figures: {pair['claim']} | {pair['passage']}: {pair['relation']} ({values})"


def _describe_attribution(said: dict[str, Any]) -> str:
    outlet = f", through {said['outlet']}" if said["outlet"] else ""
    hedge = f", {said['hedge']}" if said["hedge"] else ""
    return f"said by: {said['speaker']}{outlet}{hedge}"


def _rank(rank: int | None) -> str:
    return "none" if rank is None else str(rank)


def _join(value: object) -> str:
    """Write a value of a trace or a report in a line: lists by commas, truth as yes and no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return _list(f"{name} {_join(item)}" for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return _list(map(_join, value))
    return str(value)


def _list(parts: Iterable[str]) -> str:
    return ", ".join(parts) or "none"


def _head(console: Console, title: str) -> None:
    console.print()
    console.print(Rule(Text(title), align="left", style="dim"))


def _say(console: Console, text: str, style: str = "", indent: int = 2) -> None:
    console.print(Padding(Text(_CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text), style), (0, 0, 0, indent), expand=False))
