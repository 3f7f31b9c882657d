from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from factcheck.errors import ModelError
from factcheck.inference import OnnxStanceModel, build_stance_model

MODELS = Path(__file__).parents[3] / "models"
CLAIM = "The bridge in Porto was closed for two days."
LONG = "A ferry left the harbour in the morning and came back at night. " * 60


def as_tuple(model: OnnxStanceModel, claim: str, passage: str) -> tuple[float, float, float]:
    scores = model.judge(claim, [passage])[0]
    return scores.supporting, scores.conflicting, scores.neutral


def test_probabilities_sum_to_one(stance_model: OnnxStanceModel) -> None:
    for scores in stance_model.judge(CLAIM, ["The bridge stayed open.", "", "Rain fell.", LONG]):
        assert scores.supporting + scores.conflicting + scores.neutral == pytest.approx(1.0, abs=1e-9)


def test_each_answer_is_the_same_whatever_is_judged_beside_it(stance_model: OnnxStanceModel) -> None:
    passages = [LONG[:500], "The bridge was shut.", LONG[:120], "It never closed.", LONG[:900], "Two days."]

    together = stance_model.judge(CLAIM, passages)

    assert together == [stance_model.judge(CLAIM, [passage])[0] for passage in passages]
    assert len(set(together)) == len(passages)


def test_several_threads_give_the_answers_of_one(stance_model: OnnxStanceModel) -> None:
    pairs = [(CLAIM, LONG[:length]) for length in (90, 40, 400, 20)] + [("It rained.", "Rain fell.")]

    assert build_stance_model(MODELS, threads=3).judge_pairs(pairs) == stance_model.judge_pairs(pairs)


def test_no_passages_give_no_answers(stance_model: OnnxStanceModel) -> None:
    assert stance_model.judge(CLAIM, []) == []


def test_what_is_too_long_is_cut_from_the_end_of_the_passage(stance_model: OnnxStanceModel) -> None:
    assert as_tuple(stance_model, CLAIM, LONG) == as_tuple(stance_model, CLAIM, LONG + "The bridge never closed.")
    assert as_tuple(stance_model, CLAIM, LONG) != as_tuple(stance_model, "It rained in Porto.", LONG)


def test_a_very_long_claim_leaves_room_for_the_passage(stance_model: OnnxStanceModel) -> None:
    assert as_tuple(stance_model, LONG, "The bridge was shut.") != as_tuple(stance_model, LONG, "Nobody came to vote.")


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        ("Laura Brandt resigned.", "Laura Brandt resigned on Monday.", "supporting"),
        ("Three people died in the fire.", "Nobody died in the fire.", "conflicting"),
        ("The company opened a plant in Lyon.", "A choir sang in the town hall last night.", "neutral"),
    ],
)
def test_plain_cases_are_told_apart(stance_model: OnnxStanceModel, claim: str, passage: str, expected: str) -> None:
    scores = stance_model.judge(claim, [passage])[0]

    assert getattr(scores, expected) == max(scores.supporting, scores.conflicting, scores.neutral)


def test_the_name_ends_with_a_hash_of_the_content(stance_model: OnnxStanceModel, tmp_path: Path) -> None:
    assert re.fullmatch(r"[\w.-]+@[0-9a-f]{12}", stance_model.name)
    shutil.copytree(MODELS / "stance", tmp_path / "stance")
    assert build_stance_model(tmp_path).name == stance_model.name

    settings = json.loads((tmp_path / "stance/model.json").read_text())
    (tmp_path / "stance/model.json").write_text(json.dumps(settings | {"temperature": 9.0}))

    assert build_stance_model(tmp_path).name != stance_model.name


def test_calibration_changes_how_sure_it_is(stance_model: OnnxStanceModel, tmp_path: Path) -> None:
    shutil.copytree(MODELS / "stance", tmp_path / "stance")
    path = tmp_path / "stance/model.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"temperature": 1000.0, "bias": [0, 0, 0]}))

    scores = build_stance_model(tmp_path).judge(CLAIM, ["The bridge was shut."])[0]

    assert scores.supporting == pytest.approx(1 / 3, abs=0.02)
    assert stance_model.judge(CLAIM, ["The bridge was shut."])[0] != scores


def test_missing_files_are_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="stance"):
        build_stance_model(tmp_path)


def test_labels_must_be_those_of_a_stance(tmp_path: Path) -> None:
    shutil.copytree(MODELS / "stance", tmp_path / "stance")
    path = tmp_path / "stance/model.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"labels": ["yes", "no", "maybe"]}))

    with pytest.raises(ModelError, match="maybe"):
        build_stance_model(tmp_path)
