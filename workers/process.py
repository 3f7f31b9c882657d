"""One worker process: the session loop that keeps a worker going while the broker comes and goes."""

from __future__ import annotations

import logging
import signal
import threading
import time
from contextlib import suppress
from types import FrameType

from redis import RedisError
from rq.worker_registration import get_keys

from factcheck.jobs import CHECKS, INDEXING
from factcheck.meters import build_meter
from factcheck.settings import Settings
from factcheck.store import Store
from workers.executor import Executor
from workers.hooks import WorkerHooks
from workers.queues import build_queue, connect
from workers.reconciler import Reconciler, ReconcilerThread
from workers.recovery import JobTimeouts
from workers.timings import ReconcilerTimings, Timings
from workers.worker import ExecutorWorker

logger = logging.getLogger("factcheck.workers")

LOOK_SECONDS = 0.05
SHORTEST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2.0


class WorkerProcess:
    """Works on one queue until it is asked to stop. Built and run in the main thread."""

    def __init__(
        self,
        queue_name: str,
        settings: Settings,
        store: Store,
        executor: Executor,
        timings: Timings | None = None,
        reconciler_timings: ReconcilerTimings | None = None,
    ) -> None:
        self._queue_name = queue_name
        self._optimize_every_seconds = settings.optimize_every_seconds if queue_name == INDEXING else None
        self._timings = timings or Timings()
        self._connection = connect(settings.redis_url)
        self._executor = executor
        self._meter = build_meter(settings.redis_url)
        self._stop = threading.Event()
        # A connection of its own: the worker's blocks for seconds at a time, and its socket timeout is RQ's.
        beside = connect(settings.redis_url)
        reconciler = Reconciler(store, beside, JobTimeouts.of(settings), reconciler_timings)
        self._reconciler = ReconcilerThread(reconciler, beside, reconciler_timings)

    def run(self) -> None:
        """Work until a SIGTERM or SIGINT; raises ExecutorStartError if the runtime can't be built."""
        self._catch_signals()
        try:
            # The service is ready once claims are checked: a worker for them is not seen before its child is, and the
            # others leave the processor to it until then.
            if self._queue_name == CHECKS:
                self._make_ready()
            else:
                self._let_checks_start()
            self._reconciler.start()
            self._work_until_stopped()
        except StoppedError:
            logger.info("Stopped before the runtime was ready")
        finally:
            self._reconciler.stop()
            self._executor.close()

    def _work_until_stopped(self) -> None:
        pause = SHORTEST_PAUSE_SECONDS
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                self._connection.ping()
                self._work()
            except RedisError as error:
                logger.warning("The broker can't be reached: %s", error)
            finally:
                self._catch_signals()
            if time.monotonic() - began > LONGEST_PAUSE_SECONDS:
                pause = SHORTEST_PAUSE_SECONDS
            if self._stop.wait(pause):
                return
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            self._make_ready()

    def _make_ready(self) -> None:
        self._executor.ensure_ready(self._check_stop, 0.2)

    def _let_checks_start(self) -> None:
        """Return when a worker for claims is there, or the time for that is over, or the broker is away."""
        deadline = time.monotonic() + self._timings.checks_first_seconds
        checks = build_queue(self._connection, CHECKS)
        with suppress(RedisError):
            while time.monotonic() < deadline and not any(map(self._connection.exists, get_keys(checks))):
                self._check_stop()
                self._stop.wait(LOOK_SECONDS)

    def _check_stop(self) -> None:
        if self._stop.is_set():
            raise StoppedError

    def _work(self) -> None:
        """Run one worker of RQ's kind; it ends with a signal, and also with the connection to the broker."""
        hooks = WorkerHooks(self._stop, self._reconciler.report_crash, self._meter)
        queue = build_queue(self._connection, self._queue_name)
        ExecutorWorker(queue, self._executor, hooks, self._timings, self._optimize_every_seconds).work()

    def _catch_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note_stop)

    def _note_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()


class StoppedError(Exception):
    """The process was asked to stop while the runtime was being built."""
