"""A real broker, a real store and worker processes that tests may kill."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from redis import Redis

from factcheck.jobs import CHECKS, Job, check_job
from factcheck.local.broker import EmbeddedBroker
from factcheck.local.processes import ManagedProcess, build_environment, stop_all
from factcheck.settings import read_settings
from factcheck.store import migrate, open_store
from factcheck.store.records import Check, NewClaim
from workers.queues import connect, enqueue


class WorkersLab:
    """One home folder with a broker and a store; starts workers with the scripted runtime on demand."""

    def __init__(self, home: Path, database_url: str | None = None) -> None:
        self.home = home
        self.broker = EmbeddedBroker(home)
        self.settings = replace(
            read_settings(),
            home=home,
            database_url=database_url or f"sqlite:///{home / 'test.db'}",
            redis_url=self.broker.url,
        )
        self._workers: list[ManagedProcess] = []

    def start(self) -> None:
        self.broker.start()
        migrate(self.settings.database_url)
        self.store = open_store(self.settings.database_url)
        self.connection: Redis = connect(self.settings.redis_url)
        self.workspace_id = self.store.workspaces.ensure("lab").workspace_id
        os.mkfifo(self.home / "gate")

    def close(self) -> None:
        for worker in self._workers:
            worker.kill()
        stop_all(self._workers, 5)
        self.broker.stop()

    def start_worker(
        self, queue: str = CHECKS, grace_seconds: float = 20.0, module: str = "tests.integration.workers_main"
    ) -> ManagedProcess:
        """Start a worker and wait until it has registered with the broker."""
        before = self.worker_names()
        name = f"worker-{len(self._workers)}"
        command = [sys.executable, "-m", module, queue, str(grace_seconds)]
        worker = ManagedProcess(name, command, self.home / "logs" / f"{name}.log")
        worker.start(build_environment(self.settings))
        self._workers.append(worker)
        self.until(lambda: worker.check() or self.worker_names() - before, 60)
        return worker

    def worker_names(self) -> set[bytes]:
        keys = self.connection.smembers("rq:workers")
        return {key for key in keys if self.connection.exists(key)}

    def worker_states(self) -> set[bytes]:
        """Return what the broker says that workers do: idle, busy, or started as long as they can't do anything."""
        return {self.connection.hget(key, "state") for key in self.worker_names()}

    def create_check(self, text: str) -> Check:
        return self.store.claims.create(self.workspace_id, NewClaim(text)).check

    def post(self, text: str, timeout_seconds: int = 30) -> Check:
        """Create a check and enqueue it, as the service does."""
        check = self.create_check(text)
        self.enqueue(check_job(check.check_id, check.attempt, timeout_seconds))
        return check

    def enqueue(self, job: Job) -> None:
        enqueue(self.connection, job)

    def read(self, check: Check) -> Check:
        claim = self.store.claims.get(self.workspace_id, check.claim_id)
        assert claim is not None
        return claim.check

    def runs(self, check: Check) -> list[tuple[int, int]]:
        """Return attempt and child's pid of each time that the check was begun."""
        path = self.home / "runs"
        lines = path.read_text().splitlines() if path.exists() else []
        words = [line.split() for line in lines if line.startswith(f"{check.check_id} ")]
        return [(int(attempt), int(pid)) for _, attempt, pid in words]

    def until_begun(self, check: Check, times: int = 1) -> int:
        """Wait until the check was begun that often; return the latest child's pid."""
        return self.until(lambda: len(self.runs(check)) >= times and self.runs(check))[-1][1]

    def until_ended(self, check: Check, seconds: float = 30) -> Check:
        self.until(lambda: self.read(check).status in ("done", "failed"), seconds)
        return self.read(check)

    def open_gate(self) -> None:
        """Let a claim go on that waits; returns once it has noticed."""
        (self.home / "gate").write_bytes(b"go")

    def until(self, condition: Callable[[], Any], seconds: float = 30) -> Any:
        """Wait until the condition holds and return what it returned."""
        deadline = time.monotonic() + seconds
        while not (answer := condition()):
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds} s\n{self._logs()}")
            time.sleep(0.01)
        return answer

    def log_of(self, number: int) -> str:
        """Return what the worker that was started as this one, and its child, have logged."""
        return (self.home / "logs" / f"worker-{number}.log").read_text()

    def _logs(self) -> str:
        return "\n".join(path.read_text()[-5000:] for path in sorted((self.home / "logs").glob("worker-*.log")))


def is_alive(pid: int) -> bool:
    """Return whether a process lives; one that has ended and was not waited for yet does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return not Path("/proc").exists()


def send(number: signal.Signals, *pids: int) -> None:
    for pid in pids:
        os.kill(pid, number)
