"""Lists in portions."""

from __future__ import annotations

from factcheck.portions import in_portions


def test_all_items_come_in_order_and_none_twice() -> None:
    assert list(in_portions("abcde", 2)) == ["ab", "cd", "e"]
    assert list(in_portions([1, 2], 2)) == [[1, 2]]
    assert list(in_portions([], 2)) == []
