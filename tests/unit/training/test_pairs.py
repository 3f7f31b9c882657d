from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from training.pairs import Pair, TokenStore, drop_overlap, fold, join_tokens, read_pairs, write_store
from training.prepare import read_clean

TOKENIZER = Path(__file__).parents[3] / "models/stance/tokenizer.json"


def write_pairs(path: Path, pairs: list[tuple[str, str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for claim, evidence, label in pairs:
            lines.write(json.dumps({"claim": claim, "evidence": evidence, "label": label}) + "\n")


def test_pairs_are_read_as_written(tmp_path: Path) -> None:
    write_pairs(tmp_path / "a.jsonl.gz", [("It rained.", "Rain fell.", "SUPPORTS")])

    assert read_pairs(tmp_path / "a.jsonl.gz") == [Pair("It rained.", "Rain fell.", "SUPPORTS")]


def test_claims_of_the_development_sets_and_forbidden_texts_are_kept_out(tmp_path: Path) -> None:
    write_pairs(tmp_path / "dev/x.jsonl.gz", [("Snow fell in Graz.", "e", "SUPPORTS")])
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/1.txt").write_text("The mayor of Split spoke to reporters.\nShort.\n")
    write_pairs(
        tmp_path / "train/y.jsonl.gz",
        [
            ("SNOW fell in Graz", "other words", "REFUTES"),
            ("A claim.", "The mayor of Split spoke to reporters.", "NEUTRAL"),
            ("Kept.", "Short.", "NEUTRAL"),
            ("Kept.", "short", "NEUTRAL"),
        ],
    )

    clean = read_clean([tmp_path / "train"], tmp_path / "dev", tmp_path / "texts")

    assert clean == {"y": ([Pair("Kept.", "Short.", "NEUTRAL")], 3)}


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("He did n't go .", "He didn't go."),
        ("-LRB- born 1950 -RRB-", "(born 1950)"),
        ("It 's Ann 's , I think", "It's Ann's, I think"),
    ],
)
def test_tokenised_text_is_joined(tokens: str, text: str) -> None:
    assert join_tokens(tokens) == text


def test_folding_ignores_case_and_punctuation() -> None:
    assert fold("  The U.S. said: NO! ") == fold("the u s said no")


def test_duplicates_fall_away() -> None:
    kept, dropped = drop_overlap([Pair("A b.", "c", "SUPPORTS"), Pair("a b", "C.", "REFUTES")], set(), set())

    assert (len(kept), dropped) == (1, 1)


def test_a_store_keeps_the_claim_whole_and_cuts_the_passage(tmp_path: Path) -> None:
    pairs = [Pair("It rained in Dakar.", "word " * 300, "REFUTES"), Pair("Yes.", "No.", "NEUTRAL")]

    write_store(pairs, tmp_path / "s.npz", Tokenizer.from_file(str(TOKENIZER)), max_tokens=40, max_claim=16)
    store = TokenStore.load(tmp_path / "s.npz")

    ids, middle = store.get_row(0)
    text = Tokenizer.from_file(str(TOKENIZER)).decode(ids[middle:].tolist())
    assert list(store.lengths) == [40, 7]
    assert store.labels.tolist() == [1, 2]
    assert text == "it rained in dakar."
