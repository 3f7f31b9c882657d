"""``python -m tests.integration.workers_main QUEUE GRACE``: a worker with the scripted runtime and short timings.

GRACE is for how many seconds a job may go on after the worker was asked to stop.
"""

from __future__ import annotations

import os
import sys

from factcheck.logs import configure_logging
from factcheck.settings import read_settings
from factcheck.store import migrate, open_store
from workers.child import die_with_parent
from workers.executor import Executor
from workers.process import WorkerProcess
from workers.timings import ReconcilerTimings, Timings

RECONCILER_TIMINGS = ReconcilerTimings(
    period_seconds=0.3, lock_seconds=2.0, grace_seconds=0.5, document_grace_seconds=0.5, lost_after_seconds=1.0
)


def main(queue: str, grace_seconds: float) -> None:
    """Work until asked to stop."""
    configure_logging("test")
    die_with_parent(os.getppid())
    settings = read_settings()
    migrate(settings.database_url)
    timings = Timings(
        beat_seconds=0.3,
        lease_seconds=2,
        idle_seconds=1,
        stop_grace_seconds=grace_seconds,
        checks_first_seconds=0.0,
        describe_every_seconds=1.0,
        record_seconds=1.0,
    )
    executor = Executor("tests.integration.workers_runtime.build_runtime", memory_bytes=settings.worker_memory_bytes)
    store = open_store(settings.database_url)
    WorkerProcess(queue, settings, store, executor, timings, RECONCILER_TIMINGS).run()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
