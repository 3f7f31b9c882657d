"""What processes take, read from /proc."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

NAMED = re.compile(r"(gunicorn|workers\.child|workers (?:all|checks|indexing|courier)|valkey-server)")


def read_memory(pids: Iterable[int]) -> dict[str, list[int]]:
    """Return the MiB that each process and its children hold, shared pages by share, by what runs in it."""
    held: dict[str, list[int]] = {}
    for pid in _with_children(pids):
        status = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        share = re.search(r"^Pss:\s+(\d+) kB", status, re.MULTILINE)
        if share:
            held.setdefault(_name(pid), []).append(int(share[1]) // 1024)
    return held


def read_processor_seconds(pids: Iterable[int]) -> dict[str, list[float]]:
    """Return the seconds of a core that each process and its children have had, by what runs in it."""
    spent: dict[str, list[float]] = {}
    ticks = os.sysconf("SC_CLK_TCK")
    for pid in _with_children(pids):
        times = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        spent.setdefault(_name(pid), []).append((int(times[11]) + int(times[12])) / ticks)
    return spent


def _name(pid: int) -> str:
    command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    found = NAMED.search(command)
    return found[1] if found else command[:30]


def _with_children(pids: Iterable[int]) -> list[int]:
    found: list[int] = []
    for pid in pids:
        if pid:
            children = [int(child) for child in _children(pid)]
            found += [pid, *_with_children(children)]
    return found


def _children(pid: int) -> list[str]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [child for task in tasks for child in task.read_text(encoding="ascii").split()]
