"""Waiting with growing pauses, on a clock that only the test moves."""

import pytest

from factcheck.errors import SettingsError
from service.waiting import LONGEST_PAUSE_SECONDS, MOST_WAITING, check_threads, poll


class Time:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        return self.now


def test_what_is_there_is_returned_without_a_pause() -> None:
    time = Time()
    assert poll(lambda: "found", 5, sleep=time.sleep, monotonic=time.monotonic) == "found"
    assert time.pauses == []


def test_pauses_grow_to_their_limit_and_end_at_the_deadline() -> None:
    time = Time()
    assert poll(lambda: None, 2, sleep=time.sleep, monotonic=time.monotonic) is None
    assert time.pauses[:3] == [0.01, 0.015, 0.0225]
    assert max(time.pauses) == LONGEST_PAUSE_SECONDS
    assert round(sum(time.pauses), 6) == 2


def test_what_appears_at_the_deadline_is_still_seen() -> None:
    time = Time()
    assert poll(lambda: time.now if time.now >= 101 else None, 1, sleep=time.sleep, monotonic=time.monotonic) == 101


def test_one_thread_must_be_left_to_those_who_neither_listen_nor_wait() -> None:
    check_threads(8, 8 + MOST_WAITING + 1)
    for threads in (8 + MOST_WAITING, 8, 1):
        with pytest.raises(SettingsError, match=rf"^FACTCHECK_EVENT_STREAMS is 8: .* all {threads} threads"):
            check_threads(8, threads)
