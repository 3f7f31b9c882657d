from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from training.links import Link, build_links, link_documents, link_pairs
from training.pairs import Pair

PAIRS = [Pair(f"Claim {n}.", f"Passage {n}.", label) for n, label in enumerate(["SUPPORTS", "NEUTRAL", "REFUTES"] * 4)]


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def retrieval(tmp_path: Path) -> Path:
    write_lines(tmp_path / "corpus.jsonl.gz", [{"doc_id": "1", "title": "Rain", "text": "It fell."}])
    write_lines(tmp_path / "queries.train.jsonl.gz", [{"qid": "a", "text": "It rained."}, {"qid": "b", "text": "Snow!"}])
    write_lines(tmp_path / "queries.dev.jsonl.gz", [{"qid": "c", "text": "snow"}])
    with gzip.open(tmp_path / "qrels.train.tsv.gz", "wt", encoding="utf-8") as lines:
        lines.write("qid\tdoc_id\trel\na\t1\t2\nb\t1\t1\na\t1\t0\n")
    return tmp_path


def test_only_pairs_that_bear_on_the_claim_are_linked() -> None:
    links = link_pairs(random.Random(1), PAIRS, most=20)

    assert len(links) == 8
    assert Link("Claim 0.", "Passage 0.") in links
    assert all(link.claim not in {"Claim 1.", "Claim 4."} for link in links)


def test_a_source_gives_no_more_than_its_share() -> None:
    links = build_links({"scifact.train": PAIRS, "unknown": PAIRS}, [], most=3, look_alikes=False, seed=1)

    assert {name: len(found) for name, found in links.items()} == {"scifact.train": 3}


def test_judged_documents_are_linked_but_queries_of_other_splits_are_not(retrieval: Path) -> None:
    assert link_documents(retrieval) == [Link("It rained.", "Rain. It fell.")]
