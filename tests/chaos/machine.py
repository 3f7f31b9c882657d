"""The whole service on one machine as an operator would run it: every process its own, each started again when it ends."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from redis import Redis

from factcheck.local.broker import EmbeddedBroker
from factcheck.local.processes import ManagedProcess, build_environment
from factcheck.local.stack import HOST, build_server_command
from factcheck.settings import Settings
from tests.chaos.kept import KeptProcess, children_of
from tests.chaos.proxy import BrokerProxy
from tests.e2e.conftest import settings_in
from tests.postgres import PostgresServer

CHECKERS = ("checks-1", "checks-2")
INDEXER, COURIER, API = "indexing", "courier", "api"
WORKERS = (*CHECKERS, INDEXER)
QUOTA_BYTES = 256 * 1024 * 1024
CLOCK_SOURCE = Path(__file__).with_name("clock.c")


class Machine:
    """Broker behind a proxy, API with two processes, two workers for checks, one for the index, a courier.

    ``postgres`` is the database's server, or None for SQLite in ``home``.
    """

    def __init__(self, home: Path, postgres: PostgresServer | None = None) -> None:
        self.home = home
        self.postgres = postgres
        self.broker = EmbeddedBroker(home)
        self.proxy = BrokerProxy(home / "proxy.sock", self.broker.socket_path)
        self.settings = self._build_settings()
        self.processes: dict[str, KeptProcess] = {}
        # Its one thread starts everything that is not to outlive this process.
        self._starter = ThreadPoolExecutor(1, "starter")
        self._listener = socket.create_server((HOST, 0), backlog=1024)
        self._clock = build_clock(home)

    @property
    def base_url(self) -> str:
        """Where the service answers."""
        return f"http://{HOST}:{self._listener.getsockname()[1]}"

    def start(self) -> None:
        """Start everything; clients may begin at once, but find what is not ready yet."""
        self.set_clock(0)
        self.start_broker()
        self.proxy.start()
        environment = build_environment(self.settings)
        skewed = environment | self._skewed()
        self._keep(API, build_server_command(self.home, self._listener, ["--workers", "2"]), environment)
        for name in (*WORKERS, COURIER):
            command = [sys.executable, "-m", "workers", name.partition("-")[0]]
            self._keep(name, command, skewed if name in (CHECKERS[1], INDEXER) else environment)

    def stop(self) -> None:
        """End everything, as a stop of the machine would."""
        self.proxy.mend()
        for process in self.processes.values():
            process.signal(signal.SIGTERM)
        for process in self.processes.values():
            process.stop()
        self.proxy.stop()
        self.broker.stop()
        self._listener.close()
        self._starter.shutdown()

    def start_broker(self) -> None:
        """Start the broker, on the files that the one before has left."""
        self._starter.submit(self.broker.start).result()

    @property
    def can_set_clock(self) -> bool:
        """Whether ``set_clock`` has an effect."""
        return self._clock is not None

    def set_clock(self, seconds: int) -> None:
        """Put the clocks of the second worker for checks and of the indexer wrong by so much."""
        fresh = self.home / "clock.new"
        fresh.write_text(str(seconds))
        fresh.replace(self.home / "clock")

    def ask_broker(self) -> Redis:
        """Return a connection to the broker itself, around the proxy."""
        return Redis.from_url(self.broker.url, socket_timeout=5)

    def all_pids(self) -> dict[str, int]:
        """Return the process ids of everything that runs, by name; a worker's child is named after it."""
        found = {name: process.pid for name, process in self.processes.items()}
        for name, pid in list(found.items()):
            found |= {f"{name}/{number}": child for number, child in enumerate(children_of(pid), start=1)}
        return found | {"broker": self.broker.process.pid if self.broker.process else 0}

    def _keep(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        process = ManagedProcess(name, command, self.home / "logs" / f"{name}.log")
        fds = (self._listener.fileno(),) if name == API else ()
        self.processes[name] = KeptProcess(process, self._starter, environment, fds)
        self.processes[name].start()

    def _build_settings(self) -> Settings:
        settings = settings_in(self.home)
        url = self.postgres.url(self.postgres.create_database()) if self.postgres else settings.database_url
        # One key sends everything here; its limits are another matter.
        return replace(
            settings, database_url=url, redis_url=self.proxy.url, reads_per_minute=0, writes_per_minute=0, overload_seconds=0
        )

    def _skewed(self) -> dict[str, str]:
        if self._clock is None:
            return {}
        return {"LD_PRELOAD": str(self._clock), "FACTCHECK_CLOCK": str(self.home / "clock")}


def build_clock(folder: Path) -> Path | None:
    """Compile the library by which a process can be told a wrong time of day; None without a compiler."""
    compiler = shutil.which("cc")
    library = folder / "clock.so"
    if sys.platform != "linux" or compiler is None:
        return None
    done = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(CLOCK_SOURCE), "-ldl"],
        check=False,
        capture_output=True,
    )
    return library if done.returncode == 0 else None


@contextmanager
def limited_folder(folder: Path) -> Iterator[bool]:
    """Give a folder a file system of its own, of ``QUOTA_BYTES``; yield whether that could be done (root alone may)."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={QUOTA_BYTES}", "none", str(folder)]
    is_mounted = os.geteuid() == 0 and shutil.which("mount") is not None
    is_mounted = is_mounted and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)
