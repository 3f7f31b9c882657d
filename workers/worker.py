"""An RQ worker that hands its jobs to one long-living child instead of forking one for each.

RQ's part stays RQ's: the queue, the intermediate queue, registries, results. What differs from ``rq.Worker``:

* The job runs in the executor's child, where models and index are loaded already. This process holds neither.
* While a job runs this process renews a lease on it every ``beat_seconds``. A worker that is gone is noticed when the
  lease ends, ``lease_seconds`` later at most, instead of RQ's 810 seconds.
* A job's timeout is kept by killing the child, which also ends a hung native call; a new child takes its place.
* Nothing of the job is imported here: the child knows its tasks by name, refuses all others, and calls nobody back.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

from redis import RedisError
from rq.exceptions import DeserializationError, StopRequested
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue
from rq.serializers import JSONSerializer
from rq.utils import now
from rq.worker import BaseWorker
from rq.worker.base import WorkerStatus
from rq.worker_registration import register

from factcheck.logs import begin_work, carried_ids
from workers.chores import Chores
from workers.counting import describe_job
from workers.executor import Executor, ExecutorStartError, Outcome, OutcomeKind
from workers.hooks import WorkerHooks
from workers.job_spans import begin_job, end_job
from workers.lookup import OUTCOME
from workers.queues import lease_key
from workers.timings import Timings


class ExecutorWorker(BaseWorker):
    """Takes jobs of exactly one queue and runs them in the executor's child. Lives in its process's main thread."""

    def __init__(
        self, queue: Queue, executor: Executor, hooks: WorkerHooks, timings: Timings, optimize_every_seconds: int | None
    ) -> None:
        self._timings = timings
        super().__init__(
            [queue],
            connection=queue.connection,
            serializer=JSONSerializer,
            worker_ttl=timings.lease_seconds,
            maintenance_interval=timings.maintenance_seconds,
            log_job_description=False,
        )
        self.log_result_lifespan = False
        self.max_connection_wait_time = 2.0
        self._executor = executor
        self._hooks = hooks
        self._stop_deadline = float("inf")
        self._setbacks = 0
        self._maintained_at = float("-inf")
        self._chores = Chores(queue.connection, self._do_chore, timings, optimize_every_seconds)

    # What RQ's loop asks of a worker -----------------------------------------------------------------------------

    @property
    def dequeue_timeout(self) -> int:
        """Seconds that one wait for a job takes."""
        return self._timings.idle_seconds

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:  # noqa: ARG002
        """Seconds after which RQ, too, calls a job abandoned whose worker has gone silent."""
        return self._timings.lease_seconds

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:  # noqa: ARG002
        """Renew the worker's entry in the broker for one lease; without a pipeline, put it back if it has vanished."""
        super().heartbeat(self._timings.lease_seconds, pipeline)
        if pipeline is not None:
            return
        with self.connection.pipeline() as pipe:
            pipe.sismember(self.redis_workers_keys, self.key)
            pipe.hexists(self.key, "birth")
            if all(pipe.execute()):
                return
            register(self, pipe)
            pipe.hset(self.key, mapping=self.serialize() | {"state": self.get_state()})
            pipe.execute()

    def subscribe(self) -> None:
        """Listen to no commands over the broker: what stops a job is the store or the process's own signals."""

    def unsubscribe(self) -> None:
        """Nothing was subscribed to."""

    @property
    def should_run_maintenance_tasks(self) -> bool:
        """Whether it is time for that; RQ asks the clock on the wall, which may be put back by an hour."""
        return time.monotonic() - self._maintained_at > self.maintenance_interval

    def run_maintenance_tasks(self) -> None:
        """Do RQ's housekeeping, and see to the child and the index while no job waits on it."""
        self._maintained_at = time.monotonic()
        super().run_maintenance_tasks()  # type: ignore[no-untyped-call]
        self._make_ready()
        self._chores.do_due()

    def dequeue_job_and_maintain_ttl(self, *args: Any, **kwargs: Any) -> Any:
        """Take a job once the child can run it."""
        self._make_ready()
        return super().dequeue_job_and_maintain_ttl(*args, **kwargs)

    def _make_ready(self) -> None:
        """Wait for the child; until it is there this worker is neither idle nor busy, and leaves jobs to others."""
        if not self._executor.is_ready:
            self.set_state(WorkerStatus.STARTED)
        try:
            self._executor.ensure_ready(self._beat_unless_stopped, self._timings.beat_seconds)
        except ExecutorStartError as error:
            # The process tries once more, and says what is wrong if that fails too.
            self.log.warning("Worker %s: %s", self.name, error)
            raise StopRequested from error

    def _beat_unless_stopped(self) -> None:
        self.heartbeat()
        if self._hooks.stop.is_set():
            raise StopRequested

    def _install_signal_handlers(self) -> None:
        super()._install_signal_handlers()  # type: ignore[no-untyped-call]
        # A signal that came before is not lost: the loop sees this before it takes a job.
        self._stop_requested = self._hooks.stop.is_set()

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Stop at once when idle; else after the job in hand, which gets ``stop_grace_seconds`` at most."""
        self._stop_deadline = time.monotonic() + self._timings.stop_grace_seconds
        self._hooks.stop.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def set_shutdown_requested_date(self) -> None:
        """Not noted in the broker: it runs inside a signal handler, perhaps amid another command."""

    @property
    def horse_pid(self) -> int:
        """The child's pid."""
        return self._executor.pid

    def kill_horse(self, *_: Any) -> None:
        """Kill the child; the job in hand ends as interrupted."""
        self._stop_deadline = float("-inf")
        self._executor.kill()

    # One job ------------------------------------------------------------------------------------------------------

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run one job in the child and record its end in the broker."""
        span = begin_job(job, queue.name)
        self._renew_lease(job)
        execution = self.prepare_execution(job)
        outcome = Outcome(OutcomeKind.INTERRUPTED, detail="The worker was stopped.")
        try:
            outcome = self._run(job, queue, execution)
        finally:
            # Also on the way out of a cold shutdown.
            self._record_patiently(job, queue, execution, outcome)
            end_job(span, outcome.kind)
        self._hooks.meter.count(*describe_job(job, queue.name, execution.created_at, outcome.kind.value))
        if outcome.kind in (OutcomeKind.CRASHED, OutcomeKind.TIMED_OUT):
            self._hooks.on_crash(str(job.func_name), tuple(job.args), outcome.kind.value)
        begin_work()
        self.set_state(WorkerStatus.IDLE)
        # The next job would find store or index away too; it had better keep its place.
        self._setbacks = self._setbacks + 1 if outcome.kind is OutcomeKind.UNAVAILABLE else 0
        self._hooks.stop.wait(self._timings.pause_after(self._setbacks))

    def _run(self, job: Job, queue: Queue, execution: Execution) -> Outcome:
        try:
            name, args = str(job.func_name), job.args
        except DeserializationError as error:
            queue.intermediate_queue.remove(job.id)
            return Outcome(OutcomeKind.FAILED, detail=f"The job can't be read: {error}")
        self.prepare_job_execution(job, remove_from_intermediate_queue=True)

        beat = partial(self._beat, job, execution)
        self._executor.ensure_ready(beat, self._timings.beat_seconds)
        self._executor.submit(name, args, ids=carried_ids() | {"job_id": job.id})
        return self._wait(float(job.timeout or self._timings.chore_seconds), beat)

    def _wait(self, timeout_seconds: float, beat: Callable[[], None]) -> Outcome:
        limit = time.monotonic() + timeout_seconds
        while True:
            remaining = min(limit, self._stop_deadline) - time.monotonic()
            outcome = self._executor.poll(max(0.0, min(self._timings.beat_seconds, remaining)))
            if outcome is not None:
                return outcome
            if time.monotonic() >= self._stop_deadline:
                return self._executor.end(OutcomeKind.INTERRUPTED, "The worker had to stop before the job was done.")
            if time.monotonic() >= limit:
                return self._executor.end(OutcomeKind.TIMED_OUT, f"The job took longer than {timeout_seconds:.0f} s.")
            beat()

    def _beat(self, job: Job, execution: Execution) -> None:
        try:
            self.heartbeat()
            self.maintain_heartbeats(job, execution)
            self._renew_lease(job)
            self._chores.publish()
        except RedisError as error:
            self.log.warning("Worker %s: the broker is away while a job runs: %s", self.name, error)

    def _renew_lease(self, job: Job) -> None:
        self.connection.set(lease_key(job.id), self.name, ex=self._timings.lease_seconds)

    def _record_patiently(self, job: Job, queue: Queue, execution: Execution, outcome: Outcome) -> None:
        """Note the job's end in the broker. The store knows it already, so a broker that stays away loses nothing."""
        deadline = time.monotonic() + self._timings.record_seconds
        while True:
            try:
                self._record(job, queue, execution, outcome)
            except RedisError as error:
                if time.monotonic() >= deadline:
                    self.log.warning("Worker %s: the end of job %s was not recorded: %s", self.name, job.id, error)
                    return
                time.sleep(0.2)
            else:
                return

    def _record(self, job: Job, queue: Queue, execution: Execution, outcome: Outcome) -> None:
        job.ended_at = now()
        if outcome.kind is OutcomeKind.DONE:
            job._result = outcome.result
            self.handle_job_success(job, queue, queue.started_job_registry, execution)
        else:
            self.log.warning("Worker %s: job %s %s: %s", self.name, job.id, outcome.kind.value, outcome.detail)
            job.meta[OUTCOME] = outcome.kind.value
            job.save_meta()  # type: ignore[no-untyped-call]
            self.handle_job_failure(job, queue, exc_string=outcome.detail, execution=execution)
        self.connection.delete(lease_key(job.id))

    def _do_chore(self, name: str) -> Outcome:
        self._executor.submit(name, (), chore=True)
        outcome = self._wait(self._timings.chore_seconds, self.heartbeat)
        if outcome.kind is not OutcomeKind.DONE:
            self.log.warning("Worker %s: %s %s: %s", self.name, name, outcome.kind.value, outcome.detail)
            self._make_ready()
        return outcome
