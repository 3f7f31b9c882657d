"""Finds what the store calls unfinished and the broker does not know, and sets it going again; begins due rechecks.

The store is the truth and the broker may lose everything: every few seconds one process among all workers compares the
two. A thread of a worker's parent process; a lock in the broker with a lease decides which process it is.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from redis import Redis, RedisError
from redis.exceptions import LockError
from redis.lock import Lock

from factcheck.errors import StoreUnavailableError
from factcheck.jobs import CHECKS, check_job, import_job, index_job
from factcheck.store import Store
from factcheck.store.records import UNFINISHED
from workers.executor import OutcomeKind
from workers.lookup import JobLookup, JobState, JobView, Unfinished
from workers.queues import RECONCILER_KEY, build_queue, enqueue
from workers.recovery import JobTimeouts, Recovery
from workers.timings import ReconcilerTimings

logger = logging.getLogger("factcheck.workers")

IMPORT, INDEX = "workers.tasks.run_import_chunk", "workers.tasks.index_document"
RUNNING = ("running",)
# Ends of a run that are no mark against what was run.
EXCUSED = (OutcomeKind.UNAVAILABLE.value, OutcomeKind.INTERRUPTED.value)
# Ends of a run that would most likely come again at once.
HASTELESS = (OutcomeKind.UNAVAILABLE.value, OutcomeKind.FAILED.value)


class Reconciler:
    """Compares store and broker once per call of ``run_once``. Not to be called by two threads at a time."""

    def __init__(
        self, store: Store, connection: Redis, timeouts: JobTimeouts, timings: ReconcilerTimings | None = None
    ) -> None:
        self._store = store
        self._connection = connection
        self._timeouts = timeouts
        self._timings = timings or ReconcilerTimings()
        self._lookup = JobLookup(connection, self._timings.lost_after_seconds)
        self._recovery = Recovery(store, connection, timeouts)
        self._imports_looked_at = float("-inf")
        self._silent_since: dict[tuple[str, datetime], float] = {}
        self._backing_off_since: dict[str, float] = {}

    def run_once(self) -> int:
        """Set going again what was lost; return how many jobs that made."""
        self._abort_stale_imports()
        found = [*self._checks(), *self._chunks(), *self._documents()]
        items = list({item.job.job_id: item for item in found}.values())
        views = self._lookup.look_up(items) if items else {}
        self._note_backing_off(views)
        is_importing = any(
            item.job.function == IMPORT and views[item.job.job_id].state is JobState.RUNNING for item in items
        )
        return sum(
            self._retry(item, views[item.job.job_id])
            for item in items
            if self._is_lost(item, views[item.job.job_id], is_importing) and self._is_due(item)
        )

    def start_rechecks(self) -> int:
        """Begin rechecks that are due, a few at a time, so that new claims do not wait for long; return how many."""
        timings = self._timings
        begun = self._store.rechecks.start_due(timings.rechecks_at_once, timings.recheck_after_seconds)
        for check in begun:
            enqueue(self._connection, check_job(check.check_id, check.attempt, self._timeouts.check_seconds))
        return len(begun)

    def is_idle(self) -> bool:
        """Say whether no check waits for a worker."""
        return build_queue(self._connection, CHECKS).is_empty()

    def retry_crashed(self, function: str, args: Sequence[Any], outcome: str) -> None:
        """Try a job again whose child died under it, without waiting for the next look."""
        self._recovery.retry(function, args, True, outcome)

    def _is_lost(self, item: Unfinished, view: JobView, is_importing: bool) -> bool:
        # The documents of an import are indexed together with their chunk and have no job of their own.
        may_be_imported = is_importing and item.job.function == INDEX
        return view.state is JobState.LOST or (view.state is JobState.FORGOTTEN and not may_be_imported)

    def _note_backing_off(self, views: Mapping[str, JobView]) -> None:
        now, known = time.monotonic(), self._backing_off_since
        self._backing_off_since = {
            job_id: known.get(job_id, now) for job_id, view in views.items() if view.outcome in HASTELESS
        }

    def _is_due(self, item: Unfinished) -> bool:
        """Say whether enough time has passed since the run ended, where it would be in vain to try again at once."""
        since = self._backing_off_since.get(item.job.job_id)
        if since is None:
            return True
        # Long before the limit's exponent the pause is at its longest.
        doublings = min(int(item.job.args[1] or 1) - 1, 20)
        pause = min(self._timings.backoff_seconds * 2**doublings, self._timings.longest_backoff_seconds)
        return bool(time.monotonic() - since >= pause)

    def _retry(self, item: Unfinished, view: JobView) -> bool:
        crashed = (item.is_running or view.has_begun) and view.outcome not in EXCUSED
        if view.state is JobState.LOST and not view.has_begun:
            self._lookup.discard(item.job)
        return self._recovery.retry(item.job.function, item.job.args, crashed, view.outcome) is not None

    # Each of these gives what was begun before a batch of what waits longest: what is tried again was queued after the
    # others, and yet is the next to be taken.

    def _checks(self) -> Iterator[Unfinished]:
        timings, find = self._timings, self._store.checks.unfinished
        looks = [find(timings.grace_seconds, timings.batch, statuses) for statuses in (RUNNING, UNFINISHED)]
        for check in chain(*looks):
            job = check_job(check.check_id, check.attempt, self._timeouts.check_seconds)
            yield Unfinished(job, check.status == "running")

    def _chunks(self) -> Iterator[Unfinished]:
        timings, find = self._timings, self._store.imports.unfinished_chunks
        looks = [find(timings.grace_seconds, timings.batch, statuses) for statuses in (RUNNING, UNFINISHED)]
        for chunk in chain(*looks):
            job = import_job(chunk.chunk_id, chunk.attempt, self._timeouts.indexing_seconds)
            yield Unfinished(job, chunk.status == "running")

    def _documents(self) -> Iterator[Unfinished]:
        # The store does not know which of them a worker has begun, but which of them a worker has lost before.
        timings, find = self._timings, self._store.documents.unindexed
        looks = [find(timings.batch, timings.document_grace_seconds, only_crashed=crashed) for crashed in (True, False)]
        for document in chain(*looks):
            job = index_job(document.document_key, document.index_attempt, self._timeouts.indexing_seconds)
            yield Unfinished(job, False)

    def _abort_stale_imports(self) -> None:
        """Remove imports in which nothing has moved for long while this looked: by the clock on the wall one that is
        being received could look as old as that clock is wrong.
        """
        now, longest = time.monotonic(), self._timings.stale_import_seconds
        if now - self._imports_looked_at < longest / 60:
            return
        self._imports_looked_at, known = now, self._silent_since
        self._silent_since = {seen: known.get(seen, now) for seen in self._store.imports.receiving()}
        stale = [seen for seen, since in self._silent_since.items() if now - since >= longest]
        aborted = self._store.imports.abort_untouched(stale)
        if aborted:
            logger.warning("Removed %d imports whose senders never finished them", aborted)


class ReconcilerThread:
    """Runs a reconciler beside a worker: periodically if this process holds the lock, and at once after a crash here."""

    def __init__(self, reconciler: Reconciler, connection: Redis, timings: ReconcilerTimings | None = None) -> None:
        self._reconciler = reconciler
        self._timings = timings or ReconcilerTimings()
        self._lock = Lock(connection, RECONCILER_KEY, timeout=self._timings.lock_seconds, thread_local=False)
        self._crashes: queue.SimpleQueue[tuple[str, tuple[Any, ...], str] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="reconciler", daemon=True)

    def start(self) -> None:
        """Begin; looks for the first time at once."""
        self._thread.start()

    def stop(self, timeout_seconds: float = 5.0) -> None:
        """End after the look in hand and give the lock back; does nothing if it was never started."""
        self._crashes.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)

    def report_crash(self, function: str, args: tuple[Any, ...], outcome: str) -> None:
        """Have a job tried again whose child died under it; ``outcome`` says how. Returns at once."""
        self._crashes.put((function, args, outcome))

    def _run(self) -> None:
        timings = self._timings
        next_look = rechecking_until = time.monotonic()
        while True:
            now = time.monotonic()
            pause = min(next_look - now, timings.recheck_seconds if now < rechecking_until else timings.period_seconds)
            try:
                crash = self._crashes.get(timeout=max(0.0, pause))
            except queue.Empty:
                if is_look := time.monotonic() >= next_look:
                    made = self._guard(self._look) or 0
                    # A full batch hides what comes after it: look again soon.
                    next_look = time.monotonic() + (0.1 if made >= timings.batch else timings.period_seconds)
                if self._guard(partial(self._recheck, is_look)):
                    rechecking_until = time.monotonic() + timings.period_seconds
                continue
            if crash is None:
                self._guard(self._give_lock_back)
                return
            self._guard(lambda crash=crash: self._reconciler.retry_crashed(*crash))

    def _recheck(self, is_look: bool) -> int:
        """Begin rechecks with each look, and in between as long as no claim waits."""
        if not self._lock.owned() or not (is_look or self._reconciler.is_idle()):
            return 0
        return self._reconciler.start_rechecks()

    def _look(self) -> int:
        return self._reconciler.run_once() if self._hold_lock() else 0

    def _hold_lock(self) -> bool:
        try:
            if self._lock.owned():
                return bool(self._lock.reacquire())
        except LockError:
            logger.info("Another worker has taken over looking for lost jobs")
        return bool(self._lock.acquire(blocking=False))

    def _give_lock_back(self) -> int:
        if self._lock.owned():
            self._lock.release()
        return 0

    def _guard(self, work: Any) -> int | None:
        try:
            done: int | None = work()
        except (RedisError, StoreUnavailableError) as error:
            logger.warning("Lost jobs can't be looked for now: %s", error)
            return None
        except Exception:
            logger.exception("Looking for lost jobs failed")
            return None
        return done
