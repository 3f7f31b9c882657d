"""Waiting for something that another process writes, without asking for it all the time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from factcheck.errors import SettingsError

T = TypeVar("T")

# So many clients of one process may wait for a report. With the eight that may listen to events they leave four of
# gunicorn's threads to everybody else.
MOST_WAITING = 4
FIRST_PAUSE_SECONDS = 0.01
LONGEST_PAUSE_SECONDS = 0.15
GROWTH = 1.5


def check_threads(event_streams: int, threads: int) -> None:
    """Raise SettingsError if those who listen and those who wait could take every thread of a process.

    Nobody else would be answered then, not even who asks whether the service is well. Each process has threads and
    places of its own, so their number does not count.
    """
    if event_streams + MOST_WAITING >= threads:
        raise SettingsError(
            f"FACTCHECK_EVENT_STREAMS is {event_streams}: with {MOST_WAITING} who wait for a report, those who listen could "
            f"take all {threads} threads of a process; lower it, or give gunicorn more --threads."
        )


def poll(
    look: Callable[[], T | None],
    seconds: float,
    *,
    sleep: Callable[[float], None] = time.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> T | None:
    """Return what ``look`` finds, or None after ``seconds``; pauses grow from 10 to 150 ms, the last look is at the end."""
    deadline = monotonic() + seconds
    pause = FIRST_PAUSE_SECONDS
    while (found := look()) is None:
        left = deadline - monotonic()
        if left <= 0:
            return None
        sleep(min(pause, left))
        pause = min(pause * GROWTH, LONGEST_PAUSE_SECONDS)
    return found
