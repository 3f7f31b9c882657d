"""Scores of what is shipped: runs the ONNX model through the class that the worker uses, without torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from factcheck.domain import Candidate, Passage, Stance
from factcheck.inference import OnnxStanceModel
from factcheck.judgement.attribution import find_attribution
from factcheck.judgement.features import Features, gather_features, read_claim
from factcheck.judgement.judge import Thresholds, judge_passage
from factcheck.judgement.salience import Scene
from training.metrics import average_sets, score_set
from training.pairs import LABELS, Pair, read_pairs
from training.prepare import name_source

# A stance that a rule chose leads, however unsure the model was of it.
LEADING = 0.501
Judge = Callable[[Sequence[Pair]], NDArray[np.float64]]


def evaluate_stance(judge: Judge, data: Path) -> dict[str, Any]:
    """Return the mean and the scores of each ``*.jsonl.gz`` in ``data``."""
    sets = {}
    for path in sorted(data.glob("*.jsonl.gz")):
        pairs = read_pairs(path)
        sets[name_source(path)] = score_set([LABELS.index(pair.label) for pair in pairs], judge(pairs))
    return {"mean": average_sets(sets), "sets": sets}


def build_model_judge(model: OnnxStanceModel) -> Judge:
    """Return a judge that asks the stance model alone."""

    def judge(pairs: Sequence[Pair]) -> NDArray[np.float64]:
        scores = model.judge_pairs([(pair.claim, pair.evidence) for pair in pairs])
        return np.array([[score.supporting, score.conflicting, score.neutral] for score in scores])

    return judge


def build_passage_judge(model: OnnxStanceModel) -> Judge:
    """Return a judge that applies the whole judgement of a passage: the model, names, quantities and polarity."""

    def judge(pairs: Sequence[Pair]) -> NDArray[np.float64]:
        features = read_features(model, pairs)
        return np.array([apply_rules(pair, found) for pair, found in zip(pairs, features, strict=True)])

    return judge


def read_features(model: OnnxStanceModel, pairs: Sequence[Pair]) -> list[Features]:
    """Return what the judge knows of each pair, the evidence being all there is of its document."""
    found = []
    for pair, scores in zip(pairs, model.judge_pairs([(pair.claim, pair.evidence) for pair in pairs]), strict=True):
        text = pair.evidence
        scene = Scene(passage=text, context="", head="", attribution=find_attribution(text, 0, len(text)))
        found.append(gather_features(read_claim(pair.claim, [text]), scene, scores))
    return found


def apply_rules(pair: Pair, features: Features) -> list[float]:
    """Return probabilities in which the stance that the rules chose leads, with the confidence that they give it."""
    text, scores = pair.evidence, features.scores
    candidate = Candidate(Passage("p", "w", "d", 1, 0, len(text), text), score=0.0)
    judgement = judge_passage(candidate, features, Thresholds())
    stances = (Stance.SUPPORTING, Stance.CONFLICTING, Stance.NEUTRAL)
    chosen = stances.index(judgement.stance)
    values = [scores.supporting, scores.conflicting, scores.neutral]
    confidence = max(judgement.confidence, LEADING)
    rest = sum(values) - values[chosen]
    share = (1 - confidence) / rest if rest else 0.0
    return [confidence if place == chosen else value * share for place, value in enumerate(values)]


def format_scores(report: dict[str, Any]) -> str:
    """Return the report as a table for people."""
    head = f"{'set':24} {'pairs':>6} {'acc':>6} {'F1':>6} {'opp':>6} {'2-way':>6} {'ece':>6}"
    lines = [head]
    for name, scores in report["sets"].items():
        two_way = scores["two_way_accuracy"]
        values = (scores["accuracy"], scores["macro_f1"], scores["opposite_errors"], two_way or 0.0, scores["ece"])
        lines.append(f"{name:24} {scores['pairs']:6d} " + " ".join(f"{value:6.3f}" for value in values))
    mean = report["mean"]
    lines.append(
        f"{'mean':24} {'':6} {mean['accuracy']:6.3f} {mean['macro_f1']:6.3f} {mean['opposite_errors']:6.3f} "
        f"{'':6} {mean['ece']:6.3f}"
    )
    return "\n".join(lines)
