"""How fast workers notice things. Short times for tests; these are the ones that production runs with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timings:
    """How fast a worker notices things, in seconds. The lease is renewed at least thrice in its life."""

    beat_seconds: float = 1.5
    lease_seconds: int = 6
    idle_seconds: int = 2  # how long one wait for a job takes; the worker's own lease is renewed in between
    maintenance_seconds: int = 5
    stop_grace_seconds: float = 25.0
    checks_first_seconds: float = 4.0  # how long an indexing worker waits with its child for a worker that checks
    describe_every_seconds: float = 15.0
    match_every_seconds: int = 10
    chore_seconds: float = 300.0
    setback_seconds: float = 0.25  # after a job that found store or index away; doubled with each
    longest_setback_seconds: float = 2.0
    record_seconds: float = 5.0  # how long a broker that is away may delay the note that a job has ended

    def pause_after(self, setbacks: int) -> float:
        """Return the seconds to wait after so many jobs in a row that found the store or the index away; 0 after none."""
        if not setbacks:
            return 0.0
        return min(self.setback_seconds * 2.0 ** min(setbacks - 1, 20), self.longest_setback_seconds)


@dataclass(frozen=True, slots=True)
class ReconcilerTimings:
    """When the reconciler looks, and how old things must be before it worries, in seconds."""

    period_seconds: float = 2.0
    lock_seconds: float = 6.0  # a killed process may have held the lock: others wait so long for it
    grace_seconds: float = 3.0  # between a row in the store and its job in the broker
    document_grace_seconds: float = 8.0  # the same for documents, which come in batches too
    lost_after_seconds: float = 5.0  # how long a job may be between two states
    stale_import_seconds: float = 3600.0
    # Before what raised an error is tried again: doubled with each attempt, up to the longest.
    backoff_seconds: float = 3.0
    longest_backoff_seconds: float = 60.0
    recheck_after_seconds: float = 5.0  # several changes of a document within that time lead to one recheck
    rechecks_at_once: int = 4  # a new claim waits behind so many of them at the most
    recheck_seconds: float = 0.25  # after which others follow those that have ended, while there are any
    batch: int = 500
