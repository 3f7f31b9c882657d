"""Workers with a real broker while they are killed, frozen and stopped, and while the broker comes and goes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from factcheck.jobs import CHECKS, INDEXING
from tests.integration.workers_lab import WorkersLab, is_alive, send
from workers.queues import build_queue

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[WorkersLab]:
    lab = WorkersLab(tmp_path)
    lab.start()
    yield lab
    lab.close()


def test_a_killed_worker_takes_its_hung_child_along_and_another_one_finishes(lab: WorkersLab) -> None:
    first = lab.start_worker()
    check = lab.post("hang once")
    child = lab.until_begun(check)
    first.kill()
    lab.until(lambda: not is_alive(child), 5)
    lab.start_worker()
    ended = lab.until_ended(check)
    assert (ended.status, ended.crashes) == ("done", 1)


def test_a_worker_whose_child_is_starting_leaves_what_waits_to_another_one(lab: WorkersLab) -> None:
    for _ in range(2):
        lab.start_worker()
    waiting = lab.post("wait")
    other_child = lab.until_begun(waiting)
    os.mkfifo(lab.home / "start")
    check = lab.post("crash once")
    lab.until_begun(check)
    lab.until(lambda: lab.read(check).attempt == 2)
    lab.until(lambda: lab.worker_states() == {b"busy", b"started"})
    lab.open_gate()
    assert lab.until_ended(check).status == "done"
    assert lab.runs(check)[1] == (2, other_child)


def test_a_job_that_was_taken_and_never_begun_is_found(lab: WorkersLab) -> None:
    check = lab.post("taken by a worker that died at once")
    queue = build_queue(lab.connection, CHECKS)
    assert lab.connection.lmove(queue.key, queue.intermediate_queue_key) is not None
    lab.start_worker()
    ended = lab.until_ended(check)
    assert (ended.status, ended.crashes) == ("done", 0)
    assert lab.connection.llen(queue.intermediate_queue_key) == 0


def test_sigterm_finishes_the_check_in_hand(lab: WorkersLab) -> None:
    worker = lab.start_worker()
    check = lab.post("wait")
    child = lab.until_begun(check)
    waiting = lab.post("for the next worker")
    worker.terminate()
    lab.open_gate()
    assert worker.wait(10)
    assert lab.read(check).status == "done"
    assert lab.read(waiting).status == "queued"
    assert not is_alive(child)
    assert lab.worker_names() == set()


def test_a_check_that_outlasts_the_grace_is_interrupted_and_done_by_the_next_worker(lab: WorkersLab) -> None:
    worker = lab.start_worker(grace_seconds=0.2)
    check = lab.post("wait once")
    child = lab.until_begun(check)
    worker.terminate()
    assert worker.wait(10)
    assert not is_alive(child)
    lab.start_worker()
    ended = lab.until_ended(check)
    assert (ended.status, ended.crashes) == ("done", 0)


def test_a_second_sigterm_ends_the_check_in_hand_without_counting_it(lab: WorkersLab) -> None:
    worker = lab.start_worker(grace_seconds=600)
    check = lab.post("wait once")
    child = lab.until_begun(check)
    # RQ takes signals within a second of the first for the same one, sent twice.
    lab.until(lambda: worker.terminate() or worker.wait(0.3), 20)
    assert not is_alive(child)
    lab.start_worker()
    ended = lab.until_ended(check)
    assert (ended.status, ended.crashes) == ("done", 0)


def test_sigterm_ends_an_idle_worker_at_once(lab: WorkersLab) -> None:
    worker = lab.start_worker()
    worker.terminate()
    assert worker.wait(5)
    assert "status 0" in worker.describe_end()


def test_a_worker_outlives_a_broker_that_goes_and_comes_back(lab: WorkersLab) -> None:
    worker = lab.start_worker()
    running = lab.post("wait")
    lab.until_begun(running)
    waiting = lab.post("enqueued before the broker died")
    assert lab.broker.process is not None
    send(signal.SIGKILL, lab.broker.process.pid)
    lab.broker.process.wait(5)
    lab.open_gate()
    lab.until(lambda: lab.read(running).status == "done")
    lab.broker.start()
    assert lab.until_ended(waiting).status == "done"
    assert lab.until_ended(lab.post("posted afterwards")).status == "done"
    assert worker.is_running()
    assert len(lab.runs(running)) == 1


def test_a_frozen_worker_loses_its_check_and_can_change_nothing_when_it_wakes(lab: WorkersLab) -> None:
    frozen = lab.start_worker()
    check = lab.post("wait once")
    child = lab.until_begun(check)
    send(signal.SIGSTOP, frozen.pid, child)
    lab.start_worker()
    ended = lab.until_ended(check)
    send(signal.SIGCONT, frozen.pid, child)
    lab.open_gate()
    again = lab.post("after it woke")
    assert lab.until_ended(again).status == "done"
    assert lab.read(check).finished_at == ended.finished_at
    lab.until(lambda: len(lab.worker_names()) == 2)


def test_the_indexing_worker_sees_to_the_index(lab: WorkersLab) -> None:
    lab.start_worker(INDEXING)
    assert lab.until(lambda: (lab.home / "optimized").exists())
    described = lab.until(lambda: lab.connection.get("factcheck:index"))
    assert b'"name": "scripted"' in described
    assert 0 < lab.connection.ttl("factcheck:index") <= 60


def test_an_indexing_worker_is_seen_while_its_child_starts(lab: WorkersLab) -> None:
    os.mkfifo(lab.home / "start")
    lab.start_worker(INDEXING)
    lab.until(lambda: lab.worker_states() == {b"started"})
    (lab.home / "start").write_bytes(b"go")
    lab.until(lambda: lab.worker_states() == {b"idle"})


def test_a_stop_ends_an_indexing_worker_whose_child_starts(lab: WorkersLab) -> None:
    os.mkfifo(lab.home / "start")
    worker = lab.start_worker(INDEXING)
    send(signal.SIGTERM, worker.pid)
    lab.until(lambda: not is_alive(worker.pid), 10)
    assert lab.worker_names() == set()
