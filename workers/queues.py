"""The broker as workers use it: connecting, enqueueing, and the keys that they keep there."""

from __future__ import annotations

import json
from collections.abc import Mapping

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry
from rq.job import Job as RQJob
from rq.queue import Queue
from rq.serializers import JSONSerializer

from factcheck.broker import connect_broker
from factcheck.jobs import LEASE_PREFIX, Job, call_options
from factcheck.logs import pick_carried

INDEX_TTL_SECONDS = 60
# Held for a moment by the process that is about to optimize the index, so that it is done once a period.
OPTIMIZED_KEY = "factcheck:optimized"
# The same for comparing documents with watched claims.
MATCHED_KEY = "factcheck:matched"
RECONCILER_KEY = "factcheck:reconciler"


def connect(redis_url: str, timeout_seconds: float = 10.0) -> Redis:
    """Return a client that connects on first use and tries a command once more, on a new connection, when one is lost."""
    return connect_broker(
        redis_url,
        socket_timeout=timeout_seconds,
        socket_connect_timeout=5.0,
        retry=Retry(ConstantBackoff(0.05), 1),
    )


def build_queue(connection: Redis, name: str) -> Queue:
    """Return an RQ queue whose jobs are JSON."""
    return Queue(name, connection=connection, serializer=JSONSerializer)


def enqueue(connection: Redis, job: Job, ids: Mapping[str, str] | None = None, *, at_front: bool = False) -> None:
    """Put a job at the end of its queue, with ids for the log, or before all others.

    Doing so twice costs a look at the store, nothing more.
    """
    build_queue(connection, job.queue).enqueue_call(**call_options(job), meta=dict(ids or {}), at_front=at_front)


def read_carried_ids(connection: Redis, job_id: str) -> dict[str, str]:
    """Return the ids that a job brought along from the request that led to it, as far as the broker still knows it."""
    meta = connection.hget(RQJob.key_for(job_id), "meta")
    return pick_carried(json.loads(meta)) if meta else {}


def lease_key(job_id: str) -> str:
    """Return the key that lives while a worker runs the job; the worker renews it, its death lets it expire."""
    return LEASE_PREFIX + job_id
