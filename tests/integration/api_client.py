"""A client of the API for tests: the real app on a real store, with a fake queue and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from factcheck.settings import read_settings
from factcheck.store import Store
from factcheck.store.records import SCOPES
from service.wsgi import create_app
from tests.conftest import FakeClock
from tests.fakes import FakeJobQueue, FakeProgressLog

PROBLEM_JSON = "application/problem+json"


class ApiClient:
    """Sends requests with a key of one workspace; the store and the queue behind the app are at hand."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store = store
        self.queue = FakeJobQueue()
        self.progress = FakeProgressLog()
        self.app = create_app(read_settings(), store=store, queue=self.queue, clock=clock, progress=self.progress)
        self.http = self.app.test_client()
        self.workspace_id = store.workspaces.ensure("desk").workspace_id
        self.token = self.new_token(SCOPES)

    def new_token(self, scopes: Iterable[str], workspace: str = "desk") -> str:
        """Return the token of a new key."""
        workspace_id = self.store.workspaces.ensure(workspace).workspace_id
        return self.store.keys.create(workspace_id, scopes)[1]

    def send(self, method: str, path: str, *, headers: dict[str, str] | None = None, **rest: Any) -> TestResponse:
        """Send a request with the client's key, unless the headers bring another one; the answer must be documented."""
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        response = self.http.open(path, method=method, headers=sent, **rest)
        self._expect_documented(response)
        return response

    def _expect_documented(self, response: TestResponse) -> None:
        try:
            endpoint, _ = self.app.url_map.bind_to_environ(response.request.environ).match()
        except HTTPException:
            return
        documented = read_statuses(self.app).get(str(endpoint).rpartition(".")[2])
        # Any operation may fail; tests see to it that it says so as it should.
        if documented is not None and response.request.method != "HEAD" and response.status_code != 500:
            assert response.status_code in documented, f"{endpoint} does not document {response.status}"

    def get(self, path: str, **rest: Any) -> TestResponse:
        return self.send("GET", path, **rest)

    def post(self, path: str, **rest: Any) -> TestResponse:
        return self.send("POST", path, **rest)

    def put(self, path: str, **rest: Any) -> TestResponse:
        return self.send("PUT", path, **rest)

    def delete(self, path: str, **rest: Any) -> TestResponse:
        return self.send("DELETE", path, **rest)

    def post_lines(self, body: bytes, **rest: Any) -> TestResponse:
        """Post an import."""
        return self.post("/v1/imports", data=body, content_type="application/x-ndjson", **rest)


STATUSES: dict[str, set[int]] = {}


def read_statuses(app: Flask) -> dict[str, set[int]]:
    """Return by which statuses each operation may be answered: read once, since all apps have the same document."""
    if STATUSES:
        return STATUSES
    paths = app.test_client().get("/openapi.json").get_json()["paths"]
    operations = [operation for item in paths.values() for name, operation in item.items() if name != "parameters"]
    STATUSES.update({each["operationId"]: {int(status) for status in each["responses"]} for each in operations})
    return STATUSES


def read_problem(response: TestResponse, status: int) -> dict[str, Any]:
    """Return the problem that a response must be."""
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.content_type == PROBLEM_JSON
    problem: dict[str, Any] = response.get_json()
    assert problem["status"] == status
    assert problem["type"].startswith("urn:factcheck:problem:")
    assert problem["title"]
    assert problem["detail"]
    return problem


def read_pointers(response: TestResponse, status: int = 422) -> list[str]:
    """Return which fields a problem names."""
    return [error["pointer"] for error in read_problem(response, status)["errors"]]
