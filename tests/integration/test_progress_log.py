"""Notes of progress in a real broker, and a job that is taken out of its queue."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from redis import Redis

from factcheck.errors import BrokerUnavailableError
from factcheck.jobs import check_job
from factcheck.progress import ENDED, KEPT_AFTER_END_SECONDS, KEPT_SECONDS, RedisProgressLog, build_progress_log
from service.queue import build_queue, take_back


@pytest.fixture
def log(broker_url: str) -> RedisProgressLog:
    Redis.from_url(broker_url).flushall()
    return build_progress_log(broker_url, 5.0)


def test_notes_come_in_order_from_a_place_on_and_vanish(log: RedisProgressLog, broker_url: str) -> None:
    for judged in range(3):
        log.note("chk_1", "judged", {"judged": judged})
    log.note("chk_2", "running", {})
    notes = log.read("chk_1", "0-0", 0)
    assert [(note.kind, note.data) for note in notes] == [("judged", {"judged": judged}) for judged in range(3)]
    assert log.read("chk_1", notes[1].note_id, 0) == notes[2:]
    assert log.read("chk_1", notes[2].note_id, 0) == []
    connection = Redis.from_url(broker_url)
    assert all(0 < connection.ttl(key) <= KEPT_SECONDS for key in connection.scan_iter("factcheck:progress:*"))


def test_what_has_ended_is_kept_for_minutes(log: RedisProgressLog, broker_url: str) -> None:
    for kind in ("running", ENDED):
        log.note("chk_1", kind, {})
    assert 0 < Redis.from_url(broker_url).ttl("factcheck:progress:chk_1") <= KEPT_AFTER_END_SECONDS
    assert [note.kind for note in log.read("chk_1", "0-0", 0)] == ["running", ENDED]


def test_who_waits_is_woken(log: RedisProgressLog) -> None:
    speaking = threading.Timer(0.1, log.note, ("chk_1", "retrieved", {"candidates": 3}))
    speaking.start()
    began = time.monotonic()
    (note,) = log.read("chk_1", "0-0", 4.0)
    assert (note.kind, note.data) == ("retrieved", {"candidates": 3})
    assert time.monotonic() - began < 3.0


def test_nothing_said_is_nothing_heard(log: RedisProgressLog) -> None:
    assert log.read("chk_1", "0-0", 0.02) == []


def test_a_broker_that_is_away_loses_notes_and_holds_nobody_up_twice(tmp_path: Path) -> None:
    now = 0.0
    log = RedisProgressLog(Redis.from_url(f"unix://{tmp_path}/none.sock"), lambda: now)
    log.note("chk_1", "running", {})
    with pytest.raises(BrokerUnavailableError):
        log.read("chk_1", "0-0", 0)
    log._connection = None  # type: ignore[assignment]  # whoever touched it now would fail
    log.note("chk_1", "running", {})


def test_a_waiting_job_is_dropped_and_a_taken_one_left(broker_url: str) -> None:
    connection, queue = Redis.from_url(broker_url), build_queue(broker_url)
    connection.flushall()
    for number in (1, 2):
        queue.enqueue(check_job(f"chk_{number}", 1, 60))
    connection.lpop("rq:queue:checks")
    for number in (1, 2, 3):
        queue.drop(check_job(f"chk_{number}", 1, 60))
    assert connection.lrange("rq:queue:checks", 0, -1) == []
    assert sorted(connection.scan_iter("rq:job:*")) == [b"rq:job:chk_1-1"]
    queue.enqueue(check_job("chk_2", 1, 60))
    assert connection.lrange("rq:queue:checks", 0, -1) == [b"chk_2-1"]


def test_a_job_can_not_be_dropped_without_a_broker_and_nobody_minds(tmp_path: Path) -> None:
    queue = build_queue(f"unix://{tmp_path}/none.sock")
    with pytest.raises(BrokerUnavailableError):
        queue.drop(check_job("chk_1", 1, 60))
    take_back(queue, check_job("chk_1", 1, 60))
