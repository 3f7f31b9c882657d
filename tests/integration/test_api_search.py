"""Search and health over HTTP, with a queue that answers at once."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.errors import StoreUnavailableError
from factcheck.jobs import CHECKS, INDEXING, Job
from factcheck.store import open_store
from tests.conftest import FakeClock
from tests.e2e.fuzzed_app import PASSAGE
from tests.integration.api_client import ApiClient, read_pointers, read_problem


@pytest.fixture
def api(sqlite_url: str, clock: FakeClock) -> ApiClient:
    return ApiClient(open_store(sqlite_url, clock), clock)


def test_a_worker_answers_the_search(api: ApiClient) -> None:
    asked: list[Job] = []

    def work(job: Job) -> list[dict[str, Any]]:
        asked.append(job)
        return [PASSAGE]

    api.queue.work = work
    response = api.get("/v1/search?q=high+water&limit=3")
    assert response.get_json() == {"items": [PASSAGE]}
    assert asked[0].args == (api.workspace_id, "high water", 3)


def test_nothing_found_is_an_answer(api: ApiClient) -> None:
    api.queue.work = lambda _: []
    assert api.get("/v1/search?q=x").get_json() == {"items": []}


def test_no_answer_in_time_is_a_503(api: ApiClient) -> None:
    response = api.get("/v1/search?q=x")
    read_problem(response, 503)
    assert int(response.headers["Retry-After"]) >= 1
    api.queue.down = True
    read_problem(api.get("/v1/search?q=x"), 503)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("", "/q"),
        ("?q=", "/q"),
        ("?q=%20", "/q"),
        ("?q=%00x", "/q"),
        (f"?q={'x' * 501}", "/q"),
        ("?q=x&limit=0", "/limit"),
        ("?q=x&limit=201", "/limit"),
        ("?q=x&limit=ten", "/limit"),
        ("?q=x&page=2", "/page"),
    ],
)
def test_what_is_wrong_in_a_search_is_named(api: ApiClient, query: str, pointer: str) -> None:
    assert read_pointers(api.get(f"/v1/search{query}")) == [pointer]


def test_health_touches_nothing(api: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    break_store(api, monkeypatch)
    api.queue.down = True
    response = api.http.get("/healthz")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_ready_when_all_is_there(api: ApiClient) -> None:
    response = api.http.get("/readyz")
    assert (response.status_code, response.get_json()) == (200, {"status": "ready", "index": api.queue.index})


def test_what_is_missing_is_named(api: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    api.queue.live_queues = frozenset([INDEXING])
    api.queue.index = None
    response = api.http.get("/readyz")
    assert CHECKS in read_problem(response, 503)["detail"]
    assert read_pointers(response, 503) == ["/workers", "/index"]
    break_store(api, monkeypatch)
    api.queue.down = True
    assert read_pointers(api.http.get("/readyz"), 503) == ["/store", "/broker"]


def break_store(api: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise StoreUnavailableError("down")

    monkeypatch.setattr(api.store, "ping", fail)
