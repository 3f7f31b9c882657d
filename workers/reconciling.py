"""``python -m workers reconcile``: looks for lost work until none is left, and ends; for when no worker runs."""

from __future__ import annotations

import time

from factcheck.settings import Settings
from factcheck.store import open_store
from workers.queues import connect
from workers.reconciler import Reconciler
from workers.recovery import JobTimeouts
from workers.timings import ReconcilerTimings

# Enough looks for what is between two states at the first of them.
LOOKS = 4


def reconcile(settings: Settings, timings: ReconcilerTimings | None = None) -> int:
    """Set going again what was lost and return how many jobs that made; raises StoreUnavailableError or RedisError."""
    timings = timings or ReconcilerTimings()
    reconciler = Reconciler(
        open_store(settings.database_url), connect(settings.redis_url), JobTimeouts.of(settings), timings
    )
    made = reconciler.start_rechecks() + reconciler.run_once()
    for _ in range(LOOKS - 1):
        time.sleep(timings.period_seconds)
        made += reconciler.run_once()
    return made
