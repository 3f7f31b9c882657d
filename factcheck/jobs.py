"""Jobs as data: which queue, which function by its dotted name, under which id, for how long.

The service and the reconciler of the workers both turn a ``Job`` into a call of RQ; neither needs to import the code
that the job runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CHECKS = "checks"
INDEXING = "indexing"
QUEUES = (CHECKS, INDEXING)
CHECK, INDEX, IMPORT, SEARCH = (
    f"workers.tasks.{name}" for name in ("run_check", "index_document", "run_import_chunk", "search")
)
FUNCTIONS = frozenset({CHECK, INDEX, IMPORT, SEARCH})

# A job that nobody took within a day is forgotten by the broker; the reconciler brings back what the store still wants.
QUEUED_TTL_SECONDS = 86_400
# What RQ keeps of a job after its end. The store holds the outcome; the broker only has to answer "is it still known".
RESULT_TTL_SECONDS = 60
FAILURE_TTL_SECONDS = 3600
# What a readiness probe reads: the index as a worker sees it, as JSON with the time of the look.
INDEX_KEY = "factcheck:index"
# With the id of a job behind it: a key that lives while a worker runs the job, who renews it; with its death it expires.
LEASE_PREFIX = "factcheck:running:"


@dataclass(frozen=True, slots=True)
class Job:
    """One unit of work for a queue; ``job_id`` names the thing and its attempt, so that enqueuing twice is harmless."""

    queue: str
    function: str
    args: tuple[str | int | float | None, ...]
    job_id: str
    timeout_seconds: int


def call_options(job: Job, queued_ttl_seconds: int = QUEUED_TTL_SECONDS) -> dict[str, Any]:
    """Return what ``rq.Queue.enqueue_call`` is told of a job, whoever enqueues it."""
    return {
        "func": job.function,
        "args": list(job.args),
        "job_id": job.job_id,
        "timeout": job.timeout_seconds,
        "ttl": queued_ttl_seconds,
        "result_ttl": RESULT_TTL_SECONDS,
        "failure_ttl": FAILURE_TTL_SECONDS,
        # RQ would otherwise log the arguments, which may hold what an editor searches for.
        "description": job.function,
    }


def job_id_of(thing_id: str, attempt: int) -> str:
    """Return the id of the job that runs one attempt of a check, a document or an import's chunk."""
    return f"{thing_id}-{attempt}"


def check_job(check_id: str, attempt: int, timeout_seconds: int) -> Job:
    """Return the job that runs one attempt of a check."""
    return Job(CHECKS, CHECK, (check_id, attempt), job_id_of(check_id, attempt), timeout_seconds)


def index_job(document_key: str, attempt: int, timeout_seconds: int) -> Job:
    """Return the job that brings the index in line with one document: its current version, or its absence."""
    return Job(INDEXING, INDEX, (document_key, attempt), job_id_of(document_key, attempt), timeout_seconds)


def import_job(chunk_id: str, attempt: int, timeout_seconds: int) -> Job:
    """Return the job that stores and indexes one chunk of an import."""
    return Job(INDEXING, IMPORT, (chunk_id, attempt), job_id_of(chunk_id, attempt), timeout_seconds)


def search_job(search_id: str, workspace_id: str, query: str, limit: int, timeout_seconds: int) -> Job:
    """Return the job that answers a search; its result is the list of passages as JSON-able mappings."""
    return Job(CHECKS, SEARCH, (workspace_id, query, limit), search_id, timeout_seconds)
