"""What the broker knows of the jobs that the store calls unfinished."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from redis import Redis
from rq.intermediate_queue import IntermediateQueue
from rq.job import Job as RQJob
from rq.queue import Queue

from factcheck.jobs import Job
from workers.queues import lease_key

# Where a failed job's RQ metadata says how its run ended (a workers.executor.OutcomeKind).
OUTCOME = "outcome"
QUEUED = b"queued"


class JobState(Enum):
    """Where a job is, if it is anywhere."""

    WAITING = "waiting"
    RUNNING = "running"
    LOST = "lost"  # it was taken, and nobody works on it any more, or it ended without the store hearing of it
    FORGOTTEN = "forgotten"  # the broker does not know it
    UNCLEAR = "unclear"  # between two states; ask again


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something that the store calls unfinished: its current job, and whether a worker has begun it."""

    job: Job
    is_running: bool


@dataclass(frozen=True, slots=True)
class JobView:
    """A job's state; if it is lost, whether a worker had begun it, and how that ended if the worker could say so."""

    state: JobState
    has_begun: bool = False
    outcome: str | None = None


class JobLookup:
    """Asks the broker about many jobs at once. Remembers which were between two states the last time."""

    def __init__(self, connection: Redis, lost_after_seconds: float) -> None:
        self._connection = connection
        self._lost_after_seconds = lost_after_seconds
        self._unclear_since: dict[str, float] = {}

    def look_up(self, items: Sequence[Unfinished]) -> dict[str, JobView]:
        """Return what the broker knows of each job, by job id; raises redis.RedisError if it can't be asked."""
        with self._connection.pipeline() as pipe:
            for item in items:
                pipe.hmget(RQJob.key_for(item.job.job_id), "status", "meta")
                pipe.exists(lease_key(item.job.job_id))
            answers = pipe.execute()
        views: dict[str, JobView] = {}
        queued: list[Job] = []
        for item, (status, meta), leased in zip(items, answers[::2], answers[1::2], strict=True):
            if status == QUEUED:
                queued.append(item.job)
            else:
                views[item.job.job_id] = _judge(item, status, meta, bool(leased))
        views |= self._find_in_queues(queued)
        return self._settle(views)

    def discard(self, job: Job) -> None:
        """Remove what is left of a lost job that was taken from its queue and never begun."""
        queue_key = Queue.redis_queue_namespace_prefix + job.queue
        with self._connection.pipeline() as pipe:
            pipe.lrem(IntermediateQueue.get_intermediate_queue_key(queue_key), 0, job.job_id)
            pipe.delete(RQJob.key_for(job.job_id))
            pipe.execute()

    def _find_in_queues(self, jobs: Sequence[Job]) -> dict[str, JobView]:
        if not jobs:
            return {}
        # The jobs asked about are the oldest unfinished ones, so LPOS finds them near the head of their queue.
        with self._connection.pipeline() as pipe:
            for job in jobs:
                pipe.lpos(Queue.redis_queue_namespace_prefix + job.queue, job.job_id)
            positions = pipe.execute()
        return {
            job.job_id: JobView(JobState.UNCLEAR if position is None else JobState.WAITING)
            for job, position in zip(jobs, positions, strict=True)
        }

    def _settle(self, views: dict[str, JobView]) -> dict[str, JobView]:
        """Call lost what stays unclear; forget what is clear by now."""
        now = time.monotonic()
        self._unclear_since = {
            job_id: self._unclear_since.get(job_id, now) for job_id, view in views.items() if view.state is JobState.UNCLEAR
        }
        for job_id, since in self._unclear_since.items():
            if now - since >= self._lost_after_seconds:
                views[job_id] = JobView(JobState.LOST)
        return views


def _judge(item: Unfinished, status: bytes | None, meta: bytes | None, leased: bool) -> JobView:
    if leased:
        return JobView(JobState.RUNNING)
    if status is None:
        # A broker that was emptied under a running job learns of it again with the next renewal of the lease.
        return JobView(JobState.UNCLEAR if item.is_running else JobState.FORGOTTEN)
    outcome = json.loads(meta).get(OUTCOME) if meta else None
    return JobView(JobState.LOST, has_begun=True, outcome=outcome)
