"""The way to the workers: a port for the views, and RQ behind it."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol, cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.job import Job as RqJob
from rq.results import Result
from rq.serializers import JSONSerializer
from rq.utils import as_text, utcparse
from rq.worker_registration import get_keys

from factcheck.broker import connect_broker
from factcheck.errors import BrokerUnavailableError
from factcheck.jobs import INDEX_KEY, QUEUED_TTL_SECONDS, QUEUES, Job, call_options
from factcheck.logs import carried_ids
from factcheck.meters import COUNTERS_KEY
from factcheck.tracing import SpanKind, step

log = logging.getLogger(__name__)

SOCKET_TIMEOUT_SECONDS = 5
# Of the time that is waited for an answer; what is asked for takes a worker a fraction of a second.
LOST_AFTER_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """What the broker knows: queues with a live worker, and what a worker last said of the index (None: nothing lately)."""

    live_queues: frozenset[str]
    index: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class QueueMeasures:
    """By queue: jobs that wait, seconds that the first has waited (0 without one), live workers. Besides, what a worker
    last said of the index, and the hash of ``factcheck.meters``."""

    depths: dict[str, int]
    ages: dict[str, float]
    workers: dict[str, int]
    index: dict[str, Any] | None
    counters: dict[bytes, bytes]


class JobQueue(Protocol):
    """Hands jobs to the workers. Every method raises BrokerUnavailableError; safe to call from several threads."""

    def enqueue(self, job: Job) -> None:
        """Put the job into its queue; do nothing if the broker knows a job of this id."""

    def ask(self, job: Job, seconds: float) -> Any | None:
        """Enqueue the job and return its result; None if none came in time or the job failed. It is dropped then."""

    def drop(self, job: Job) -> None:
        """Take the job out of its queue; do nothing if a worker has taken it or the broker does not know it."""

    def status(self) -> QueueStatus:
        """Return what the broker knows of workers and index."""

    def age_seconds(self, queue: str) -> float:
        """Return how long the first job in this queue has waited, 0 without one."""

    def measure(self) -> QueueMeasures:
        """Return what is to be measured at this moment."""


def hand_over(queue: JobQueue, jobs: Iterable[Job]) -> None:
    """Enqueue jobs for what is already in the store; a broker that is down is no error, the reconciler catches up."""
    try:
        for job in jobs:
            queue.enqueue(job)
    except BrokerUnavailableError as error:
        log.warning("Not enqueued, left to the reconciler: %s", error)


def take_back(queue: JobQueue, job: Job) -> None:
    """Drop a job that nobody needs any more; a broker that is down is no error, a worker finds nothing to do."""
    try:
        queue.drop(job)
    except BrokerUnavailableError as error:
        log.warning("Not taken out of the queue: %s", error)


class RqJobQueue:
    """JobQueue on RQ: JSON instead of pickle, every lifetime set, ids that make enqueuing twice harmless."""

    def __init__(self, connection: Redis, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._connection = connection
        self._clock = clock
        self._queues = {name: Queue(name, connection=connection, serializer=JSONSerializer) for name in QUEUES}

    def enqueue(self, job: Job) -> None:
        """Put the job into its queue; do nothing if the broker knows a job of this id."""
        with broker_errors():
            self._enqueue(job, QUEUED_TTL_SECONDS)

    def ask(self, job: Job, seconds: float) -> Any | None:
        """Enqueue the job and return its result; None if none came in time or the job failed. It is dropped then.

        It may run twice: if whoever took it is silent for too long, as after a crash, another one is asked.
        """
        deadline = time.monotonic() + seconds
        with broker_errors():
            queued = self._enqueue(job, max(1, int(seconds)))
            result, ask_again_at = None, deadline - seconds * (1 - LOST_AFTER_SHARE)
            while queued and result is None and time.monotonic() < deadline:
                result = Result.fetch_latest(queued, serializer=JSONSerializer, timeout=1)
                if result is None and time.monotonic() >= ask_again_at and self._is_taken(job):
                    ask_again_at = deadline
                    queued = self._enqueue(replace(job, job_id=f"{job.job_id}-again"), max(1, int(seconds)))
            if result is not None and result.type is Result.Type.SUCCESSFUL:
                return result.return_value
        if result is not None:
            log.error("Job %s failed: %s", job.job_id, (result.exc_string or "")[-500:])
        return None

    def drop(self, job: Job) -> None:
        """Take the job out of its queue; do nothing if a worker has taken it or the broker does not know it."""
        with broker_errors():
            # Only who takes a job off the list owns it: a worker that was faster finds nothing to do in the store.
            if self._connection.lrem(self._queues[job.queue].key, 1, job.job_id):
                self._connection.delete(RqJob.key_for(job.job_id))

    def status(self) -> QueueStatus:
        """Return what the broker knows of workers and index."""
        with broker_errors():
            self._connection.ping()
            live = frozenset(name for name in QUEUES if any(self._live_workers(name)))
            index = self._connection.get(INDEX_KEY)
        return QueueStatus(live, json.loads(index) if index else None)

    def age_seconds(self, queue: str) -> float:
        """Return how long the first job in this queue has waited, 0 without one."""
        with broker_errors():
            first: Any = self._connection.lindex(self._queues[queue].key, 0)
            since: Any = self._connection.hget(RqJob.key_for(as_text(first)), "enqueued_at") if first else None
        return self._age(as_text(since)) if since else 0.0

    def measure(self) -> QueueMeasures:
        """Return what is to be measured at this moment."""
        with broker_errors():
            index: Any = self._connection.get(INDEX_KEY)
            return QueueMeasures(
                depths={name: int(self._connection.llen(queue.key)) for name, queue in self._queues.items()},
                ages={name: self.age_seconds(name) for name in QUEUES},
                workers={name: sum(self._live_workers(name)) for name in QUEUES},
                index=json.loads(index) if index else None,
                counters=cast(dict[bytes, bytes], self._connection.hgetall(COUNTERS_KEY)),
            )

    def _enqueue(self, job: Job, ttl_seconds: int) -> Any:
        with step(f"enqueue {job.queue}", SpanKind.PRODUCER):
            return self._put(job, ttl_seconds)

    def _put(self, job: Job, ttl_seconds: int) -> Any:
        try:
            options = call_options(job, ttl_seconds)
            return self._queues[job.queue].enqueue_call(**options, meta=carried_ids(), unique=True)
        except DuplicateJobError:
            return None

    def _is_taken(self, job: Job) -> bool:
        """Say whether the job is not waiting in its queue any more."""
        return self._connection.lpos(self._queues[job.queue].key, job.job_id) is None

    def _live_workers(self, queue: str) -> Iterator[bool]:
        """The broker forgets a worker that has not reported for a lease, whatever clocks say."""
        return (bool(self._connection.exists(key)) for key in get_keys(self._queues[queue]))

    def _age(self, moment: str) -> float:
        try:
            age = self._clock() - utcparse(moment).replace(tzinfo=UTC)
        except ValueError:
            return float("inf")
        return max(0.0, age.total_seconds())


def build_queue(redis_url: str) -> RqJobQueue:
    """Return the queue on the broker at this address; connects when it is first used, and fails fast when it is down."""
    connection = connect_broker(
        redis_url,
        socket_timeout=SOCKET_TIMEOUT_SECONDS,
        socket_connect_timeout=SOCKET_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 1),
    )
    return RqJobQueue(connection)


@contextmanager
def broker_errors() -> Iterator[None]:
    """Turn the driver's errors into BrokerUnavailableError."""
    try:
        yield
    except RedisError as error:
        raise BrokerUnavailableError(f"The broker can't be reached: {error}") from error
