"""Imports over HTTP, on both databases."""

from __future__ import annotations

import io
import json
from contextvars import Context
from typing import Any

import pytest

from factcheck.jobs import INDEXING
from factcheck.store import Store
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_pointers, read_problem


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


def lines(count: int) -> bytes:
    return b"".join(json.dumps({"document_id": f"d-{n}", "text": f"Item {n}."}).encode() + b"\n" for n in range(count))


def count_imports(api: ApiClient) -> int:
    with api.store._database.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM imports").scalar() or 0)


def test_lines_are_stored_in_chunks_with_a_job_each(api: ApiClient) -> None:
    response = api.post_lines(lines(401))
    progress = response.get_json()
    assert response.status_code == 202
    assert response.headers["Location"] == f"/v1/imports/{progress['import_id']}"
    assert int(response.headers["Retry-After"]) >= 1
    assert [progress[name] for name in ("status", "total", "done", "failed", "errors")] == ["queued", 401, 0, 0, []]
    assert [(job.queue, job.args[1]) for job in api.queue.jobs] == [(INDEXING, 1)] * 3
    first = api.store.imports.start_chunk(str(api.queue.jobs[0].args[0]), 1)
    assert first is not None
    assert (len(first.lines), first.lines[199][0]) == (200, 200)
    assert json.loads(first.lines[0][1])["document_id"] == "d-0"


def test_lines_that_cannot_be_read_are_reported_with_their_numbers(api: ApiClient) -> None:
    response = api.post_lines(b"{}\n\n\xff\n" + b"x" * (2 * 1024 * 1024 + 5000) + b"\n\x00\n[]")
    path = response.headers["Location"]
    progress = api.get(path).get_json()
    assert [progress[name] for name in ("status", "total", "done", "failed")] == ["queued", 5, 0, 3]
    assert [error["line"] for error in progress["errors"]] == [3, 4, 5]
    assert "UTF-8" in progress["errors"][0]["detail"]


def test_an_import_without_a_readable_line_is_done_at_once(api: ApiClient) -> None:
    progress = api.post_lines(b"\xff\n\xfe\n").get_json()
    assert [progress[name] for name in ("status", "total", "failed")] == ["done", 2, 2]
    assert api.queue.jobs == []


@pytest.mark.parametrize("body", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_an_import_without_lines_is_refused(api: ApiClient, body: bytes) -> None:
    assert read_pointers(api.post_lines(body)) == [""]
    assert count_imports(api) == 0


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "", "application/jsonl"])
def test_other_content_types_are_refused(api: ApiClient, content_type: str) -> None:
    problem = read_problem(api.post("/v1/imports", data=lines(1), content_type=content_type), 415)
    assert "application/x-ndjson" in problem["detail"]


def test_a_compressed_body_is_refused(api: ApiClient) -> None:
    read_problem(api.post_lines(lines(1), headers={"Content-Encoding": "gzip"}), 415)
    assert api.post_lines(lines(1), headers={"Content-Encoding": "identity"}).status_code == 202


def test_a_content_type_may_have_parameters(api: ApiClient) -> None:
    response = api.post("/v1/imports", data=lines(1), content_type="application/x-ndjson; charset=utf-8")
    assert response.status_code == 202


def test_of_a_body_that_breaks_off_nothing_is_kept(api: ApiClient) -> None:
    body = lines(500)
    announced = {"CONTENT_LENGTH": str(len(body) + 1)}
    for terminated in ({}, {"wsgi.input_terminated": True}):
        stream = {"wsgi.input": io.BytesIO(body), **terminated}
        response = api.post_lines(b"", environ_overrides={**announced, **stream})
        read_problem(response, 400)
    assert count_imports(api) == 0
    assert api.queue.jobs == []


def test_an_import_that_was_removed_meanwhile_may_be_sent_again(api: ApiClient) -> None:
    class Slow(io.BytesIO):
        """A body whose lines come after somebody took its import for abandoned."""

        def readinto(self, buffer: Any) -> int:
            # Not on behalf of the request.
            Context().run(lambda: api.store.imports.abort_untouched(api.store.imports.receiving()))
            return super().readinto(buffer)

    body = lines(500)
    stream = {"wsgi.input": Slow(body), "wsgi.input_terminated": True, "CONTENT_LENGTH": str(len(body))}
    answer = api.post_lines(b"", headers={"Idempotency-Key": "night-1"}, environ_overrides=stream)
    assert "was closed" in read_problem(answer, 503)["detail"]
    assert int(answer.headers["Retry-After"]) >= 1
    assert count_imports(api) == 0
    assert api.post_lines(body, headers={"Idempotency-Key": "night-1"}).status_code == 202


def test_a_body_may_come_without_its_length(api: ApiClient) -> None:
    class Socket(io.BytesIO):
        """What a server gives for a chunked body."""

    environ = {"wsgi.input": Socket(lines(3)), "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    response = api.post_lines(b"", environ_overrides=environ)
    assert response.get_json()["total"] == 3


def test_a_body_over_the_limit_is_refused_whole(store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTCHECK_MAX_IMPORT_BYTES", "1000")
    api = ApiClient(store, clock)
    read_problem(api.post_lines(lines(100)), 413)
    unannounced = {"wsgi.input": io.BytesIO(lines(100)), "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    read_problem(api.post_lines(b"", environ_overrides=unannounced), 413)
    assert count_imports(api) == 0


def test_a_broker_that_is_down_loses_no_import(api: ApiClient) -> None:
    api.queue.down = True
    path = api.post_lines(lines(1)).headers["Location"]
    assert api.get(path).get_json()["status"] == "queued"


@pytest.mark.parametrize("import_id", ["imp_" + "0" * 32, "x", "%00", "%ff"])
def test_unknown_ids_are_not_found(api: ApiClient, import_id: str) -> None:
    read_problem(api.get(f"/v1/imports/{import_id}"), 404)


def test_another_workspace_sees_nothing(api: ApiClient) -> None:
    path = api.post_lines(lines(1)).headers["Location"]
    other = {"Authorization": f"Bearer {api.new_token(['corpus:read'], 'rivals')}"}
    read_problem(api.get(path, headers=other), 404)
