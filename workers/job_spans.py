"""The spans of a job in a worker: how long it waited in its queue, and the attempt itself, however it ends.

They are made by the worker's own process, so that an attempt whose child died is in the trace too.
"""

from __future__ import annotations

from rq.job import Job

from factcheck.logs import begin_work, note_ids, pick_carried
from factcheck.tracing import Span, SpanKind, begin_span, current_traceparent
from workers.counting import task_of
from workers.executor import OutcomeKind


def begin_job(job: Job, queue: str) -> Span:
    """Bind the ids of a job, and begin the span of its run; what the job was enqueued by is above both."""
    begin_work(**pick_carried(job.meta), job_id=job.id)
    parent = current_traceparent()
    if parent and job.enqueued_at:
        begin_span(f"wait {queue}", SpanKind.INSIDE, parent, since=job.enqueued_at).end()
    span = begin_span(f"run {task_of(job)}", SpanKind.CONSUMER, parent)
    note_ids(**span.carried)
    return span


def end_job(span: Span, outcome: OutcomeKind) -> None:
    """End the span of a job's run and say how the run ended."""
    if outcome is not OutcomeKind.DONE:
        span.fail(outcome.value)
    span.end()
