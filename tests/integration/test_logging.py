"""What API and worker log of real work: one id from the request to the check, and nothing that should not be read there."""

from __future__ import annotations

import io
import json
import logging
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from factcheck.jobs import check_job
from factcheck.logs import build_formatter
from factcheck.store import Store, migrate
from factcheck.store.engine import build_engine
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient
from tests.integration.gunicorn_server import running_gunicorn
from tests.integration.workers_lab import WorkersLab
from workers.queues import enqueue

pytestmark = pytest.mark.timeout(120)

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that this process logs, down to DEBUG."""
    stream, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    handler.setFormatter(build_formatter("test"))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def client(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


def answered(written: io.StringIO) -> dict[str, Any]:
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    # The client reads the API's document once, to know which answers it describes.
    return next(line for line in reversed(lines) if line["event"] == "Answered" and line["route"] != "/openapi.json")


def test_a_file_of_the_desk_is_answered_and_logged_without_its_name(client: ApiClient, written: io.StringIO) -> None:
    assert client.http.get("/desk/static/desk.css").status_code == 200
    assert "filename" not in answered(written)


def test_a_request_is_one_line_with_its_ids(client: ApiClient, written: io.StringIO) -> None:
    headers = {"X-Request-Id": "cms-42", "traceparent": f"00-{TRACE_ID}-00f067aa0ba902b7-01"}
    taken = client.post("/v1/claims", json={"text": "The bridge was opened in 1931."}, headers=headers)
    assert taken.headers["X-Request-Id"] == "cms-42"
    line = answered(written)
    assert (line["request_id"], line["trace_id"]) == ("cms-42", TRACE_ID)
    assert (line["method"], line["route"], line["status"]) == ("POST", "/v1/claims", 202)
    assert (line["claim_id"], line["workspace_id"]) == (taken.get_json()["claim_id"], client.workspace_id)
    assert line["duration_ms"] > 0


@pytest.mark.parametrize(
    "traceparent",
    [
        "",
        f"ff-{TRACE_ID}-00f067aa0ba902b7-01",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE_ID}-{'0' * 16}-01",
        f"00-{TRACE_ID.upper()}-00f067aa0ba902b7-01",
        f"00-{TRACE_ID}",
    ],
)
def test_a_trace_that_is_none_is_ignored(client: ApiClient, written: io.StringIO, traceparent: str) -> None:
    assert client.get("/v1/claims", headers={"traceparent": traceparent}).status_code == 200
    assert "trace_id" not in answered(written)


def test_requests_of_one_thread_do_not_inherit_ids(client: ApiClient, written: io.StringIO) -> None:
    client.post("/v1/claims", json={"text": "One claim."})
    client.get("/v1/claims")
    assert "claim_id" not in answered(written)


def test_no_secret_and_no_text_of_the_newsroom_is_logged(client: ApiClient, written: io.StringIO) -> None:
    webhook = client.post("/v1/webhooks", json={"url": "https://93.184.215.14/hooks/path-Secret", "events": ["claim.done"]})
    keys = client.post("/v1/keys", json={"scopes": ["claims:read"], "name": "a"})
    assert (webhook.status_code, keys.status_code) == (201, 201)
    client.post("/v1/claims", json={"text": "Confidential sentence."}, headers={"Idempotency-Key": "idem-Secret-1"})
    client.get("/v1/search?q=confidential-query")
    client.get("/v1/claims?cursor=confidential-query")
    wrong = "fck_00000000000000_notavalidtokenatall"
    client.get("/v1/claims", headers={"Authorization": f"Bearer {wrong}"})
    client.http.get("/desk", headers={"Cookie": "factcheck_session=cookie-Secret"})
    secrets = [webhook.get_json()["secret"], keys.get_json()["key"], client.token, wrong, "path-Secret", "cookie-Secret"]
    texts = ["Confidential sentence", "confidential-query", "idem-Secret-1"]
    log = written.getvalue()
    assert "Answered" in log
    assert [word for word in [*secrets, *texts] if word in log] == []


def test_errors_of_the_database_do_not_show_what_was_written(tmp_path: Path) -> None:
    engine = build_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with engine.connect() as connection, pytest.raises(OperationalError) as raised:
        connection.execute(text("INSERT INTO claims VALUES (:text)"), {"text": "Confidential sentence."})
    assert "Confidential" not in str(raised.value)


def test_every_line_of_the_server_is_json(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    migrate(url)
    with running_gunicorn(url, tmp_path) as address:
        urllib.request.urlopen(f"{address}/healthz", timeout=10).read()
    lines = [json.loads(line) for line in (tmp_path / "gunicorn.log").read_text().splitlines()]
    assert {line["process"] for line in lines} == {"api"}
    assert any("Listening at" in line["event"] for line in lines)


def test_a_check_carries_the_request_through_the_worker_and_its_retries(tmp_path: Path) -> None:
    lab = WorkersLab(tmp_path)
    lab.start()
    try:
        lab.start_worker()
        check = lab.create_check("crash once")
        job = check_job(check.check_id, check.attempt, 30)
        enqueue(lab.connection, job, {"request_id": "cms-42", "traceparent": f"00-{TRACE_ID}-00f067aa0ba902b7-01"})
        assert lab.until_ended(check).attempt == 2
        lab.until(lambda: "Successfully completed" in lab.log_of(0), 10)
        lines = [json.loads(line) for line in lab.log_of(0).splitlines()]
    finally:
        lab.close()
    ours = [line for line in lines if line.get("request_id") == "cms-42"]
    assert {line["job_id"] for line in ours if "job_id" in line} == {f"{check.check_id}-1", f"{check.check_id}-2"}
    assert {line["trace_id"] for line in ours} == {TRACE_ID}
    assert any(line["event"].startswith("Trying again") for line in ours)
