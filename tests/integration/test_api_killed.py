"""A process of the API that is killed amid a request: what it leaves to those who send the request again."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from factcheck.store import open_store
from factcheck.store.records import SCOPES
from tests.integration.gunicorn_server import running_gunicorn
from tests.integration.hanging_app import HANGING

pytestmark = pytest.mark.timeout(120)


def test_the_key_of_a_killed_process_is_soon_free_and_the_claim_is_made_once(tmp_path: Path, database_url: str) -> None:
    store = open_store(database_url)
    workspace_id = store.workspaces.ensure("desk").workspace_id
    headers = {"Authorization": f"Bearer {store.keys.create(workspace_id, SCOPES)[1]}", "Idempotency-Key": "k"}

    def post() -> httpx.Response:
        body = {"text": "Some 1,400 people left their homes.", "fresh": True}
        return httpx.post(f"{address}/v1/claims", json=body, headers=headers, timeout=60)

    with (
        running_gunicorn(database_url, tmp_path, app="tests.integration.hanging_app:build_app()") as address,
        ThreadPoolExecutor(1) as pool,
    ):
        first = pool.submit(post)
        pid = int(wait_for(tmp_path / HANGING).read_text())
        assert post().status_code == 409
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(httpx.TransportError):
            first.result(30)
        while (again := post()).status_code == 409:
            time.sleep(0.05)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (202, "true")
    assert [claim.claim_id for claim in store.claims.list(workspace_id).items] == [again.json()["claim_id"]]
    store.close()


def wait_for(path: Path) -> Path:
    """Wait until there is such a file."""
    while not path.exists():
        time.sleep(0.02)
    return path
