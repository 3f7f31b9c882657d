"""What follows from an answer: delivered, gone, given up, or when to try again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factcheck.webhooks.schedule import next_step, read_retry_after
from factcheck.webhooks.sending import Answer
from tests.conftest import FakeClock

HOUR = 3600


def delays(answer: Answer, clock: FakeClock, chance: float) -> list[float]:
    """Return the seconds between the tries of a delivery that always gets this answer."""
    found = []
    for tries in range(1, 20):
        step = next_step(answer, tries, clock.now, chance)
        if step.due_at is None:
            assert step.status == "failed"
            return found
        found.append((step.due_at - clock.now).total_seconds())
        clock.now = step.due_at
    raise AssertionError("never given up")


def test_a_dead_endpoint_is_tried_ten_times_over_three_days_and_a_half(clock: FakeClock) -> None:
    began = clock.now
    steps = delays(Answer(None, "no answer"), clock, chance=0.0)
    assert steps == [5, 300, 1800, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]
    assert clock.now - began > timedelta(days=3)


def test_chance_delays_by_a_fifth_at_most_and_never_hastens(clock: FakeClock) -> None:
    least = delays(Answer(500, "x"), clock, chance=0.0)
    most = delays(Answer(500, "x"), clock, chance=1.0)
    assert most == pytest.approx([1.2 * delay for delay in least])


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_a_success(clock: FakeClock, status: int) -> None:
    assert next_step(Answer(status, None), 1, clock.now, 0).status == "delivered"


@pytest.mark.parametrize("status", [101, 301, 302, 307, 308, 304, 400, 401, 404, 409, 429, 500, 503])
def test_anything_else_is_tried_again(clock: FakeClock, status: int) -> None:
    step = next_step(Answer(status, "x"), 1, clock.now, 0)
    assert (step.status, step.is_gone) == ("pending", False)


def test_410_ends_it_and_says_that_the_endpoint_is_gone(clock: FakeClock) -> None:
    step = next_step(Answer(410, "x"), 1, clock.now, 0)
    assert (step.status, step.due_at, step.is_gone) == ("failed", None, True)


def test_a_later_time_that_the_endpoint_asks_for_is_waited_for(clock: FakeClock) -> None:
    def wait(header: str, tries: int = 1) -> float:
        step = next_step(Answer(503, "x", retry_after=header), tries, clock.now, 0)
        assert step.due_at is not None
        return (step.due_at - clock.now).total_seconds()

    assert wait("120") == 120
    assert wait("1") == 5
    assert wait("Sat, 01 Mar 2025 12:10:00 GMT") == 600
    assert wait("99999999") == 24 * HOUR


@pytest.mark.parametrize("header", [None, "", "soon", "-5", "1.5", "٣", "Sat, 01 Mar 2025 11:00:00 GMT", "Sat, 99 Mar 2025"])
def test_what_asks_for_nothing_is_passed_over(clock: FakeClock, header: str | None) -> None:
    assert read_retry_after(header, clock.now) == 0
