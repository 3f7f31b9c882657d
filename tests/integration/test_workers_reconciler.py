"""What the reconciler takes for lost, with a real broker and a real store; the workers are played by the test."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rq.job import Job as RQJob
from rq.job import JobStatus
from rq.serializers import JSONSerializer

from factcheck.jobs import CHECKS, INDEXING, Job, check_job, import_job, index_job
from factcheck.store import open_store
from factcheck.store.checks import CheckResult
from factcheck.store.records import Check, Document, DocumentContent
from tests.integration.workers_lab import WorkersLab
from tests.store_samples import report_on
from workers.lookup import OUTCOME
from workers.queues import RECONCILER_KEY, build_queue, connect, lease_key
from workers.reconciler import Reconciler, ReconcilerThread
from workers.reconciling import reconcile
from workers.recovery import JobTimeouts
from workers.timings import ReconcilerTimings

AT_ONCE = ReconcilerTimings(
    period_seconds=0.02, lock_seconds=30, grace_seconds=0, document_grace_seconds=0, lost_after_seconds=0.2, batch=5,
    backoff_seconds=0,
)  # fmt: skip


@pytest.fixture(scope="module")
def module_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkersLab]:
    lab = WorkersLab(tmp_path_factory.mktemp("lab"))
    lab.start()
    yield lab
    lab.close()


@pytest.fixture
def lab(module_lab: WorkersLab) -> WorkersLab:
    """A lab in which nothing is unfinished."""
    module_lab.connection.flushall()
    for check in module_lab.store.checks.unfinished(0, 1000):
        module_lab.store.checks.fail(check.check_id, check.attempt, {})
    for document in module_lab.store.documents.unindexed(1000):
        module_lab.store.documents.mark_indexed(document.document_key, document.index_attempt)
    return module_lab


@pytest.fixture
def reconciler(lab: WorkersLab) -> Reconciler:
    return build_reconciler(lab)


def build_reconciler(lab: WorkersLab, timings: ReconcilerTimings = AT_ONCE) -> Reconciler:
    return Reconciler(lab.store, lab.connection, JobTimeouts.of(lab.settings), timings)


def put_document(lab: WorkersLab, document_id: str) -> Document:
    return lab.store.documents.put(lab.workspace_id, document_id, DocumentContent("Text.", "text", "Text.")).document


def cite(lab: WorkersLab, document: Document) -> Check:
    """Return the finished check of a new claim whose report cites the document."""
    check = lab.create_check("claim")
    finish(lab, check, document)
    return check


def finish(lab: WorkersLab, check: Check, document: Document) -> None:
    report = report_on(document)
    assert lab.store.checks.start(check.check_id, check.attempt)
    keys = [document.document_key]
    assert lab.store.checks.finish(
        check.check_id, check.attempt, CheckResult(report, report["verdict"], report["confidence"], keys)
    )


def begin(lab: WorkersLab, job: Job, *, is_leased: bool) -> RQJob:
    """Do with a job what a worker does first; without a lease that worker is dead."""
    taken = lab.connection.lmove(f"rq:queue:{job.queue}", f"rq:queue:{job.queue}:intermediate")
    assert taken == job.job_id.encode()
    lab.connection.lrem(f"rq:queue:{job.queue}:intermediate", 1, job.job_id)
    begun = RQJob.fetch(job.job_id, lab.connection, JSONSerializer)
    begun.set_status(JobStatus.STARTED)
    if is_leased:
        lab.connection.set(lease_key(job.job_id), "worker", ex=30)
    return begun


def queued_ids(lab: WorkersLab, queue: str = CHECKS) -> list[str]:
    return build_queue(lab.connection, queue).job_ids


def job_of(check: Check) -> Job:
    return check_job(check.check_id, check.attempt, 9)


def test_what_waits_or_runs_is_left_alone(lab: WorkersLab, reconciler: Reconciler) -> None:
    running, waiting = lab.post("running"), lab.post("waiting")
    begin(lab, job_of(running), is_leased=True)
    lab.store.checks.start(running.check_id, 1)
    assert reconciler.run_once() == 0
    assert queued_ids(lab) == [job_of(waiting).job_id]


def test_what_the_broker_forgot_is_enqueued_as_the_next_attempt_in_its_old_order(
    lab: WorkersLab, reconciler: Reconciler
) -> None:
    checks = [lab.post(f"claim {number}") for number in range(3)]
    lab.connection.flushall()
    assert reconciler.run_once() == 3
    assert queued_ids(lab) == [f"{check.check_id}-2" for check in checks]
    assert {lab.read(check).crashes for check in checks} == {0}
    assert reconciler.run_once() == 0


def test_at_most_a_batch_is_taken_at_a_time(lab: WorkersLab, reconciler: Reconciler) -> None:
    for number in range(AT_ONCE.batch + 2):
        lab.create_check(f"claim {number}")
    assert reconciler.run_once() == AT_ONCE.batch


def test_what_is_lost_a_second_time_is_seen_behind_a_full_batch(lab: WorkersLab, reconciler: Reconciler) -> None:
    checks = [lab.post(f"claim {number}") for number in range(AT_ONCE.batch + 1)]
    started = lab.store.imports.begin(lab.workspace_id)
    chunk_ids = [lab.store.imports.add_chunk(started.import_id, number, [(1, "{}")], []) for number in range(len(checks))]
    lab.store.imports.commit(started.import_id, len(chunk_ids))
    keys = [put_document(lab, f"behind-{number}").document_key for number in range(len(checks))]
    for key, chunk_id in zip(keys, chunk_ids, strict=True):
        lab.enqueue(index_job(key, 1, 9))
        lab.enqueue(import_job(chunk_id, 1, 9))
    for attempt in (1, 2):
        jobs = [index_job(keys[0], attempt, 9), import_job(chunk_ids[0], attempt, 9)]
        # What is tried again goes before all others, the document, whose turn is last, before the chunk.
        for job in [check_job(checks[0].check_id, attempt, 9), *jobs]:
            begin(lab, job, is_leased=False)
        lab.store.checks.start(checks[0].check_id, attempt)
        lab.store.imports.start_chunk(chunk_ids[0], attempt)
        assert reconciler.run_once() == 3
    assert (lab.read(checks[0]).attempt, lab.read(checks[0]).crashes) == (3, 2)
    assert [chunk.attempt for chunk in lab.store.imports.chunks(started.import_id)] == [3] + [1] * AT_ONCE.batch
    assert lab.store.documents.get_by_keys(keys[:1])[keys[0]].index_attempt == 3
    for chunk in lab.store.imports.chunks(started.import_id):
        lab.store.imports.finish_chunk(chunk.chunk_id, chunk.attempt, 1, [])


def test_a_check_whose_worker_is_gone_has_crashed(lab: WorkersLab, reconciler: Reconciler) -> None:
    check = lab.post("claim")
    begin(lab, job_of(check), is_leased=False)
    lab.store.checks.start(check.check_id, 1)
    assert reconciler.run_once() == 1
    assert (lab.read(check).attempt, lab.read(check).crashes) == (2, 1)


@pytest.mark.parametrize(
    ("outcome", "is_first"), [("", True), ("crashed", True), ("interrupted", True), ("timed_out", False)]
)
def test_what_was_lost_while_it_ran_goes_before_what_waits_unless_it_took_too_long(
    lab: WorkersLab, reconciler: Reconciler, outcome: str, is_first: bool
) -> None:
    lost, waiting = lab.post("lost"), lab.post("waiting")
    job = begin(lab, job_of(lost), is_leased=False)
    if outcome:
        job.meta[OUTCOME] = outcome
        job.save_meta()
    lab.store.checks.start(lost.check_id, 1)
    assert reconciler.run_once() == 1
    again, other = f"{lost.check_id}-2", job_of(waiting).job_id
    assert queued_ids(lab) == ([again, other] if is_first else [other, again])


@pytest.mark.parametrize(("outcome", "crashes"), [("interrupted", 0), ("unavailable", 0), ("failed", 1), ("crashed", 1)])
def test_how_a_run_ended_decides_whether_it_counts(
    lab: WorkersLab, reconciler: Reconciler, outcome: str, crashes: int
) -> None:
    check = lab.post("claim")
    job = begin(lab, job_of(check), is_leased=False)
    lab.store.checks.start(check.check_id, 1)
    job.meta[OUTCOME] = outcome
    job.save_meta()
    job.set_status(JobStatus.FAILED)
    assert reconciler.run_once() == 1
    assert lab.read(check).crashes == crashes


def end_badly(lab: WorkersLab, check: Check, outcome: str) -> None:
    """Do what a worker does whose job ended so."""
    job = begin(lab, job_of(check), is_leased=False)
    lab.store.checks.start(check.check_id, check.attempt)
    job.meta[OUTCOME] = outcome
    job.save_meta()
    job.set_status(JobStatus.FAILED)


@pytest.mark.parametrize("outcome", ["unavailable", "failed"])
def test_what_would_fail_again_at_once_is_given_time_and_ever_more_of_it(lab: WorkersLab, outcome: str) -> None:
    patient = build_reconciler(lab, replace(AT_ONCE, backoff_seconds=0.2, longest_backoff_seconds=100))
    check = lab.post("claim")
    pauses = []
    for attempt in (1, 2):
        end_badly(lab, lab.read(check), outcome)
        started = time.monotonic()
        assert patient.run_once() == 0
        lab.until(patient.run_once)
        pauses.append(time.monotonic() - started)
        assert lab.read(check).attempt == attempt + 1
    assert pauses[0] >= 0.2
    assert pauses[1] >= 0.4


def test_without_an_index_for_too_long_a_check_fails_and_says_so(lab: WorkersLab) -> None:
    timeouts = replace(JobTimeouts.of(lab.settings), give_up_seconds=0)
    check = lab.post("claim")
    end_badly(lab, check, "unavailable")
    assert Reconciler(lab.store, lab.connection, timeouts, AT_ONCE).run_once() == 0
    ended = lab.read(check)
    assert ended.problem is not None
    assert (ended.status, ended.problem["type"], ended.crashes) == ("failed", "check-unavailable", 0)


def test_a_running_check_survives_a_moment_in_which_the_broker_knows_nothing(
    lab: WorkersLab, reconciler: Reconciler
) -> None:
    check = lab.post("claim")
    begin(lab, job_of(check), is_leased=True)
    lab.store.checks.start(check.check_id, 1)
    lab.connection.flushall()
    assert reconciler.run_once() == 0
    lab.connection.set(lease_key(job_of(check).job_id), "worker", ex=30)
    assert reconciler.run_once() == 0
    lab.connection.flushall()
    assert lab.until(reconciler.run_once) == 1
    assert lab.read(check).crashes == 1


def test_a_job_between_queue_and_worker_is_lost_only_after_a_while(lab: WorkersLab, reconciler: Reconciler) -> None:
    check = lab.post("claim")
    queue = build_queue(lab.connection, CHECKS)
    lab.connection.lmove(queue.key, queue.intermediate_queue_key)
    assert reconciler.run_once() == 0
    assert lab.until(reconciler.run_once) == 1
    assert lab.read(check).crashes == 0
    assert lab.connection.llen(queue.intermediate_queue_key) == 0
    assert not RQJob.exists(job_of(check).job_id, lab.connection)


def test_a_forgotten_document_is_indexed_but_not_while_an_import_runs(lab: WorkersLab, reconciler: Reconciler) -> None:
    started = lab.store.imports.begin(lab.workspace_id)
    chunk_id = lab.store.imports.add_chunk(started.import_id, 1, [(1, "{}")], [])
    lab.store.imports.commit(started.import_id, 1)
    chunk = import_job(chunk_id, 1, 9)
    lab.enqueue(chunk)
    begin(lab, chunk, is_leased=True)
    document = put_document(lab, "d1")
    assert reconciler.run_once() == 0
    lab.connection.delete(lease_key(chunk.job_id))
    lab.store.imports.finish_chunk(chunk_id, 1, 1, [])
    assert reconciler.run_once() == 1
    assert queued_ids(lab, INDEXING) == [index_job(document.document_key, 2, 9).job_id]


def test_a_chunk_that_was_lost_is_tried_again(lab: WorkersLab, reconciler: Reconciler) -> None:
    started = lab.store.imports.begin(lab.workspace_id)
    chunk_id = lab.store.imports.add_chunk(started.import_id, 1, [(1, "{}")], [])
    assert reconciler.run_once() == 0  # its sender has not finished
    lab.store.imports.commit(started.import_id, 1)
    assert reconciler.run_once() == 1
    assert queued_ids(lab, INDEXING) == [import_job(chunk_id, 2, 9).job_id]
    lab.store.imports.finish_chunk(chunk_id, 2, 1, [])


def test_one_of_two_threads_looks_and_the_other_takes_over(lab: WorkersLab) -> None:
    first, second = (ReconcilerThread(build_reconciler(lab), connect(lab.settings.redis_url), AT_ONCE) for _ in range(2))
    first.start()
    holder = lab.until(lambda: lab.connection.get(RECONCILER_KEY))
    second.start()
    check = lab.create_check("claim")
    lab.until(lambda: queued_ids(lab))
    assert lab.connection.get(RECONCILER_KEY) == holder
    assert lab.read(check).attempt == 2
    first.stop()
    assert lab.until(lambda: lab.connection.get(RECONCILER_KEY)) != holder
    second.stop()
    assert lab.connection.get(RECONCILER_KEY) is None


def test_rechecks_follow_each_other_before_the_next_look(lab: WorkersLab) -> None:
    document = put_document(lab, "corrected")
    first, second = cite(lab, document), cite(lab, document)
    later = lab.store.documents.put(lab.workspace_id, "corrected", DocumentContent("Not so.", "text", "Not so.")).document
    lab.store.documents.mark_indexed(later.document_key, later.index_attempt)
    timings = replace(AT_ONCE, period_seconds=60, rechecks_at_once=1, recheck_after_seconds=0, recheck_seconds=0.01)
    thread = ReconcilerThread(build_reconciler(lab, timings), connect(lab.settings.redis_url), timings)
    thread.start()
    seen: set[str] = set()
    for _ in range(2):
        lab.until(lambda: len(lab.store.checks.unfinished(0, 10)) == 1 and queued_ids(lab))
        (check,) = lab.store.checks.unfinished(0, 10)
        seen.add(check.claim_id)
        begin(lab, job_of(check), is_leased=True)
        finish(lab, check, document)
    thread.stop()
    assert seen == {first.claim_id, second.claim_id}


def test_a_claim_that_waits_goes_before_further_rechecks(lab: WorkersLab, reconciler: Reconciler) -> None:
    assert reconciler.is_idle()
    lab.post("claim")
    assert not reconciler.is_idle()


def test_a_reported_crash_is_acted_on_without_the_lock(lab: WorkersLab) -> None:
    lab.connection.set(RECONCILER_KEY, "another process")
    check = lab.post("claim")
    begin(lab, job_of(check), is_leased=True)
    lab.store.checks.start(check.check_id, 1)
    thread = ReconcilerThread(build_reconciler(lab), connect(lab.settings.redis_url), AT_ONCE)
    thread.start()
    thread.report_crash("workers.tasks.run_check", (check.check_id, 1), "crashed")
    thread.report_crash("workers.tasks.run_check", (check.check_id, 1), "crashed")
    lab.until(lambda: queued_ids(lab) == [f"{check.check_id}-2"])
    thread.stop()
    assert (lab.read(check).attempt, lab.read(check).crashes) == (2, 1)


def test_a_thread_outlives_a_broker_that_is_away(lab: WorkersLab) -> None:
    thread = ReconcilerThread(build_reconciler(lab), connect(lab.settings.redis_url), AT_ONCE)
    thread.start()
    lab.broker.stop()
    check = lab.create_check("claim")
    lab.broker.start()
    lab.until(lambda: lab.read(check).attempt == 2)
    thread.stop()


def test_one_run_goes_on_until_nothing_is_lost(lab: WorkersLab) -> None:
    checks = [lab.create_check(f"claim {number}") for number in range(11)]
    # With rechecks that earlier tests have left.
    made = reconcile(lab.settings, replace(AT_ONCE, batch=2))
    assert made.is_all
    assert made.jobs >= 11
    assert {f"{check.check_id}-2" for check in checks} <= set(queued_ids(lab))


def test_a_run_that_takes_too_long_says_that_more_is_left(lab: WorkersLab) -> None:
    lab.create_check("claim")
    assert not reconcile(lab.settings, AT_ONCE, most_seconds=0).is_all


def test_an_import_that_lines_reach_stays_whatever_the_clock_says(lab: WorkersLab) -> None:
    ahead = open_store(lab.settings.database_url, lambda: datetime.now(UTC) + timedelta(hours=2))
    timings = replace(AT_ONCE, stale_import_seconds=0.6)
    watching = Reconciler(ahead, lab.connection, JobTimeouts.of(lab.settings), timings)
    busy, silent = (lab.store.imports.begin(lab.workspace_id) for _ in range(2))
    ends_at = time.monotonic() + 30
    number = 0
    watching.run_once()
    assert len(lab.store.imports.receiving()) == 2
    while lab.store.imports.get(lab.workspace_id, silent.import_id):
        assert time.monotonic() < ends_at
        lab.store.imports.add_chunk(busy.import_id, number, [], [])
        watching.run_once()
        number += 1
    assert [import_id for import_id, _ in lab.store.imports.receiving()] == [busy.import_id]
    lab.store.imports.abort(busy.import_id)


def test_one_run_removes_imports_that_were_abandoned(lab: WorkersLab) -> None:
    lab.store.imports.begin(lab.workspace_id)
    reconcile(lab.settings, replace(AT_ONCE, stale_import_seconds=0))
    assert lab.store.imports.receiving() == []
