"""How long a worker waits."""

from __future__ import annotations

import pytest

from workers.timings import Timings


@pytest.mark.parametrize(("setbacks", "seconds"), [(0, 0.0), (1, 0.25), (2, 0.5), (4, 2.0), (5, 2.0), (10_000, 2.0)])
def test_each_setback_in_a_row_doubles_the_pause_up_to_the_longest(setbacks: int, seconds: float) -> None:
    assert Timings().pause_after(setbacks) == seconds
