"""Claims that end their worker in every way there is, again and again: each fails at the third time and blocks nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from factcheck.store.records import Check
from tests.integration.workers_lab import WorkersLab, is_alive
from tests.integration.workers_runtime import SWALLOWED_BYTES

pytestmark = pytest.mark.timeout(300)

MORE_THAN_A_CHILD_NEEDS = 300 * 1024 * 1024


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkersLab]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FACTCHECK_CHECK_TIMEOUT_SECONDS", "3")
        patch.setenv("FACTCHECK_WORKER_MEMORY_BYTES", str(MORE_THAN_A_CHILD_NEEDS))
        lab = WorkersLab(tmp_path_factory.mktemp("lab"))
        lab.start()
        lab.start_worker()
        yield lab
        lab.close()


POISONS = {
    "segfault": "check-crashed",
    "exit": "check-crashed",
    "hang": "check-crashed",
    "swallow": "check-crashed",
    "out of memory": "check-failed",
}


@pytest.fixture(scope="module")
def ended(lab: WorkersLab) -> dict[str, Check]:
    """Each of them posted between harmless claims, once all have ended."""
    harmless = [lab.post("before them")]
    poisons = {}
    for text in POISONS:
        poisons[text] = lab.post(text, lab.settings.check_timeout_seconds)
        harmless.append(lab.post(f"behind {text}"))
    # The harmless ones first: what is tried again goes to the end of the queue.
    assert {lab.until_ended(check, 120).status for check in harmless} == {"done"}
    assert {len(lab.runs(check)) for check in harmless} == {1}, "nobody else was hit"
    return {text: lab.until_ended(check, 120) for text, check in poisons.items()}


@pytest.mark.parametrize("text", POISONS)
def test_it_is_tried_three_times_and_fails_with_a_problem(lab: WorkersLab, ended: dict[str, Check], text: str) -> None:
    check = ended[text]
    assert (check.status, check.crashes) == ("failed", 3)
    assert [attempt for attempt, _pid in lab.runs(check)] == [1, 2, 3]
    assert check.problem is not None
    assert check.problem["type"] == POISONS[text]
    assert check.problem["detail"]


@pytest.mark.parametrize("text", [text for text, kind in POISONS.items() if kind == "check-crashed"])
def test_its_processes_are_gone(lab: WorkersLab, ended: dict[str, Check], text: str) -> None:
    pids = {pid for _attempt, pid in lab.runs(ended[text])}
    assert len(pids) == 3
    assert not any(is_alive(pid) for pid in pids)


def test_the_log_says_why(lab: WorkersLab, ended: dict[str, Check]) -> None:
    assert ended
    log = lab.log_of(0)
    assert SWALLOWED_BYTES > MORE_THAN_A_CHILD_NEEDS
    # On a slow machine the limit of time may come first now and then.
    assert "held more memory than it may" in log
    assert log.count("took longer than 3 s") >= 3
    assert "SIGSEGV" in log


def test_the_worker_goes_on(lab: WorkersLab, ended: dict[str, Check]) -> None:
    assert ended
    assert lab.until_ended(lab.post("after them")).status == "done"
