"""Processes that are started again when they end, as an init system would, and what can be learnt of them from /proc."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

from factcheck.local.processes import ManagedProcess

RESTART_SECONDS = 1.0


class KeptProcess:
    """A process that is started again a second after it has ended.

    ``starter`` starts it: an executor whose one thread lives as long as the process may, because the kernel ends the
    process with the thread that started it.
    """

    def __init__(
        self, process: ManagedProcess, starter: Executor, environment: Mapping[str, str], pass_fds: Sequence[int] = ()
    ) -> None:
        self._process = process
        self._starter = starter
        self._environment = environment
        self._pass_fds = pass_fds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"keep-{process.name}", daemon=True)
        self.starts = 0

    @property
    def pid(self) -> int:
        """The process as it runs now, or as it ran last."""
        return self._process.pid

    def start(self) -> None:
        """Start it and keep it running until ``stop``."""
        self._start()
        self._thread.start()

    def stop(self, grace_seconds: float = 30.0) -> None:
        """Ask it to end for good; kill it after the grace."""
        self._stopping.set()
        send(signal.SIGCONT, self.pid)
        self._process.terminate()
        if not self._process.wait(grace_seconds):
            self._process.kill()
        self._thread.join(70)
        # It may have been about to be started again.
        self._process.kill()
        self._process.wait(10)

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; nothing happens if it has just ended."""
        send(number, self.pid)

    def _start(self) -> None:
        self._starter.submit(self._process.start, self._environment, self._pass_fds).result()
        self.starts += 1

    def _keep(self) -> None:
        while not self._stopping.is_set():
            if self._process.wait(60) and not self._stopping.wait(RESTART_SECONDS):
                self._start()


def send(number: signal.Signals, *pids: int) -> None:
    """Send a signal to those of the processes that still live."""
    for pid in filter(None, pids):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def await_end(pids: Sequence[int], seconds: float = 10.0) -> None:
    """Wait until the processes are gone; their first parent reaps them when it gets to it."""
    deadline = time.monotonic() + seconds
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.02)


def children_of(pid: int) -> list[int]:
    """Return the living children of a process, whichever of its threads has started them."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(folder.name))
    return sorted(found)


def resident_bytes(pid: int) -> int:
    """Return the resident size of a process, 0 if it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
