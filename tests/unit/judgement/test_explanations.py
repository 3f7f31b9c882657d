"""docs/judgement.md says what the code does: its tables hold the names, sentences and numbers of the rules."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from factcheck.domain import VerdictLabel
from factcheck.judgement.compound import GRAVEST_FIRST
from factcheck.judgement.explanations import describe_rule, describe_verdict
from factcheck.judgement.judge import Rule, Thresholds
from factcheck.judgement.origins import OriginKind
from factcheck.quantities import tolerance

ROOT = Path(__file__).parents[3]
DOCUMENT = (ROOT / "docs" / "judgement.md").read_text(encoding="utf-8")


def table(*columns: str) -> list[list[str]]:
    """Return the cells of the rows of each table with this head, one table after the other, names without their marks."""
    head = f"| {' | '.join(columns)} |"
    rows: list[list[str]] = []
    for found in re.finditer(rf"^{re.escape(head)}\n\|[-|]+\|\n((?:\|.*\n)+)", DOCUMENT, re.MULTILINE):
        rows += [[cell.strip(" `") for cell in line.strip("|").split(" | ")] for line in found.group(1).splitlines()]
    return rows


def test_the_rules_of_passages_are_those_of_the_code_in_their_order() -> None:
    rows = table("rule", "when", "stance")
    assert [name for name, _sentence, _stance in rows] == [rule.value for rule in Rule]
    assert all(sentence == describe_rule(name) for name, sentence, _stance in rows)


def test_each_rule_leads_to_the_stance_that_the_table_gives() -> None:
    stances = {name: stance for name, _sentence, stance in table("rule", "when", "stance")}
    lines = (ROOT / "tests" / "judgement" / "judge.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    assert {case["rule"]: case["stance"] for case in cases} | {"stray": "neutral"} == stances


def test_the_rules_of_verdicts_are_those_of_the_code() -> None:
    rows = table("verdict", "when")
    alone, compound = rows[: len(VerdictLabel)], rows[len(VerdictLabel) :]
    assert {label for label, _sentence in alone} == set(VerdictLabel)
    assert all(sentence == describe_verdict(label) for label, sentence in alone)
    assert [label for label, _sentence in compound] == list(GRAVEST_FIRST)
    assert all(sentence == describe_verdict(label, is_compound=True) for label, sentence in compound)


def test_thresholds_tolerances_and_kinds_are_those_of_the_code() -> None:
    assert {name: float(value) for name, value, _meaning in table("threshold", "value", "is")} == asdict(Thresholds())
    block = re.search(r"```text\n(.*?)\n```", DOCUMENT, re.DOTALL)
    assert block is not None
    assert block.group(1) in str(tolerance.__doc__)
    assert [kind for kind, _meaning in table("kind", "means")] == list(OriginKind)


@pytest.mark.parametrize("name", ["by_moonlight", ""])
def test_names_of_another_version_stay_as_they_are(name: str) -> None:
    assert describe_rule(name) == name
    assert describe_verdict(name) == describe_verdict(name, is_compound=True) == name
