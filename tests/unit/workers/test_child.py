"""What the child of a worker answers to a call."""

from __future__ import annotations

import json
from typing import Any

import pytest

from factcheck.jobs import check_job, import_job, index_job, search_job
from tests.unit.workers.scripted import ScriptedRuntime
from workers.child import answer
from workers.tasks import DESCRIBE_INDEX, OPTIMIZE_INDEX, TASKS


def call(name: str, *args: Any, chore: bool = False) -> dict[str, Any]:
    return answer(ScriptedRuntime(), {"name": name, "args": args, "chore": chore})


def test_every_job_that_can_be_enqueued_has_its_task() -> None:
    jobs = [check_job("chk_1", 1, 9), index_job("doc_1", 1, 9), import_job("chn_1", 1, 9), search_job("s", "ws", "q", 1, 9)]
    assert {job.function for job in jobs} == set(TASKS)
    for job in jobs[:3]:
        assert call(job.function, *job.args) == {"result": None}


def test_a_result_is_handed_back() -> None:
    assert call(DESCRIBE_INDEX, chore=True) == {"result": {"name": "scripted"}}


@pytest.mark.parametrize("name", ["os.system", "workers.tasks.TASKS", "", DESCRIBE_INDEX, OPTIMIZE_INDEX])
def test_what_is_no_task_is_refused(name: str) -> None:
    assert call(name, "true") == {"error": f"No task is called {name!r}.", "transient": False}


@pytest.mark.parametrize(
    ("text", "error", "is_transient"),
    [
        ("what", "ValueError: what?", False),
        ("store", "StoreUnavailableError: no store", True),
        ("object", "TypeError: Object of type object is not JSON serializable", False),
    ],
)
def test_an_exception_becomes_an_answer(text: str, error: str, is_transient: bool) -> None:
    given = call("workers.tasks.search", "ws_1", text, 1)
    assert given == {"error": error, "transient": is_transient}
    json.dumps(given)


def test_arguments_that_do_not_fit_are_an_error_too() -> None:
    assert call("workers.tasks.run_check")["transient"] is False
