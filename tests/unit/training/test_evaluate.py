from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from factcheck.domain import StanceScores
from training.__main__ import main
from training.evaluate import apply_rules, evaluate_stance, read_features
from training.pairs import Pair

UNSURE = StanceScores(supporting=0.45, conflicting=0.15, neutral=0.4)
ROWS = [
    {"claim": "It rained.", "evidence": "Rain fell all day.", "label": "SUPPORTS"},
    {"claim": "It rained.", "evidence": "The day was dry.", "label": "REFUTES"},
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with gzip.open(tmp_path / "weather.dev.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in ROWS)
    return tmp_path


def test_each_file_is_a_set_and_the_mean_is_over_sets(data: Path) -> None:
    def judge(pairs: Sequence[Pair]) -> NDArray[np.float64]:
        return np.array([[0.8, 0.1, 0.1] for _ in pairs])

    report = evaluate_stance(judge, data)

    assert report["sets"]["weather.dev"]["accuracy"] == 0.5
    assert report["mean"]["opposite_errors"] == 0.5


@pytest.mark.parametrize("flags", [[], ["--judge"]])
def test_the_command_gives_the_promised_json(data: Path, flags: list[str]) -> None:
    models = Path(__file__).parents[3] / "models"
    arguments = ["evaluate", "stance", "--data", str(data), "--models", str(models), "--json", *flags]

    result = CliRunner().invoke(main, arguments, catch_exceptions=False)

    report = json.loads(result.stdout)
    assert set(report) == {"mean", "sets"}
    assert set(report["mean"]) >= {"accuracy", "macro_f1", "opposite_errors", "ece"}
    assert set(report["sets"]["weather.dev"]) >= {"accuracy", "macro_f1", "opposite_errors", "ece", "two_way_accuracy", "f1"}


class FakeModel:
    """As unsure of every pair."""

    def judge_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[StanceScores]:
        return [UNSURE] * len(pairs)


def test_what_the_rules_choose_leads_and_the_rest_keeps_its_proportions() -> None:
    pair = Pair("The fire killed 20 people.", "The fire killed 59 people.", "REFUTES")

    (features,) = read_features(FakeModel(), [pair])  # type: ignore[arg-type]
    probabilities = apply_rules(pair, features)

    assert sum(probabilities) == pytest.approx(1.0)
    assert max(range(3), key=probabilities.__getitem__) == 1
    assert probabilities[0] / probabilities[2] == pytest.approx(0.45 / 0.4)
