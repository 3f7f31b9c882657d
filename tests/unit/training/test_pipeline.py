from __future__ import annotations

import gzip
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from factcheck.report import Report
from training.pipeline import forget_labels, keep_first, label_by_model, read_labels, score_labels

GOLD = {"1": {"a": "SUPPORTS", "b": "REFUTES"}, "2": {}, "3": {"c": "REFUTES"}}


def build_step(document_id: str, supporting: float, conflicting: float) -> dict[str, Any]:
    scores = {"supporting": supporting, "conflicting": conflicting, "neutral": 1 - supporting - conflicting}
    return {"document_id": document_id, "scores": scores}


def test_only_documents_with_evidence_are_gold_and_claims_without_any_stay(tmp_path: Path) -> None:
    lines = ["qid\tdoc_id\trel\tlabel", "1\ta\t2\tSUPPORTS", "1\tz\t1\tCITED", "2\ta\t1\tCITED"]
    with gzip.open(tmp_path / "qrels.dev.tsv.gz", "wt", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")

    assert read_labels(tmp_path, "dev") == {"1": {"a": "SUPPORTS"}, "2": {}}


def test_a_document_counts_under_its_right_label_only_and_strays_cost_precision() -> None:
    found = {"1": {"a": "SUPPORTS", "b": "SUPPORTS"}, "2": {"d": "REFUTES"}, "3": {}}

    labelled, selected = score_labels(GOLD, found), score_labels(forget_labels(GOLD), forget_labels(found))

    assert labelled == pytest.approx({"precision": 1 / 3, "recall": 1 / 3, "f1": 1 / 3})
    assert selected == pytest.approx({"precision": 2 / 3, "recall": 2 / 3, "f1": 2 / 3})


def test_nothing_found_scores_nothing() -> None:
    assert score_labels(GOLD, {"1": {}}) == {"precision": 0.0, "recall": 0.0, "f1": 0.0}


def test_the_passage_that_bears_most_on_the_claim_labels_its_document() -> None:
    steps = (build_step("a", 0.1, 0.8), build_step("a", 0.5, 0.1), build_step("b", 0.2, 0.2))

    assert label_by_model(cast("Report", SimpleNamespace(trace=steps))) == {"a": "REFUTES"}


def test_the_first_documents_are_those_found_first() -> None:
    report = cast("Report", SimpleNamespace(trace=(build_step("b", 0, 0), build_step("b", 0, 0), build_step("a", 0, 0))))
    labels = {"a": "SUPPORTS", "b": "REFUTES"}

    assert keep_first(labels, report, 1) == {"b": "REFUTES"}
    assert keep_first(labels, report, None) == labels
