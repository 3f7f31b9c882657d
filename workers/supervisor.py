"""``python -m workers all``: the worker processes of each queue and the courier, restarted when they die."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

logger = logging.getLogger("factcheck.workers")

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
# A child that lived this long has earned a restart without a pause.
HEALTHY_SECONDS = 30.0
STOP_SECONDS = 30.0
# How long processes wait with which the service is not ready sooner.
LATER_SECONDS = 4.0
# A worker's exit status (EX_CONFIG of sysexits.h) when starting it again would be in vain.
CANNOT_RUN = 78


@dataclass(slots=True)
class Backoff:
    """How long to wait before starting something again: longer each time that it died young."""

    next_seconds: float = FIRST_PAUSE_SECONDS

    def pause_after(self, lived_seconds: float) -> float:
        """Return the seconds to wait, for something that has died after having lived that long."""
        if lived_seconds >= HEALTHY_SECONDS:
            self.next_seconds = FIRST_PAUSE_SECONDS
            return 0.0
        pause, self.next_seconds = self.next_seconds, min(2 * self.next_seconds, LONGEST_PAUSE_SECONDS)
        return pause


@dataclass(slots=True)
class Charge:
    """One supervised process: how it is started, whether it lives, and when it may be started again."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    backoff: Backoff = field(default_factory=Backoff)


class Supervisor:
    """Keeps processes running until it is stopped. Starts them from the thread that calls ``run``: the kernel ends them
    with that thread. A child that dies at once again and again is started more and more rarely.
    """

    def __init__(self, commands: Mapping[str, Sequence[str]], delays: Mapping[str, float] | None = None) -> None:
        """Take the command of each process, and for how many seconds some of them are to wait with their first start."""
        now, waits = time.monotonic(), delays or {}
        self._charges = [Charge(name, command, start_at=now + waits.get(name, 0.0)) for name, command in commands.items()]
        self._wake = threading.Event()
        self._stopping = False
        self._status = 0

    def run(self) -> int:
        """Start everything; return the exit status once all have ended: after ``request_stop``, or because one can't run."""
        while not self._stopping:
            for charge in self._charges:
                self._tend(charge)
            self._wake.wait(0.5)
            self._wake.clear()
        self._stop_all()
        return self._status

    def request_stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask ``run`` to end the children and return; serves as a signal handler."""
        self._stopping = True
        self._wake.set()

    def notice(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Look at the children at once; serves as the handler of SIGCHLD."""
        self._wake.set()

    def pids(self) -> dict[str, int]:
        """Return the process ids of the children that were started last, by name; after ``run`` they have ended."""
        return {charge.name: charge.process.pid for charge in self._charges if charge.process}

    def _tend(self, charge: Charge) -> None:
        now = time.monotonic()
        if charge.process is not None and charge.process.poll() is not None:
            self._bury(charge, charge.process.returncode, now)
        if charge.process is None and now >= charge.start_at and not self._stopping:
            charge.process = subprocess.Popen(charge.command, stdin=subprocess.DEVNULL)
            charge.started_at = now

    def _bury(self, charge: Charge, status: int, now: float) -> None:
        charge.process = None
        if status == CANNOT_RUN:
            self._stopping, self._status = True, CANNOT_RUN
            return
        pause = charge.backoff.pause_after(now - charge.started_at)
        charge.start_at = now + pause
        logger.error("Worker %s ended (%d); starting it again in %.1f s", charge.name, status, pause)

    def _stop_all(self) -> None:
        living = [charge.process for charge in self._charges if charge.process and charge.process.poll() is None]
        for process in living:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in living:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                logger.warning("Worker process %d did not end in time and is killed", process.pid)
                process.kill()
                process.wait()


def build_commands(counts: Mapping[str, int], factory: str) -> dict[str, Sequence[str]]:
    """Return the command of each worker process, by its name, for so many of each kind."""
    options = ["--factory", factory, "--parent", str(os.getpid())]
    return {
        kind if number == 1 else f"{kind}-{number}": [sys.executable, "-m", "workers", kind, *options]
        for kind, count in counts.items()
        for number in range(1, count + 1)
    }


def supervise(counts: Mapping[str, int], factory: str, first: Collection[str]) -> int:
    """Run so many worker processes of each kind until a SIGTERM or SIGINT; return the exit status.

    One of each kind of ``first`` is started at once, the others leave the processor to those for a moment.
    """
    commands = build_commands(counts, factory)
    supervisor = Supervisor(commands, {name: LATER_SECONDS for name in commands if name not in first})
    signal.signal(signal.SIGTERM, supervisor.request_stop)
    signal.signal(signal.SIGINT, supervisor.request_stop)
    signal.signal(signal.SIGCHLD, supervisor.notice)
    return supervisor.run()
