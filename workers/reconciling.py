"""``python -m workers reconcile``: looks for lost work until none is left, and ends; for when no worker runs."""

from __future__ import annotations

import time
from typing import NamedTuple

from factcheck.settings import Settings
from factcheck.store import open_store
from workers.queues import connect
from workers.reconciler import Reconciler
from workers.recovery import JobTimeouts
from workers.timings import ReconcilerTimings

# Enough looks for what is between two states at the first of them.
LOOKS = 4
# Who waits for the end of it waits two minutes (``factcheck.doctor.mending``).
MOST_SECONDS = 100.0
# A look takes a batch of each kind; what comes after it is seen by the next one.
PAUSE_SECONDS = 0.1


class Reconciled(NamedTuple):
    """How many jobs were made, and whether nothing was left to make."""

    jobs: int
    is_all: bool


def reconcile(
    settings: Settings, timings: ReconcilerTimings | None = None, most_seconds: float = MOST_SECONDS
) -> Reconciled:
    """Set going again what was lost, for that long at the most; raises StoreUnavailableError or RedisError."""
    timings = timings or ReconcilerTimings()
    ends_at = time.monotonic() + most_seconds
    store = open_store(settings.database_url)
    reconciler = Reconciler(store, connect(settings.redis_url), JobTimeouts.of(settings), timings)
    # The reconciler would have to watch them for an hour.
    store.imports.abort_stale(timings.stale_import_seconds)
    jobs, looks_left = reconciler.start_rechecks(), LOOKS
    while looks_left and time.monotonic() < ends_at:
        made = reconciler.run_once()
        jobs += made
        looks_left -= not made
        if looks_left:
            time.sleep(PAUSE_SECONDS if made else timings.period_seconds)
    return Reconciled(jobs, not looks_left)
