"""One worker with a real broker and a real store: what it does with jobs, sound, poisonous and lost."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest

from factcheck.jobs import CHECKS, Job, check_job, search_job
from tests.integration.workers_lab import WorkersLab, is_alive, send
from workers.queues import build_queue

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkersLab]:
    lab = WorkersLab(tmp_path_factory.mktemp("lab"))
    lab.start()
    lab.start_worker()
    yield lab
    lab.close()


def test_one_child_runs_one_check_after_another(lab: WorkersLab) -> None:
    checks = [lab.post(f"claim {number}") for number in range(5)]
    assert {lab.until_ended(check).status for check in checks} == {"done"}
    assert len({lab.until_begun(check) for check in checks}) == 1
    assert [len(lab.runs(check)) for check in checks] == [1] * 5


def test_a_killed_child_is_replaced_and_its_check_tried_again(lab: WorkersLab) -> None:
    check = lab.post("wait once")
    send(signal.SIGKILL, lab.until_begun(check))
    ended = lab.until_ended(check)
    assert (ended.status, ended.attempt, ended.crashes) == ("done", 2, 1)


def test_a_check_that_crashes_every_time_fails_and_blocks_nothing(lab: WorkersLab) -> None:
    poison, harmless = lab.post("crash"), lab.post("harmless")
    ended = lab.until_ended(poison)
    assert (ended.status, ended.crashes) == ("failed", 3)
    assert ended.problem is not None
    assert ended.problem["type"] == "check-crashed"
    assert lab.until_ended(harmless).status == "done"
    assert [attempt for attempt, _ in lab.runs(poison)] == [1, 2, 3]


def test_a_hung_native_call_is_ended_at_the_limit(lab: WorkersLab) -> None:
    check = lab.post("hang once", timeout_seconds=1)
    hung = lab.until_begun(check)
    ended = lab.until_ended(check)
    assert (ended.status, ended.crashes) == ("done", 1)
    assert not is_alive(hung)


def test_a_task_that_raises_counts_as_a_crash_and_keeps_its_child(lab: WorkersLab) -> None:
    check = lab.post("raise")
    assert lab.until_ended(check).crashes == 3
    assert len({pid for _, pid in lab.runs(check)}) == 1


def test_an_index_that_is_away_is_no_mark_against_the_check(lab: WorkersLab) -> None:
    ended = lab.until_ended(lab.post("index away once"))
    assert (ended.status, ended.attempt, ended.crashes) == ("done", 2, 0)


def test_an_index_that_stays_away_is_not_run_against_by_all_that_wait(lab: WorkersLab) -> None:
    checks = [lab.post("index away once") for _ in range(4)]
    lab.until_begun(checks[0])
    began = time.monotonic()
    lab.until_begun(checks[3])
    assert time.monotonic() - began >= 1.5  # 0.25 s, 0.5 s and 1 s, less what the test took to notice the first
    assert {lab.until_ended(check).status for check in checks} == {"done"}


def test_an_emptied_broker_loses_none_of_two_hundred_waiting_checks(lab: WorkersLab) -> None:
    blocking = lab.post("wait")
    lab.until_begun(blocking)
    checks = [lab.post(f"claim {number}") for number in range(200)]
    lab.connection.flushall()
    lab.open_gate()
    assert {lab.until_ended(check, 60).status for check in [blocking, *checks]} == {"done"}
    # Each once, the one that was running when the broker forgot it included.
    assert {len(lab.runs(check)) for check in [blocking, *checks]} == {1}


def test_waiting_checks_are_not_enqueued_twice(lab: WorkersLab) -> None:
    blocking = lab.post("wait")
    lab.until_begun(blocking)
    checks = [lab.post(f"claim {number}") for number in range(20)]
    # Old enough for the reconciler to look at them, several times.
    started_at = lab.connection.time()[0]
    lab.until(lambda: lab.connection.time()[0] >= started_at + 2)
    assert build_queue(lab.connection, CHECKS).count == 20
    assert {lab.read(check).attempt for check in checks} == {1}
    lab.open_gate()
    assert {lab.until_ended(check).attempt for check in checks} == {1}


def test_a_check_that_never_reached_the_broker_is_found(lab: WorkersLab) -> None:
    ended = lab.until_ended(lab.create_check("the service died before it could enqueue"))
    assert (ended.status, ended.crashes) == ("done", 0)


def test_a_search_gives_its_result_through_the_broker(lab: WorkersLab) -> None:
    lab.enqueue(search_job("srch_1", "ws_1", "flood", 2, 10))
    job = build_queue(lab.connection, CHECKS).fetch_job("srch_1")
    assert job is not None
    result = lab.until(lambda: job.latest_result(timeout=10))
    assert result.return_value == [{"text": "flood", "workspace_id": "ws_1"}] * 2


def test_a_function_that_is_no_task_is_refused(lab: WorkersLab) -> None:
    target = lab.home / "written"
    lab.enqueue(Job(CHECKS, "os.mkdir", (str(target),), "evil-1", 10))
    job = build_queue(lab.connection, CHECKS).fetch_job("evil-1")
    assert job is not None
    lab.until(lambda: job.get_status() == "failed")
    assert not target.exists()


def test_an_old_job_of_a_check_that_has_moved_on_does_nothing(lab: WorkersLab) -> None:
    check = lab.post("crash once")
    lab.until_ended(check)
    lab.enqueue(check_job(check.check_id, 1, 10))
    lab.until_ended(lab.post("after it"))
    assert [attempt for attempt, _ in lab.runs(check)] == [1, 2]


def test_a_job_that_cannot_be_read_blocks_nothing(lab: WorkersLab) -> None:
    queue = build_queue(lab.connection, CHECKS)
    garbage = {"data": b"\x80garbage", "status": "queued", "origin": CHECKS, "created_at": "2026-01-01T00:00:00.000000Z"}
    lab.connection.hset("rq:job:garbage", mapping=garbage)
    lab.connection.rpush(queue.key, "garbage")
    assert lab.until_ended(lab.post("after it")).status == "done"
    assert lab.connection.hget("rq:job:garbage", "status") == b"failed"
    assert lab.connection.llen(queue.intermediate_queue_key) == 0
