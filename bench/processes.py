"""What processes take, read from /proc."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

NAMED = re.compile(r"(gunicorn|workers\.child|workers (?:all|checks|indexing|courier)|valkey-server)")


def read_memory(pids: Iterable[int]) -> dict[str, list[int]]:
    """Return the MiB that each process and its children hold, shared pages by share, by what runs in it."""
    held: dict[str, list[int]] = {}
    for pid in _with_children(pids):
        status = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        found, share = NAMED.search(command), re.search(r"^Pss:\s+(\d+) kB", status, re.MULTILINE)
        if share:
            held.setdefault(found[1] if found else command[:30], []).append(int(share[1]) // 1024)
    return held


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
