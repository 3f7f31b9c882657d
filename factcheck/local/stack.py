"""The whole service on one machine: broker, workers and the HTTP server, as child processes of this one."""

from __future__ import annotations

import json
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from factcheck.errors import FactcheckError
from factcheck.folders import make_private_folder
from factcheck.local.broker import EmbeddedBroker
from factcheck.local.processes import ManagedProcess, build_environment, stop_all
from factcheck.settings import Settings

HOST = "127.0.0.1"
READY_SECONDS = 120.0
# The workers finish the job in hand first.
STOP_SECONDS = 35.0


class StackError(FactcheckError):
    """The service can't be started on this machine; the message says why."""


class LocalStack:
    """Broker (unless the settings name another), workers and HTTP server; ends with the thread that started it.

    ``port`` 0 takes a free one; ``base_url`` tells which after ``start``.
    """

    def __init__(self, settings: Settings, port: int = 0, worker_arguments: tuple[str, ...] = ("all",)) -> None:
        self._settings = settings
        self._wanted_port = port
        self._worker_arguments = worker_arguments
        self.port = port
        self.broker = EmbeddedBroker(settings.home)
        self.workers = self._build("workers", [sys.executable, "-m", "workers", *worker_arguments])
        self.server = self._build("server", [])

    @property
    def base_url(self) -> str:
        """Where the service answers."""
        return f"http://{HOST}:{self.port}"

    @property
    def processes(self) -> list[ManagedProcess]:
        """The processes that this stack has started, the broker last."""
        return [self.server, self.workers, *filter(None, [self.broker.process])]

    def start(self, ready_seconds: float = READY_SECONDS, on_wait: Callable[[str], None] = lambda _: None) -> None:
        """Start everything and wait until the service says that it is ready; stop it again if that fails.

        ``on_wait`` gets what is still missing, each time that changes. Raises StackError, BrokerUnavailableError or
        ProcessDiedError.
        """
        listener = self._bind()
        try:
            make_private_folder(self._settings.home)
            if self._settings.redis_url == self.broker.url:
                self.broker.start()
            environment = build_environment(self._settings)
            self.workers.start(environment)
            self.server = self._build("server", build_server_command(self._settings.home, listener))
            self.server.start(environment, pass_fds=(listener.fileno(),))
            listener.close()
            self._wait_until_ready(ready_seconds, on_wait)
        except BaseException:
            listener.close()
            self.stop()
            raise

    def check(self) -> None:
        """Raise ProcessDiedError if one of the processes has ended; it names it and quotes its log."""
        for process in self.processes:
            process.check()

    def wait(self, look_seconds: float = 0.5) -> None:
        """Serve until one of the processes ends; raises ProcessDiedError then."""
        while True:
            self.check()
            time.sleep(look_seconds)

    def stop(self) -> None:
        """End the server, then the workers, then the broker. Safe to call again."""
        stop_all([self.server], STOP_SECONDS)
        stop_all([self.workers], STOP_SECONDS)
        self.broker.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, exception_type: type[BaseException] | None, exception: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _build(self, name: str, command: list[str]) -> ManagedProcess:
        return ManagedProcess(name, command, self._settings.home / "logs" / f"{name}.log")

    def _bind(self) -> socket.socket:
        """Take the port before anything is started, so that a port in use costs nothing but a sentence."""
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, self._wanted_port))
            listener.listen(1024)
        except OSError as error:
            listener.close()
            raise StackError(f"Port {self._wanted_port} of {HOST} can't be used: {error.strerror}.") from error
        self.port = listener.getsockname()[1]
        return listener

    def _wait_until_ready(self, ready_seconds: float, on_wait: Callable[[str], None]) -> None:
        deadline = time.monotonic() + ready_seconds
        told = ""
        while True:
            self.check()
            is_ready, missing = self._ask_readiness()
            if is_ready:
                return
            if missing != told:
                on_wait(missing)
                told = missing
            if time.monotonic() > deadline:
                logs = self._settings.home / "logs"
                raise StackError(f"The service was not ready within {ready_seconds:.0f} s: {missing} See {logs}.")
            time.sleep(0.05)

    def _ask_readiness(self) -> tuple[bool, str]:
        try:
            with urllib.request.urlopen(f"{self.base_url}/readyz", timeout=10) as answer:
                return answer.status == 200, ""
        except urllib.error.HTTPError as error:
            return False, _describe(error.read())
        except OSError as error:
            return False, f"The server does not answer yet ({error})."


def build_server_command(home: Path, listener: socket.socket, options: Sequence[str] = ()) -> list[str]:
    """Return the command of the HTTP server that takes its connections from a socket which listens already."""
    scratch = home / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    return [
        *(sys.executable, "-m", "gunicorn", "-c", "python:service.gunicorn_conf", "service.wsgi:app"),
        *("--bind", f"fd://{listener.fileno()}"),
        *("--name", "factcheck", "--no-control-socket", "--worker-tmp-dir", str(scratch)),
        *options,
    ]


def _describe(body: bytes) -> str:
    try:
        problem = json.loads(body)
    except ValueError:
        return body[:200].decode(errors="replace")
    return str(problem.get("detail") or problem)
