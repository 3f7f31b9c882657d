"""The whole way of a claim measured on SciFact: retrieve among all abstracts, judge passages, decide for each abstract.

Scored as the shared task does (Wadden et al. 2020): an abstract counts as found where the right label is predicted for it,
and precision, recall and F1 are over all claims together. The rationales are not in the data, so "label-only" it is;
``selection`` looks at which abstracts were chosen whatever the label.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from factcheck.bootstrap import Runtime, build_runtime
from factcheck.domain import ClaimQuery, Stance
from factcheck.pipeline.importing import read_line
from factcheck.report import Report
from factcheck.settings import read_settings
from factcheck.store import migrate
from training.pairs import LABELS, STANCES, read_rows
from training.retrieval import read_queries

# A document of this relevance holds evidence; those below are only cited beside it.
EVIDENCE = 2
# Label of each document that bears on a claim, by claim.
Labels = dict[str, dict[str, str]]


def evaluate_pipeline(data: Path, split: str, depths: Sequence[int]) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 of the abstracts' labels and of their selection.

    ``judged`` goes by the evidence of the report; ``model`` by what the stance model alone says of the same passages. Each
    is scored on everything that a check judges, and on the first abstracts found alone, for each of ``depths``.
    """
    gold = read_labels(data, split)
    with tempfile.TemporaryDirectory() as home:
        os.environ["FACTCHECK_HOME"] = home
        settings = read_settings()
        migrate(settings.database_url)
        runtime = build_runtime(settings)
        workspace_id = runtime.store.workspaces.ensure("evaluation").workspace_id
        import_abstracts(runtime, workspace_id, data)
        queries = sorted(read_queries(data, set(gold)).items())
        reports = {claim_id: runtime.checker.run(ClaimQuery(workspace_id, text)).report for claim_id, text in queries}
        runtime.store.close()
    scores = {}
    for depth in (None, *depths):
        for way, label in (("judged", label_by_evidence), ("model", label_by_model)):
            name = way if depth is None else f"{way}, first {depth}"
            found = {claim_id: keep_first(label(report), report, depth) for claim_id, report in reports.items()}
            scores[name] = score_labels(gold, found)
            scores[f"{name}, selection"] = score_labels(forget_labels(gold), forget_labels(found))
    return scores


def keep_first(labels: dict[str, str], report: Report, depth: int | None) -> dict[str, str]:
    """Return the labels of the first ``depth`` documents in the order in which they were found; None keeps all."""
    order = list(dict.fromkeys(step["document_id"] for step in report.trace))
    return {document: label for document, label in labels.items() if document in order[:depth]}


def read_labels(data: Path, split: str) -> Labels:
    """Return the gold labels; claims without evidence have none, but are there."""
    labels: Labels = defaultdict(dict)
    for path in sorted(data.glob(f"qrels.{split}.tsv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                labels[row["qid"]].update({row["doc_id"]: row["label"]} if int(row["rel"]) >= EVIDENCE else {})
    return dict(labels)


def import_abstracts(runtime: Runtime, workspace_id: str, data: Path) -> None:
    """Take the corpus into the archive, each abstract a document."""
    outcomes = runtime.importer.run_items(workspace_id, enumerate(map(read_line, build_lines(data)), 1))
    errors = [error for outcome in outcomes for error in outcome.errors]
    if errors:
        raise ValueError(f"{len(errors)} abstracts were refused; the first: {errors[0]}")


def build_lines(data: Path) -> Iterator[str]:
    """Yield the corpus as the lines of an import."""
    for row in read_rows(data / "corpus.jsonl.gz"):
        yield json.dumps({"document_id": row["doc_id"], "title": row["title"], "text": row["text"], "language": "en"})


def label_by_evidence(report: Report) -> dict[str, str]:
    """Return what the report's surest piece of evidence from each document says."""
    labels: dict[str, str] = {}
    for piece in sorted(report.evidence, key=lambda piece: piece.confidence):
        if piece.stance is not Stance.NEUTRAL:
            labels[piece.document.document_id] = LABELS[STANCES.index(piece.stance.value)]
    return labels


def label_by_model(report: Report) -> dict[str, str]:
    """Return what the stance model alone says of the passage that it holds least for neutral, one below a half, if any.

    Passages that the check didn't put before the model don't count.
    """
    labels: dict[str, str] = {}
    steps: Iterable[dict[str, Any]] = (step for step in report.trace if step["scores"] is not None)
    for step in sorted(steps, key=lambda step: -step["scores"]["neutral"]):
        scores = step["scores"]
        if scores["neutral"] < 0.5:
            labels[step["document_id"]] = max(LABELS[:2], key=lambda label: scores[STANCES[LABELS.index(label)]])
    return labels


def forget_labels(labels: Labels) -> Labels:
    """Return the same documents, all under one label."""
    return {claim_id: dict.fromkeys(found, "EVIDENCE") for claim_id, found in labels.items()}


def score_labels(gold: Labels, found: Labels) -> dict[str, float]:
    """Return micro precision, recall and F1 over the labelled documents of all claims."""
    right = len(set(list_labels(gold)) & set(list_labels(found)))
    predicted, wanted = len(list_labels(found)), len(list_labels(gold))
    return {
        "precision": right / predicted if predicted else 0.0,
        "recall": right / wanted if wanted else 0.0,
        "f1": 2 * right / (predicted + wanted) if predicted + wanted else 0.0,
    }


def list_labels(labels: Labels) -> list[tuple[str, str, str]]:
    """Return (claim, document, label) of each labelled document."""
    items: Iterable[tuple[str, dict[str, str]]] = labels.items()
    return [(claim_id, document, label) for claim_id, found in items for document, label in found.items()]
