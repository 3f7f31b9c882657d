"""The service's way to the workers over a real broker."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer
from rq.timeouts import TimerDeathPenalty

from factcheck.errors import BrokerUnavailableError
from factcheck.jobs import CHECKS, INDEX_KEY, INDEXING, QUEUED_TTL_SECONDS, Job, check_job
from service.queue import RqJobQueue, build_queue, hand_over


@pytest.fixture
def queue(broker_url: str, connection: Redis) -> RqJobQueue:
    assert connection.dbsize() == 0
    return build_queue(broker_url)


class ThreadWorker(SimpleWorker):
    """RQ's worker without signals, which only a main thread can have."""

    death_penalty_class = TimerDeathPenalty

    def _install_signal_handlers(self) -> None:
        """Leave the signals to the test's own process."""


def build_worker(connection: Redis, name: str = CHECKS) -> ThreadWorker:
    rq_queue = Queue(name, connection=connection, serializer=JSONSerializer)
    return ThreadWorker([rq_queue], connection=connection, serializer=JSONSerializer)


def work_beside(connection: Redis) -> threading.Thread:
    """Run jobs in a thread until the queue is empty, once the first has come."""

    def work() -> None:
        connection.brpoplpush("rq:queue:checks", "rq:queue:checks", timeout=10)
        build_worker(connection).work(burst=True)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_job_is_json_with_every_lifetime_set(queue: RqJobQueue, connection: Redis) -> None:
    queue.enqueue(check_job("chk_1", 2, 60))
    assert connection.lrange("rq:queue:checks", 0, -1) == [b"chk_1-2"]
    fields = connection.hgetall("rq:job:chk_1-2")
    kept = {name: fields[name.encode()] for name in ("timeout", "result_ttl", "failure_ttl", "ttl", "description")}
    assert kept == {
        "timeout": b"60",
        "result_ttl": b"60",
        "failure_ttl": b"3600",
        "ttl": str(QUEUED_TTL_SECONDS).encode(),
        "description": b"workers.tasks.run_check",
    }
    job = Queue(CHECKS, connection=connection, serializer=JSONSerializer).fetch_job("chk_1-2")
    assert job is not None
    assert (job.func_name, list(job.args)) == ("workers.tasks.run_check", ["chk_1", 2])


def test_enqueuing_twice_is_enqueuing_once(queue: RqJobQueue, connection: Redis) -> None:
    for attempt in (1, 1, 2):
        queue.enqueue(check_job("chk_1", attempt, 60))
    assert connection.lrange("rq:queue:checks", 0, -1) == [b"chk_1-1", b"chk_1-2"]


def test_an_answer_is_awaited(queue: RqJobQueue, connection: Redis) -> None:
    worker = work_beside(connection)
    assert queue.ask(Job(CHECKS, "operator.mul", (6, 7), "ask-1", 5), 10) == 42
    worker.join()


def test_a_job_that_fails_has_no_answer(queue: RqJobQueue, connection: Redis) -> None:
    worker = work_beside(connection)
    assert queue.ask(Job(CHECKS, "operator.truediv", (1, 0), "ask-2", 5), 10) is None
    worker.join()


def test_another_worker_is_asked_when_the_one_that_took_the_job_is_gone(queue: RqJobQueue, connection: Redis) -> None:
    def take_and_die() -> None:
        assert connection.blpop(["rq:queue:checks"], timeout=10) is not None
        work_beside(connection).join()

    worker = threading.Thread(target=take_and_die)
    worker.start()
    assert queue.ask(Job(CHECKS, "operator.mul", (6, 7), "ask-4", 5), 8) == 42
    worker.join()


def test_nobody_answers_in_time(queue: RqJobQueue, connection: Redis) -> None:
    assert queue.ask(Job(CHECKS, "operator.mul", (6, 7), "ask-3", 5), 0.5) is None
    assert connection.ttl("rq:job:ask-3") <= 1


def test_live_workers_and_the_index_are_known(queue: RqJobQueue, connection: Redis) -> None:
    assert queue.status().live_queues == frozenset()
    assert queue.status().index is None
    worker = build_worker(connection, INDEXING)
    worker.register_birth()
    connection.set(INDEX_KEY, json.dumps({"name": "lance/passages@3", "passages": 7}), ex=60)
    status = queue.status()
    assert status.live_queues == {INDEXING}
    assert status.index == {"name": "lance/passages@3", "passages": 7}


def test_a_worker_that_the_broker_has_forgotten_is_not_alive(queue: RqJobQueue, connection: Redis) -> None:
    worker = build_worker(connection)
    worker.register_birth()
    connection.delete(worker.key)
    assert queue.status().live_queues == frozenset()


def test_a_worker_whose_clock_is_behind_is_alive(queue: RqJobQueue, connection: Redis) -> None:
    worker = build_worker(connection)
    worker.register_birth()
    connection.hset(worker.key, "last_heartbeat", "2020-01-01T00:00:00Z")
    assert queue.status().live_queues == {CHECKS}


def test_a_broker_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    queue = build_queue(f"unix://{tmp_path}/none.sock")
    for use in (lambda: queue.enqueue(check_job("c", 1, 5)), queue.status, lambda: queue.ask(check_job("c", 1, 5), 1)):
        with pytest.raises(BrokerUnavailableError):
            use()
    hand_over(queue, [check_job("c", 1, 5)])
