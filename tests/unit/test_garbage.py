"""Garbage is not looked for while a process loads, nor later among what it loaded then."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import gc
from factcheck.garbage import loading
with loading():
    made, seen = [[] for _ in range(10_000)], gc.isenabled()
print(seen, gc.isenabled(), gc.get_freeze_count() > len(made), len(gc.get_objects()) < len(made))
"""


def test_what_was_loaded_is_left_alone() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "True", "True", "True"]
