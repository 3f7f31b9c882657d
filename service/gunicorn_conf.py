"""How gunicorn runs the API: ``gunicorn -c python:service.gunicorn_conf service.wsgi:app``; options override it.

Threads, because a client that waits for its report occupies one, and because the sync worker is killed in the midst of a
long import.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

from factcheck.garbage import begin_loading, end_loading
from factcheck.heaps import share_heaps

METRICS_DIR = "PROMETHEUS_MULTIPROC_DIR"

bind = "127.0.0.1:8000"
worker_class = "service.gunicorn_worker.ProblemThreadWorker"
logger_class = "service.gunicorn_logs.StructuredLogger"
workers = 1
threads = 16
# For how long a worker's main loop may be silent; it says nothing about how long a request takes.
timeout = 120
graceful_timeout = 10
keepalive = 5
# The longest that gunicorn knows. A search of 500 characters outside ASCII has up to 6,000 bytes in the address.
limit_request_line = 8190


def on_starting(server: Any) -> None:
    """Name a folder in which the server's processes count requests together; read when they load the app."""
    os.environ[METRICS_DIR] = tempfile.mkdtemp(prefix="factcheck-metrics-", dir=server.cfg.worker_tmp_dir)


def post_fork(_server: Any, _worker: Any) -> None:
    """Let a worker load the app without looking for garbage, and its threads share their heaps."""
    share_heaps()
    begin_loading()


def post_worker_init(_worker: Any) -> None:
    """Let it look again once the app is there."""
    end_loading()


def on_exit(_server: Any) -> None:
    """Remove that folder."""
    shutil.rmtree(os.environ.get(METRICS_DIR, ""), ignore_errors=True)
