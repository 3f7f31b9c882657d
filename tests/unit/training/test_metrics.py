from __future__ import annotations

import numpy as np
import pytest

from training.metrics import average_sets, score_set
from training.retrieval import order_by, score_rankings

SURE = {"S": [0.9, 0.05, 0.05], "R": [0.05, 0.9, 0.05], "N": [0.05, 0.05, 0.9]}


def predict(labels: str) -> np.ndarray:
    return np.array([SURE[label] for label in labels])


def test_perfect_answers_score_one() -> None:
    scores = score_set([0, 1, 2], predict("SRN"))

    assert scores["accuracy"] == scores["macro_f1"] == scores["two_way_accuracy"] == 1.0
    assert scores["opposite_errors"] == 0.0
    assert scores["ece"] == pytest.approx(0.1)


def test_opposite_errors_are_a_share_of_all_pairs_and_neutral_is_not_one() -> None:
    scores = score_set([0, 0, 1, 2], predict("RNSS"))

    assert scores["opposite_errors"] == 0.5


def test_macro_f1_is_over_the_labels_that_occur() -> None:
    scores = score_set([0, 1], predict("SN"))

    assert scores["f1"] == {"SUPPORTS": 1.0, "REFUTES": 0.0}
    assert scores["macro_f1"] == 0.5


def test_two_way_accuracy_ignores_neutral_on_both_sides() -> None:
    probabilities = np.array([[0.2, 0.1, 0.7], [0.3, 0.4, 0.3], [0.9, 0.0, 0.1]])

    assert score_set([0, 0, 2], probabilities)["two_way_accuracy"] == 0.5


def test_sets_count_the_same_whatever_their_size() -> None:
    sets = {"small": score_set([0], predict("S")), "large": score_set([0] * 9, predict("R" * 9))}

    assert average_sets(sets)["accuracy"] == 0.5


def test_rankings_are_scored_by_what_is_relevant() -> None:
    scores = score_rankings({"q": ["b", "a", "c"]}, {"q": {"a"}})

    assert scores["recall@5"] == 1.0
    assert scores["ndcg@10"] == pytest.approx(0.6309, abs=1e-3)


def test_documents_without_a_rank_are_left_out() -> None:
    assert order_by([(2, "b"), (None, "c"), (1, "a")]) == ["a", "b"]
