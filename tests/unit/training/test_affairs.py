"""The affairs that the stance model learns from: whole, labelled cell by cell, and split so that none is on both sides."""

from __future__ import annotations

import json
from pathlib import Path

from training.generate.affairs import HELD, Affair, read_affairs, split_affairs
from training.pairs import LABELS, Pair


def write_affair(number: int) -> str:
    passages = [f"Passage {number}.{place}" for place in range(2)]
    claims = [f"Claim {number}.{place}" for place in range(2)]
    return json.dumps({"topic": "x", "passages": passages, "claims": claims, "labels": ["SN", "RS"]}) + "\n"


def test_each_claim_meets_each_passage_with_its_label(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(write_affair(1), encoding="utf-8")

    assert list(read_affairs(tmp_path)[0].iter_pairs()) == [
        Pair("Claim 1.0", "Passage 1.0", "SUPPORTS"),
        Pair("Claim 1.0", "Passage 1.1", "NEUTRAL"),
        Pair("Claim 1.1", "Passage 1.0", "REFUTES"),
        Pair("Claim 1.1", "Passage 1.1", "SUPPORTS"),
    ]


def test_what_is_held_out_is_not_learned_and_stays_so_when_files_are_added(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("".join(map(write_affair, range(HELD))), encoding="utf-8")
    _, before = split_affairs(read_affairs(tmp_path))
    (tmp_path / "b.jsonl").write_text("".join(map(write_affair, range(HELD, 2 * HELD))), encoding="utf-8")
    kept, held = split_affairs(read_affairs(tmp_path))

    assert len(kept) == 2 * HELD - 2
    assert held[: len(before)] == before
    assert not set(kept) & set(held)


def test_the_affairs_are_whole_and_their_claims_tell_little() -> None:
    affairs = read_affairs()

    assert len(affairs) > 1000
    assert all(_is_whole(affair) for affair in affairs)
    letters = "".join(letter for affair in affairs for row in affair.labels for letter in row)
    assert all(letters.count(letter) > len(letters) / 6 for letter in "SRN")
    passages = [passage for affair in affairs for passage in affair.passages]
    assert len(set(passages)) == len(passages)
    assert {pair.label for pair in affairs[0].iter_pairs()} == set(LABELS)


def _is_whole(affair: Affair) -> bool:
    has_sizes = (len(affair.passages), len(affair.claims), len(affair.labels)) == (4, 8, 8)
    return has_sizes and all(len(row) == 4 and set(row) <= set("SRN") for row in affair.labels)
