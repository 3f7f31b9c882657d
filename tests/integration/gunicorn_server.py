"""The API under real gunicorn with the service's own configuration, on a free port of the loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running_gunicorn(database_url: str, home: Path, **environment: str) -> Iterator[str]:
    """Serve the app of ``tests.e2e.fuzzed_app`` and yield its address, such as http://127.0.0.1:40123."""
    command = [sys.executable, "-m", "gunicorn", "-c", "python:service.gunicorn_conf", "--bind", "127.0.0.1:0"]
    command += ["--no-control-socket", "tests.e2e.fuzzed_app:build_app()"]
    variables = {**os.environ, "FACTCHECK_HOME": str(home), "DATABASE_URL": database_url, **environment}
    log = home / "gunicorn.log"
    with log.open("w") as written, subprocess.Popen(command, env=variables, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                written.write(line)
                if "Listening at" in line:
                    yield line.split("Listening at: ")[1].split()[0]
                    return
            raise AssertionError(f"gunicorn did not start, see {log}")
        finally:
            # Quick shutdown: idle connections of the client would hold a graceful one up.
            process.send_signal(signal.SIGINT)
