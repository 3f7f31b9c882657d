"""The doctor's look at a real broker: work without a job, jobs without work, and what no worker can run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq.job import Job as RQJob
from rq.queue import Queue
from rq.registry import StartedJobRegistry

from factcheck.doctor.broker import JOB_PREFIX, LEASE_PREFIX, QUEUE_PREFIX, QUEUES_KEY, RUNS_PREFIX, BrokerPart
from factcheck.jobs import CHECKS, FUNCTIONS, Job, check_job, import_job, index_job, search_job
from factcheck.store import Store, open_store
from factcheck.store.records import NewClaim
from tests.conftest import FakeClock
from tests.integration.doctor_room import look
from tests.store_samples import put_text
from workers.queues import build_queue, enqueue, lease_key
from workers.tasks import TASKS


@pytest.fixture
def room(connection: Redis, sqlite_url: str, clock: FakeClock) -> tuple[Store, Redis]:
    return open_store(sqlite_url, clock), connection


def jobs_of_each_kind(store: Store) -> list[Job]:
    """Make a check, a document and a chunk of an import that wait; return their jobs."""
    workspace_id = store.workspaces.ensure("doctor").workspace_id
    check = store.claims.create(workspace_id, NewClaim("The bridge was closed.")).check
    document = put_text(store, workspace_id, "bridge").document
    begun = store.imports.begin(workspace_id)
    chunk_id = store.imports.add_chunk(begun.import_id, 1, [(1, "{}")], [])
    store.imports.commit(begun.import_id, 1)
    return [
        check_job(check.check_id, check.attempt, 30),
        index_job(document.document_key, document.index_attempt, 30),
        import_job(chunk_id, 1, 30),
    ]


def test_the_names_are_those_of_rq_and_of_the_workers(connection: Redis) -> None:
    queue = build_queue(connection, CHECKS)
    assert queue.key == QUEUE_PREFIX + CHECKS
    assert queue.redis_queues_keys == QUEUES_KEY
    assert RQJob.key_for("a") == f"{JOB_PREFIX}a"
    assert StartedJobRegistry(queue=queue).key == RUNS_PREFIX + CHECKS
    assert lease_key("a") == f"{LEASE_PREFIX}a"
    assert set(TASKS) == FUNCTIONS


def test_work_with_a_job_is_no_finding(room: tuple[Store, Redis], clock: FakeClock) -> None:
    store, connection = room
    for job in jobs_of_each_kind(store):
        enqueue(connection, job)
    enqueue(connection, search_job("search-1", "ws", "bridge", 5, 10))
    clock.advance(3600)
    part = BrokerPart(store, connection)
    assert look(part) == {}
    assert part.looked_at == {"jobs": 4, "unfinished": 3}


def test_work_without_a_job_is_lost_once_the_reconciler_has_had_its_turn(
    room: tuple[Store, Redis], clock: FakeClock
) -> None:
    store, connection = room
    jobs = jobs_of_each_kind(store)
    assert look(BrokerPart(store, connection)) == {}
    clock.advance(21)
    assert look(BrokerPart(store, connection)) == {"job-lost": sorted(job.job_id for job in jobs)}


def test_work_that_runs_is_not_lost_and_takes_the_documents_of_its_import_along(
    room: tuple[Store, Redis], clock: FakeClock
) -> None:
    store, connection = room
    check, _document, chunk = jobs_of_each_kind(store)
    clock.advance(21)
    connection.set(lease_key(chunk.job_id), "worker", ex=30)
    assert look(BrokerPart(store, connection)) == {"job-lost": [check.job_id]}
    connection.set(lease_key(check.job_id), "worker", ex=30)
    assert look(BrokerPart(store, connection)) == {}


def test_a_job_that_has_just_ended_is_the_reconcilers(room: tuple[Store, Redis], clock: FakeClock) -> None:
    store, connection = room
    check, *_others = jobs_of_each_kind(store)
    clock.advance(21)
    for ended_at, is_lost in ((datetime.now(UTC), False), (datetime.now(UTC) - timedelta(seconds=130), True)):
        key = JOB_PREFIX + check.job_id
        connection.hset(key, mapping={"status": "failed", "ended_at": ended_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")})
        assert (check.job_id in look(BrokerPart(store, connection)).get("job-lost", [])) is is_lost


def test_jobs_without_work_are_told_and_can_be_removed(room: tuple[Store, Redis]) -> None:
    store, connection = room
    check, *_others = jobs_of_each_kind(store)
    canceled = check_job(str(check.args[0]), 7, 30)
    unknown = check_job("chk_none", 1, 30)
    for job in (check, canceled, unknown):
        enqueue(connection, job)
    part = BrokerPart(store, connection)
    assert look(part) == {"job-superfluous": sorted([canceled.job_id, unknown.job_id])}
    assert part.remove_jobs([canceled.job_id, unknown.job_id, "none"]) == 2
    assert look(part) == {}
    assert connection.llen(QUEUE_PREFIX + CHECKS) == 1
    assert not connection.exists(JOB_PREFIX + unknown.job_id)


def test_what_no_worker_can_run_is_found(room: tuple[Store, Redis]) -> None:
    store, connection = room
    Queue("elsewhere", connection=connection).enqueue_call("somewhere.else", job_id="theirs")
    queue = build_queue(connection, CHECKS)
    queue.enqueue_call("os.system", args=["true"], job_id="unknown-task")
    Queue(CHECKS, connection=connection).enqueue_call("workers.tasks.run_check", args=["chk", 1], job_id="pickled")
    queue.enqueue_call("workers.tasks.run_check", args=["chk"], job_id="too-few")
    found = look(BrokerPart(store, connection))
    assert found == {"queue-unknown": ["elsewhere"], "job-unknown": ["pickled", "too-few", "unknown-task"]}


def test_a_run_whose_worker_is_gone_is_found(room: tuple[Store, Redis]) -> None:
    store, connection = room
    now = datetime.now(UTC).timestamp()
    connection.zadd(RUNS_PREFIX + CHECKS, {"chk_1-1:execution": now + 5, "chk_2-1:execution": now - 500})
    assert look(BrokerPart(store, connection)) == {"run-abandoned": ["chk_2-1:execution"]}
