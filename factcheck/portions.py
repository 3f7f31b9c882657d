"""Long lists, a portion at a time, as statements and commits hold only so many; Python 3.12 has ``itertools.batched``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_portions(items: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """Yield the items in order, at most so many at a time; nothing where there are none."""
    return (items[start : start + most] for start in range(0, len(items), most))
