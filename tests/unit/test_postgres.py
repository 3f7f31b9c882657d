"""The PostgreSQL server of the tests: it outlives no run, however that ended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from factcheck.local.processes import PROJECT_DIR
from tests.integration.workers_lab import is_alive
from tests.waiting import until

RUN = """
import sys
from tests.postgres import running_postgres

with running_postgres() as server:
    print(server.pid, server.socket_dir.parent, flush=True)
    sys.stdin.read()
"""


def test_a_killed_run_leaves_neither_server_nor_folder() -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", RUN], cwd=PROJECT_DIR, text=True, **pipes) as run:
        assert run.stdout is not None
        pid, folder = run.stdout.readline().split()
        assert Path(folder).is_dir()
        run.kill()
    until(lambda: not is_alive(int(pid)))
    until(lambda: not Path(folder).exists())
