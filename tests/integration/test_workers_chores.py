"""Chores between jobs: done when due, by one worker, and never most of the time."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from redis import Redis

from factcheck.jobs import INDEX_KEY, INDEXING
from workers.chores import JOBS_SHARE, Chores
from workers.executor import Executor, Outcome, OutcomeKind
from workers.hooks import WorkerHooks
from workers.queues import build_queue
from workers.tasks import DESCRIBE_INDEX, MATCH_DOCUMENTS, OPTIMIZE_INDEX
from workers.timings import Timings
from workers.worker import ExecutorWorker

ALL = [MATCH_DOCUMENTS, OPTIMIZE_INDEX, DESCRIBE_INDEX]


class Room:
    """A worker's chores, each of which takes as long as ``take_seconds``; all are due whenever the broker is emptied."""

    def __init__(self, broker: Redis, optimize_every_seconds: int | None = 60) -> None:
        broker.flushall()
        self.broker = broker
        self.now = 0.0
        self.take_seconds = 0.0
        self.done: list[str] = []
        timings = Timings(describe_every_seconds=0.0)
        self.chores = Chores(broker, self._do, timings, optimize_every_seconds, lambda: self.now)

    def do_due(self) -> list[str]:
        self.done.clear()
        self.chores.do_due()
        return list(self.done)

    def _do(self, name: str) -> Outcome:
        self.done.append(name)
        self.now += self.take_seconds
        return Outcome(OutcomeKind.DONE, {"passages": 3})


def test_what_is_due_is_done_once_and_the_index_described(connection: Redis) -> None:
    room = Room(connection)
    assert room.do_due() == ALL
    assert room.do_due() == [DESCRIBE_INDEX]
    assert b'"passages": 3' in (connection.get(INDEX_KEY) or b"")


def test_a_worker_that_does_not_index_only_describes(connection: Redis) -> None:
    assert Room(connection, optimize_every_seconds=None).do_due() == [DESCRIBE_INDEX]


def test_slow_chores_leave_most_of_the_time_to_jobs(connection: Redis) -> None:
    room = Room(connection)
    room.take_seconds = 20.0
    assert room.do_due() == ALL
    took = room.now
    connection.flushall()
    room.now += JOBS_SHARE * took - 1
    assert room.do_due() == []
    assert connection.exists(INDEX_KEY), "probes hear of the index all the same"
    room.now += 1
    assert room.do_due() == ALL


def test_a_clock_that_was_put_back_delays_no_chores(connection: Redis) -> None:
    hooks = WorkerHooks(threading.Event(), lambda *_: None)
    worker = ExecutorWorker(build_queue(connection, INDEXING), Executor(), hooks, Timings(maintenance_seconds=0), None)
    assert worker.should_run_maintenance_tasks
    worker.last_cleaned_at = datetime.now(UTC) + timedelta(hours=1)
    assert worker.should_run_maintenance_tasks
