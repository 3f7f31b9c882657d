"""What a worker counts of a job that has ended."""

from __future__ import annotations

from datetime import datetime

from rq.exceptions import DeserializationError
from rq.job import Job
from rq.utils import now

from factcheck.meters import JOB_SECONDS, JOBS, WAIT_SECONDS, Mark
from workers.tasks import TASKS

UNKNOWN_TASK = "unknown"


def describe_job(job: Job, queue: str, began_at: datetime, outcome: str) -> list[Mark]:
    """Return how the job ended, how long it took, and how long it had waited."""
    task = task_of(job)
    waited = (began_at - job.enqueued_at).total_seconds() if job.enqueued_at else 0.0
    return [
        Mark(JOBS, (task, outcome)),
        Mark(JOB_SECONDS, (task,), max(0.0, (now() - began_at).total_seconds())),
        Mark(WAIT_SECONDS, (queue,), max(0.0, waited)),
    ]


def task_of(job: Job) -> str:
    """Return the short name of a job's task, also of a job that can't be read."""
    try:
        return name_task(str(job.func_name))
    except DeserializationError:
        return UNKNOWN_TASK


def name_task(function: str) -> str:
    """Return the short name of a task; whoever can write to the broker must not be able to add names."""
    return function.rpartition(".")[2] if function in TASKS else UNKNOWN_TASK
