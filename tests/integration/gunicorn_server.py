"""The API under real gunicorn with the service's own configuration, on a free port of the loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

STARTING_SECONDS = 60
FUZZED = "tests.e2e.fuzzed_app:build_app()"


@contextmanager
def running_gunicorn(database_url: str, home: Path, app: str = FUZZED, **environment: str) -> Iterator[str]:
    """Serve the app and yield its address, such as http://127.0.0.1:40123."""
    command = [sys.executable, "-m", "gunicorn", "-c", "python:service.gunicorn_conf", "--bind", "127.0.0.1:0"]
    command += ["--no-control-socket", app]
    variables = {**os.environ, "FACTCHECK_HOME": str(home), "DATABASE_URL": database_url, **environment}
    log = home / "gunicorn.log"
    with log.open("w") as written, subprocess.Popen(command, env=variables, stderr=subprocess.PIPE, text=True) as process:
        address: Future[str] = Future()
        reader = threading.Thread(target=_copy_log, args=(process, written, address))
        reader.start()
        try:
            yield address.result(timeout=STARTING_SECONDS)
        finally:
            # Quick shutdown: idle connections of the client would hold a graceful one up.
            process.send_signal(signal.SIGINT)
            reader.join()


def _copy_log(process: subprocess.Popen[str], written: TextIO, address: Future[str]) -> None:
    """Keep what gunicorn says, to its end: a pipe that nobody empties would stop it."""
    assert process.stderr is not None
    for line in process.stderr:
        written.write(line)
        if "Listening at" in line and not address.done():
            address.set_result(line.split("Listening at: ")[1].split()[0])
    if not address.done():
        address.set_exception(AssertionError(f"gunicorn did not start, see {written.name}"))
