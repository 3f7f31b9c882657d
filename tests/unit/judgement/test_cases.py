"""The judge of a passage from text to stance, without the model, against cases kept as data in tests/judgement.

A case gives the scores that a weak model might give. One that is marked as known is judged wrongly for the reason that it
states; it fails here as soon as it is judged rightly, so that the mark goes.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from factcheck.domain import Candidate, Judgement, Passage, Stance, StanceScores
from factcheck.judgement.attribution import find_attribution
from factcheck.judgement.features import UNASKED, Features, gather_features, read_claim
from factcheck.judgement.judge import Rule, Thresholds, is_settled, judge_passage
from factcheck.judgement.salience import Scene

PATH = Path(__file__).parents[2] / "judgement" / "judge.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]


def mark(row: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(reason=row["why"], strict=True)] if row.get("known") else []
    return pytest.param(row, id=row["case_id"], marks=marks)


def read(row: dict[str, Any]) -> tuple[Candidate, Features]:
    """Return a case as a candidate and its features; ``others`` are passages that were retrieved with it."""
    context, text = row.get("context", ""), row["passage"]
    document = f"{context} {text}".lstrip()
    start = len(document) - len(text)
    scene = Scene(text, context, row.get("head", ""), find_attribution(document, start, len(document)))
    claim = read_claim(row["claim"], [text, *row.get("others", ())])
    features = gather_features(claim, scene, StanceScores(*row["scores"]))
    passage = Passage(row["case_id"], "w", "d", 1, start, len(document), text, context)
    return Candidate(passage, 1.0), features


def judge(row: dict[str, Any]) -> Judgement:
    """Judge a case as ``factcheck.pipeline.judging`` does."""
    return judge_passage(*read(row), Thresholds())


@pytest.mark.parametrize("row", [mark(row) for row in ROWS])
def test_a_passage_is_judged_as_a_fact_checker_would(row: dict[str, Any]) -> None:
    judgement = judge(row)
    assert (judgement.stance, judgement.rule) == (row["stance"], row["rule"])


@pytest.mark.parametrize("row", [pytest.param(row, id=row["case_id"]) for row in ROWS])
def test_what_is_settled_without_the_model_is_neutral_whatever_it_says(row: dict[str, Any]) -> None:
    candidate, features = read(row)
    if not is_settled(features, Thresholds()):
        return
    grid = [(left / 10, right / 10) for left in range(11) for right in range(11 - left)]
    for scores in (UNASKED, *(StanceScores(left, right, 1 - left - right) for left, right in grid)):
        judgement = judge_passage(candidate, replace(features, scores=scores), Thresholds())
        assert (judgement.stance, judgement.rule) == (Stance.NEUTRAL, Rule.OTHER_STORY)


def test_a_good_part_of_the_other_stories_is_settled_without_the_model() -> None:
    others = [read(row)[1] for row in ROWS if row["rule"] == Rule.OTHER_STORY]

    assert sum(is_settled(features, Thresholds()) for features in others) >= len(others) / 2
    sides = [row for row in ROWS if row["stance"] != Stance.NEUTRAL and not row.get("known")]
    assert not any(is_settled(read(row)[1], Thresholds()) for row in sides)


def test_the_cases_are_many_and_reach_every_rule() -> None:
    rules = Counter(row["rule"] for row in ROWS if not row.get("known"))
    assert sum(rules.values()) >= 60
    # What is stray is so beside other passages.
    assert set(rules) == set(Rule) - {Rule.STRAY}
    assert len({row["case_id"] for row in ROWS}) == len(ROWS)
    assert all(sum(row["scores"]) == pytest.approx(1.0) for row in ROWS)
