from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from factcheck.inference.batches import split_by_length


@given(st.lists(st.integers(1, 300), max_size=80))
def test_each_position_occurs_once(lengths: list[int]) -> None:
    groups = list(split_by_length(lengths))

    assert sorted(position for group in groups for position in group) == list(range(len(lengths)))


@given(st.lists(st.integers(1, 300), min_size=1, max_size=80))
def test_no_group_is_larger_than_the_budget_or_mostly_padding(lengths: list[int]) -> None:
    for group in split_by_length(lengths, token_budget=512, padding_share=0.1):
        longest = max(lengths[position] for position in group)
        shortest = min(lengths[position] for position in group)

        assert len(group) == 1 or longest * len(group) <= 512
        assert shortest >= longest * 0.9


def test_similar_lengths_share_a_group() -> None:
    assert list(split_by_length([20, 100, 20, 100])) == [[0, 2], [1, 3]]
