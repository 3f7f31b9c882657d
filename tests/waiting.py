"""Waiting for what another process or thread does, which tells nobody when it is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

LOOK_SECONDS = 0.02


def until(look: Callable[[], Any], seconds: float = 30) -> Any:
    """Return what ``look`` returns as soon as that is true; fail if it is not in time."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(LOOK_SECONDS)
    return found
