"""An object store for tests: moto's S3 server on loopback, in a process and in an environment of its own.

Of its own, because moto wants older packages than the service has; ``make test`` makes it in ``.cache/moto``.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

PYTHON = Path(__file__).resolve().parent.parent / ".cache/moto/bin/python"
INSTALLED = PYTHON.parent.parent / ".installed"
PROGRAM = Path(__file__).parent / "object_store_main.py"
STOP_SECONDS = 10
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """A running store: the address of its bucket, and the variables that lead there."""

    bucket_url: str
    variables: dict[str, str]

    def new_url(self) -> str:
        """Return the address of a folder that nobody has used yet."""
        return f"{self.bucket_url}/index-{next(_numbers)}"


@contextmanager
def running_object_store() -> Iterator[ObjectStore]:
    """Start a store with an empty bucket and end it; skips the test where moto was not installed."""
    if not INSTALLED.exists():
        pytest.skip("moto is not here: `make test` puts it into .cache/moto")
    process = subprocess.Popen([PYTHON, PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        said = json.loads(process.stdout.readline())
        yield ObjectStore(said["url"], said["variables"])
    finally:
        process.stdin.close()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
