"""A Milvus server for tests: milvus-lite on loopback, in a process of its own. It speaks Milvus' protocol, BM25 included."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest

from factcheck.local.processes import ManagedProcess
from tests.ports import find_port

START_SECONDS = 90
STOP_SECONDS = 10
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class MilvusServer:
    """A running server."""

    port: int

    def new_url(self) -> str:
        """Return the address of a new, empty database."""
        from pymilvus import MilvusClient

        from factcheck.index.milvus_catalog import GRPC_OPTIONS

        database = f"newsroom_{next(_numbers)}"
        client = MilvusClient(uri=f"http://127.0.0.1:{self.port}", grpc_options=GRPC_OPTIONS)
        client.create_database(database)
        client.close()
        return f"milvus://127.0.0.1:{self.port}/{database}"


@contextmanager
def running_milvus(folder: Path) -> Iterator[MilvusServer]:
    """Start a server that keeps its data in the folder; skips the test where milvus-lite is not installed."""
    if find_spec("milvus_lite") is None or find_spec("pymilvus") is None:
        pytest.skip("milvus-lite is not here: it is among requirements-dev.txt")
    port = find_port()
    options = ["--data-dir", str(folder / "data"), "--host", "127.0.0.1", "--port", str(port)]
    command = [sys.executable, "-m", "milvus_lite", "server", *options]
    process = ManagedProcess("milvus", command, folder / "milvus.log")
    process.start(dict(os.environ), cwd=folder)
    try:
        _wait(process, port)
        yield MilvusServer(port)
    finally:
        process.terminate()
        if not process.wait(STOP_SECONDS):
            process.kill()
            process.wait(STOP_SECONDS)


def _wait(process: ManagedProcess, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        process.check()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < deadline, process.describe_end()
            time.sleep(0.1)
        else:
            return
