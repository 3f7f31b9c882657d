"""The supervisor: it starts again what dies, ever more rarely, and stops all of it in good order."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

import pytest

from tests.waiting import until
from workers.supervisor import CANNOT_RUN, Backoff, Supervisor, build_commands

pytestmark = pytest.mark.timeout(60)


def python(code: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", code]


PAUSE = python("import signal; signal.pause()")


def running(supervisor: Supervisor, then: Callable[[], None]) -> int:
    """Run the supervisor here, ``then`` in a thread beside it, and stop the supervisor after that."""

    def act() -> None:
        try:
            then()
        finally:
            supervisor.request_stop()

    thread = threading.Thread(target=act)
    thread.start()
    status = supervisor.run()
    thread.join()
    return status


def test_a_child_that_dies_is_started_again_and_all_end_with_the_supervisor() -> None:
    supervisor = Supervisor({"one": PAUSE, "two": PAUSE})
    seen: list[int] = []

    def kill_one() -> None:
        until(lambda: len(supervisor.pids()) == 2)
        first = supervisor.pids()["one"]
        seen.extend(supervisor.pids().values())
        os.kill(first, signal.SIGKILL)
        until(lambda: supervisor.pids().get("one", first) != first)
        seen.append(supervisor.pids()["one"])

    assert running(supervisor, kill_one) == 0
    for pid in seen:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_each_kind_gets_as_many_processes_as_asked_for() -> None:
    commands = build_commands({"checks": 3, "courier": 1}, "some.factory")

    assert list(commands) == ["checks", "checks-2", "checks-3", "courier"]
    assert {tuple(command[1:4]) for command in commands.values()} == {
        ("-m", "workers", "checks"),
        ("-m", "workers", "courier"),
    }


def test_what_dies_young_is_started_ever_more_rarely_until_it_has_lived_well() -> None:
    backoff = Backoff()
    pauses = [backoff.pause_after(1) for _ in range(10)]
    assert pauses[:3] == [0.5, 1, 2]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 30
    assert backoff.pause_after(3600) == 0
    assert backoff.pause_after(1) == 0.5


def test_one_that_says_it_cannot_run_ends_them_all() -> None:
    supervisor = Supervisor({"sound": PAUSE, "broken": python(f"raise SystemExit({CANNOT_RUN})")})
    assert supervisor.run() == CANNOT_RUN
    for pid in supervisor.pids().values():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_one_that_is_to_wait_is_started_after_the_others() -> None:
    supervisor = Supervisor({"late": PAUSE, "early": PAUSE}, {"late": 0.3})
    seen: list[set[str]] = []

    def watch() -> None:
        until(lambda: "early" in supervisor.pids())
        seen.append(set(supervisor.pids()))
        until(lambda: "late" in supervisor.pids())

    assert running(supervisor, watch) == 0
    assert seen == [{"early"}]
