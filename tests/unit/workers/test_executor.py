"""The executor with real child processes: ready, killed, hung, replaced."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from workers.executor import TOO_LARGE, Executor, ExecutorStartError, Outcome, OutcomeKind

PACKAGE = "tests.unit.workers.scripted"
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def executor() -> Iterator[Executor]:
    executor = Executor(f"{PACKAGE}.build_runtime")
    executor.ensure_ready(lambda: None, 5)
    yield executor
    executor.close()


def search(executor: Executor, text: str, seconds: float = 20) -> Outcome | None:
    executor.submit("workers.tasks.search", ["ws_1", text, 1])
    return executor.poll(seconds)


def test_calls_are_run_by_one_child_that_is_another_process(executor: Executor) -> None:
    outcomes = [search(executor, "pid"), search(executor, "pid")]
    assert outcomes == [Outcome(OutcomeKind.DONE, [{"pid": executor.pid}])] * 2
    assert executor.pid != os.getpid()


def test_a_nice_child_leaves_the_processor_to_others_once_it_is_ready_also_when_it_is_replaced() -> None:
    executor = Executor(f"{PACKAGE}.build_runtime", niceness=3)
    own = os.getpriority(os.PRIO_PROCESS, 0)
    try:
        for _ in range(2):
            executor.start()
            assert os.getpriority(os.PRIO_PROCESS, executor.pid) == own, "it would never get ready on a busy machine"
            executor.ensure_ready(lambda: None, 5)
            assert {os.getpriority(os.PRIO_PROCESS, task) for task in tasks_of(executor.pid)} == {min(own + 3, 19)}
            search(executor, "exit")
    finally:
        executor.close()


def tasks_of(pid: int) -> list[int]:
    """Return the ids of a process's threads, the process itself first; where the system does not tell, that alone."""
    return [pid, *(int(task.name) for task in Path(f"/proc/{pid}/task").glob("*"))]


def test_failures_are_told_apart(executor: Executor) -> None:
    assert search(executor, "what") == Outcome(OutcomeKind.FAILED, detail="ValueError: what?")
    assert search(executor, "store") == Outcome(OutcomeKind.UNAVAILABLE, detail="StoreUnavailableError: no store")


@pytest.mark.parametrize(("text", "how"), [("exit", "exit status 7"), ("hang", "signal SIGKILL")])
def test_a_child_that_dies_under_a_call_is_noticed_and_replaced(executor: Executor, text: str, how: str) -> None:
    executor.submit("workers.tasks.search", ["ws_1", text, 1])
    first = executor.pid
    if text == "hang":
        os.kill(first, signal.SIGKILL)
    outcome = executor.poll(20)
    assert outcome == Outcome(OutcomeKind.CRASHED, detail=f"The worker's child ended unexpectedly ({how}).")
    executor.ensure_ready(lambda: None, 5)
    assert executor.pid not in (0, first)
    assert search(executor, "pid") == Outcome(OutcomeKind.DONE, [{"pid": executor.pid}])


def test_a_child_that_died_between_two_calls_is_noticed_by_the_second(executor: Executor) -> None:
    process = executor.pid
    os.kill(process, signal.SIGKILL)
    os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
    outcome = search(executor, "pid")
    assert outcome is not None
    assert outcome.kind is OutcomeKind.CRASHED


def test_a_call_that_still_runs_gives_nothing_until_it_is_ended(executor: Executor) -> None:
    assert search(executor, "hang", 0.05) is None
    assert executor.end(OutcomeKind.TIMED_OUT, "too long") == Outcome(OutcomeKind.TIMED_OUT, detail="too long")
    assert executor.pid == 0


def test_the_answer_to_an_abandoned_call_is_not_taken_for_another_ones(executor: Executor) -> None:
    executor.submit("describe_index", [], chore=True)
    executor.submit("workers.tasks.search", ["ws_1", "pid", 1])
    assert executor.poll(20) is None
    assert executor.poll(20) == Outcome(OutcomeKind.DONE, [{"pid": executor.pid}])


def test_a_runtime_that_cannot_be_built_says_why() -> None:
    executor = Executor(f"{PACKAGE}.build_nothing")
    with pytest.raises(ExecutorStartError, match=r"The model is in pieces\.") as caught:
        executor.ensure_ready(lambda: None, 5)
    assert caught.value.is_lasting
    assert executor.pid == 0


def test_a_runtime_that_is_never_ready_is_given_up() -> None:
    ticks: list[None] = []
    executor = Executor(f"{PACKAGE}.build_forever", ready_seconds=0.1)
    with pytest.raises(ExecutorStartError, match="was not ready within"):
        executor.ensure_ready(lambda: ticks.append(None), 0.02)
    assert ticks
    assert executor.pid == 0


def test_a_child_ignores_what_a_terminal_sends_to_all_and_ends_when_its_parent_hangs_up(executor: Executor) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(executor.pid, number)
    outcome = search(executor, "pid")
    assert outcome is not None
    assert outcome.kind is OutcomeKind.DONE
    executor.close()
    assert executor.pid == 0


def test_a_child_that_has_grown_too_large_is_replaced_after_its_call() -> None:
    executor = Executor(f"{PACKAGE}.build_runtime", memory_bytes=1)
    executor.ensure_ready(lambda: None, 5)
    first = executor.pid
    assert search(executor, "pid") == Outcome(OutcomeKind.DONE, [{"pid": first}])
    assert executor.pid == 0
    executor.ensure_ready(lambda: None, 5)
    assert search(executor, "hang", 0.05) == Outcome(OutcomeKind.CRASHED, detail=TOO_LARGE)
    executor.close()
