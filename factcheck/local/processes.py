"""Processes that this one starts, watches and ends; none outlives it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

from factcheck.errors import FactcheckError
from factcheck.local import tether
from factcheck.settings import Settings

PROJECT_DIR = Path(__file__).resolve().parent.parent.parent
LOG_TAIL_LINES = 15
# A log that has grown to this is put aside at the next start.
FULL_LOG_BYTES = 16 * 1024 * 1024
OLD_LOGS = 3


class ProcessDiedError(FactcheckError):
    """A process that should run has ended; the message names it and shows the end of its log."""


class ManagedProcess:
    """A child process with a log file. It dies with the thread that started it; only its own pid is ever signalled."""

    def __init__(self, name: str, command: Sequence[str], log_path: Path) -> None:
        self.name = name
        self.log_path = log_path
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Process id, 0 if it was never started."""
        return self._process.pid if self._process else 0

    def start(self, environment: Mapping[str, str], pass_fds: Sequence[int] = (), cwd: Path | None = None) -> None:
        """Start it, its output appended to the log, or to a new one if that is full."""
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        rotate_log(self.log_path)
        tethered = [sys.executable, "-I", "-S", tether.__file__, str(os.getpid()), *self._command]
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                tethered,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                pass_fds=pass_fds,
                cwd=cwd,
                # A Ctrl-C in the terminal is for the process that started this one, which then ends it in good order.
                start_new_session=True,
            )

    def is_running(self) -> bool:
        """Return whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def check(self) -> None:
        """Raise ProcessDiedError if it has ended."""
        if self._process is not None and self._process.poll() is not None:
            raise ProcessDiedError(self.describe_end())

    def describe_end(self) -> str:
        """Return a sentence on how it ended, and the last lines of its log."""
        code = self._process.poll() if self._process else None
        how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with status {code}"
        return f"The {self.name} {how}. The end of {self.log_path}:\n{read_tail(self.log_path)}"

    def terminate(self) -> None:
        """Ask it to end."""
        if self._process is not None and self.is_running():
            self._process.terminate()

    def kill(self) -> None:
        """Kill it at once."""
        if self._process is not None and self.is_running():
            self._process.kill()

    def wait(self, timeout_seconds: float) -> bool:
        """Wait until it has ended; False if it has not by then."""
        if self._process is None:
            return True
        try:
            self._process.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def stop_all(processes: Sequence[ManagedProcess], grace_seconds: float) -> None:
    """Ask them all to end at once, and kill those that have not after the grace."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + grace_seconds
    for process in processes:
        if not process.wait(max(0.0, deadline - time.monotonic())):
            process.kill()
            process.wait(10)


def build_environment(settings: Settings) -> dict[str, str]:
    """Return this process's environment with every setting spelt out, so that a child reads the same settings."""
    environment = dict(os.environ)
    for field in fields(settings):
        prefix = "" if field.name in ("database_url", "redis_url") else "FACTCHECK_"
        value = getattr(settings, field.name)
        environment[prefix + field.name.upper()] = ",".join(value) if isinstance(value, tuple) else str(value)
    paths = [str(PROJECT_DIR), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment["PYTHONPATH"] = os.pathsep.join(paths)
    environment["PYTHONUNBUFFERED"] = "1"
    return environment


def rotate_log(path: Path, full_bytes: int = FULL_LOG_BYTES) -> None:
    """Put a full log aside under the name with ``.1``, the one before under ``.2``; what is older than the last goes."""
    if not path.exists() or path.stat().st_size < full_bytes:
        return
    names = [path, *(path.with_name(f"{path.name}.{number}") for number in range(1, OLD_LOGS + 1))]
    for newer, older in reversed(list(pairwise(names))):
        # Two that start at once may both be here: what one has moved is not there for the other.
        with suppress(FileNotFoundError):
            newer.replace(older)


def read_tail(path: Path, lines: int = LOG_TAIL_LINES) -> str:
    """Return the last lines of a log, of its last 64 KiB at most."""
    try:
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - 65536))
            text = log.read().decode(errors="replace")
    except OSError:
        return "(no log)"
    return "\n".join(text.splitlines()[-lines:]) or "(empty)"
