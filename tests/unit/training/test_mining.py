from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from factcheck.domain import StanceScores
from tests.fakes import FakeEmbedder, FakeStanceModel
from training.mining import Pool, mine_documents, mine_pairs
from training.pairs import Pair

BRIDGE = "The harbour bridge was opened to lorries in March after two years of work."
FERRY = "Cyclists may use the harbour ferry since May, its owners say."
PAIRS = {
    "a": [
        Pair("The harbour bridge was opened in March.", BRIDGE, "SUPPORTS"),
        Pair("The harbour bridge was opened in June.", BRIDGE, "REFUTES"),
        Pair("The harbour ferry was opened in May.", FERRY, "SUPPORTS"),
    ]
}


def test_neutrals_are_near_passages_that_are_not_the_claims_own() -> None:
    mined = list(mine_pairs(random.Random(1), FakeEmbedder(), PAIRS, Pool(("a", "absent"), 0, 4), each=2))
    assert {(pair.claim, pair.evidence) for pair in mined} == {
        ("The harbour bridge was opened in March.", FERRY),
        ("The harbour bridge was opened in June.", FERRY),
        ("The harbour ferry was opened in May.", BRIDGE),
    }
    assert {pair.label for pair in mined} == {"NEUTRAL"}


def test_where_many_passages_bear_on_a_claim_the_nearest_are_passed_over() -> None:
    assert not list(mine_pairs(random.Random(1), FakeEmbedder(), PAIRS, Pool(("a",), 1, 4), each=2))


@pytest.mark.parametrize(("sure", "bearers"), [(0.7, ["Trams run at night since April."]), (0.3, [])])
def test_a_labelled_document_gives_its_clearest_passage_and_unjudged_ones_neutrals(
    tmp_path: Path, sure: float, bearers: list[str]
) -> None:
    documents = {"1": "The council met on Monday.\n\nTrams run at night since April.", "2": "Buses run at night in summer."}
    write(tmp_path / "corpus.jsonl.gz", [json.dumps({"doc_id": n, "title": "", "text": t}) for n, t in documents.items()])
    write(tmp_path / "queries.train.jsonl.gz", [json.dumps({"qid": "q", "text": "Trams run at night."})])
    write(tmp_path / "qrels.train.tsv.gz", ["qid\tdoc_id\trel\tlabel", "q\t1\t2\tSUPPORTS"])
    stance = FakeStanceModel({"Trams": StanceScores(sure, 0.1, 0.9 - sure)})
    mined = list(mine_documents(random.Random(1), FakeEmbedder(), stance, tmp_path, each=2))
    assert [pair.evidence for pair in mined if pair.label == "SUPPORTS"] == bearers
    assert [pair.evidence for pair in mined if pair.label == "NEUTRAL"] == ["Buses run at night in summer."]


def write(path: Path, lines: list[str]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as target:
        target.writelines(line + "\n" for line in lines)
