"""The parent's end of a worker's child process: start it, hand it calls, see it die, replace it."""

from __future__ import annotations

import json
import logging
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from workers.child import DEFAULT_FACTORY

logger = logging.getLogger("factcheck.workers")

READY_SECONDS = 180.0
NICEST = 19
TOO_LARGE = "The worker's child held more memory than it may."


class OutcomeKind(Enum):
    """How a call ended."""

    DONE = "done"
    FAILED = "failed"  # it raised
    UNAVAILABLE = "unavailable"  # it raised because store, index or broker could not be used
    CRASHED = "crashed"  # the child died under it
    TIMED_OUT = "timed_out"  # the child was killed at the call's limit
    INTERRUPTED = "interrupted"  # the child was killed because the worker had to stop


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one call, with its result or a sentence that says what went wrong."""

    kind: OutcomeKind
    result: Any = None
    detail: str = ""


class ExecutorStartError(Exception):
    """The child ended, or said nothing for too long, before its runtime was ready.

    ``is_lasting`` if another try would end the same way: something is missing or set wrongly.
    """

    def __init__(self, message: str, is_lasting: bool = False) -> None:
        super().__init__(message)
        self.is_lasting = is_lasting


class Executor:
    """One living child process that runs one call at a time; it is replaced when it dies or outlives a limit.

    A child that holds more than ``memory_bytes`` (0: any amount) is killed under its call, or replaced after it. It leaves
    the processor to others by ``niceness``, as nice(1) counts, once it is ready.
    Belongs to the thread that created it, which must live as long as the child: the kernel ends the child with that
    thread. Only ``kill`` may be called from elsewhere, also from a signal handler.
    """

    def __init__(
        self,
        factory: str = DEFAULT_FACTORY,
        ready_seconds: float = READY_SECONDS,
        memory_bytes: int = 0,
        niceness: int = 0,
    ) -> None:
        self._factory = factory
        self._ready_seconds = ready_seconds
        self._memory_bytes = memory_bytes
        self._niceness = niceness
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._is_ready = False
        self._call = 0

    @property
    def pid(self) -> int:
        """Process id of the child, 0 without one."""
        return self._process.pid if self._process else 0

    @property
    def is_ready(self) -> bool:
        """Whether a child lives that can run a call."""
        return self._is_ready and self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start a child, in place of the one before, without waiting for it: ``ensure_ready`` does that."""
        self._discard()
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "workers.child", str(theirs.fileno()), str(os.getpid()), self._factory]
        with theirs:
            self._process = subprocess.Popen(command, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL)
        self._connection = Connection(ours.detach())

    def ensure_ready(self, tick: Callable[[], None], tick_seconds: float) -> None:
        """See to it that a child lives whose runtime is built; wait for that, calling ``tick`` meanwhile.

        Raises ExecutorStartError; no child is left then.
        """
        if self.is_ready:
            return
        if self._is_ready or self._connection is None:
            self.start()
        connection = self._require()
        deadline = time.monotonic() + self._ready_seconds
        try:
            while not connection.poll(tick_seconds):
                tick()
                if time.monotonic() > deadline:
                    raise ExecutorStartError(f"The child was not ready within {self._ready_seconds:.0f} s.")
            answer = json.loads(connection.recv_bytes())
            if "error" in answer:
                raise ExecutorStartError(answer["error"], is_lasting=not answer["transient"])
            self._is_ready = True
            # Not before: where everybody wants the processor, a nice child does not get ready within any limit.
            _make_nice(self.pid, self._niceness)
        except (EOFError, OSError) as error:
            raise ExecutorStartError(f"The child ended before it was ready ({self._reap()}).") from error
        except BaseException:
            self._discard()
            raise

    def submit(self, name: str, args: Sequence[Any], chore: bool = False, ids: Mapping[str, str] | None = None) -> None:
        """Hand a call to the child, with ids for its log. A child that has just died is noticed by ``poll``, not here."""
        self._call += 1
        message = json.dumps(
            {"call": self._call, "name": name, "args": list(args), "chore": chore, "ids": ids or {}}
        ).encode()
        try:
            self._require().send_bytes(message)
        except OSError:
            logger.debug("The child is gone; its end is read next")

    def poll(self, seconds: float) -> Outcome | None:
        """Wait up to ``seconds`` for the latest call's end; None if it still runs. A dead child gives CRASHED at once."""
        connection = self._require()
        try:
            if not connection.poll(seconds):
                return self.end(OutcomeKind.CRASHED, TOO_LARGE) if self._is_too_large() else None
            answer = json.loads(connection.recv_bytes())
        except (EOFError, OSError):
            return Outcome(OutcomeKind.CRASHED, detail=f"The worker's child ended unexpectedly ({self._reap()}).")
        if answer["call"] != self._call:
            return None  # of a call that nobody waits for any more
        if self._is_too_large():
            logger.info("The worker's child has grown too large and is replaced")
            self._discard()
        if "error" in answer:
            kind = OutcomeKind.UNAVAILABLE if answer["transient"] else OutcomeKind.FAILED
            return Outcome(kind, detail=answer["error"])
        return Outcome(OutcomeKind.DONE, result=answer["result"])

    def end(self, kind: OutcomeKind, detail: str) -> Outcome:
        """Kill the child with whatever it does and return that as the call's outcome."""
        self.kill()
        self._reap()
        return Outcome(kind, detail=detail)

    def kill(self) -> None:
        """Send the child SIGKILL; its death is noticed by whoever polls."""
        process = self._process
        if process is not None and process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)

    def close(self, grace_seconds: float = 2.0) -> None:
        """Hang up and wait for the child to end; kill it after the grace."""
        process = self._process
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if process is None:
            return
        try:
            process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._process = None

    def _is_too_large(self) -> bool:
        return 0 < self._memory_bytes < _measure_memory(self.pid)

    def _discard(self) -> None:
        self.kill()
        self._reap()

    def _reap(self) -> str:
        self._is_ready = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        process, self._process = self._process, None
        return self._exit_of(process) if process else "no process"

    def _exit_of(self, process: subprocess.Popen[bytes]) -> str:
        try:
            code = process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            return "it does not end"
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"

    def _require(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("the executor has no child; call ensure_ready first")
        return self._connection


def _make_nice(pid: int, niceness: int) -> None:
    """Make a process nicer by so much, with its threads: on Linux each has a niceness of its own, and hands it on."""
    if not niceness:
        return
    wanted = min(os.getpriority(os.PRIO_PROCESS, 0) + niceness, NICEST)
    done: set[int] = set()
    # A thread that is not nice yet may have started another meanwhile.
    while fresh := {int(task.name) for task in Path(f"/proc/{pid}/task").glob("*")} - done or {pid} - done:
        for task in fresh:
            with suppress(ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, task, wanted)
        done |= fresh


def _measure_memory(pid: int) -> int:
    """Return the resident bytes of a process; 0 where the system does not tell, or it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, LookupError, ValueError):
        return 0
    return pages * resource.getpagesize()
