"""Reciprocal rank fusion: scores, ranks, ties, bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.index.fusion import Fused, fuse

RANKINGS = st.lists(st.sampled_from("abcdefghij"), unique=True)


def test_scores_are_sums_of_reciprocal_ranks() -> None:
    assert fuse(["a", "b"], ["b", "c"], 10) == [
        Fused("b", pytest.approx(1 / 12 + 1 / 11), 2, 1),
        Fused("a", pytest.approx(1 / 11), 1, None),
        Fused("c", pytest.approx(1 / 12), None, 2),
    ]


def test_a_first_place_weighs_more_than_two_middling_ones() -> None:
    words, near = [*"abcdefghijklmnopqr"], [*"ABCDEFGHIJKLMNOP", "r"]

    assert fuse(words, near, 2)[0].item_id in "aA"


def test_ties_go_by_id() -> None:
    assert [item.item_id for item in fuse(["z", "b"], ["a", "y"], 10)] == ["a", "z", "b", "y"]


def test_nothing_gives_nothing() -> None:
    assert fuse([], [], 5) == []
    assert fuse(["a"], ["a"], 0) == []


@given(RANKINGS, RANKINGS, st.integers(0, 20))
def test_every_item_comes_once_and_best_first(words: list[str], near: list[str], limit: int) -> None:
    fused = fuse(words, near, limit)
    assert len(fused) == min(limit, len(set(words) | set(near)))
    assert len({item.item_id for item in fused}) == len(fused)
    assert [item.score for item in fused] == sorted((item.score for item in fused), reverse=True)
    assert fuse(words, near, 100)[:limit] == fused


@given(RANKINGS, RANKINGS)
def test_an_item_first_on_both_sides_is_first(words: list[str], near: list[str]) -> None:
    assert fuse(["!", *words], ["!", *near], 1)[0].item_id == "!"
