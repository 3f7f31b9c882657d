"""A document and a claim through all real processes, with the index on an object store and on Milvus."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from factcheck.local.stack import LocalStack
from factcheck.settings import Settings
from factcheck.store import open_store
from tests.e2e.bridge import CLAIM, TEXT, put_bridge
from tests.e2e.conftest import settings_in
from tests.milvus_server import MilvusServer
from tests.object_store import ObjectStore

pytestmark = pytest.mark.timeout(420)
READY_SECONDS = 240


@pytest.fixture(params=["object store", "milvus"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    if request.param == "milvus":
        server: MilvusServer = request.getfixturevalue("milvus_server")
        return replace(settings_in(tmp_path), index_url=server.new_url())
    store: ObjectStore = request.getfixturevalue("object_store")
    return replace(settings_in(tmp_path), index_url=store.new_url())


def test_what_one_worker_has_indexed_another_finds(settings: Settings) -> None:
    stack = LocalStack(settings)
    # Each worker loads LanceDB or the client of Milvus, models besides; on a busy machine that takes its time.
    stack.start(ready_seconds=READY_SECONDS)
    try:
        store = open_store(settings.database_url)
        _key, token = store.keys.create(store.workspaces.ensure("stack").workspace_id, ["admin"])
        store.close()
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=stack.base_url, headers=headers, timeout=60) as client:
            put_bridge(client)
            report = client.post("/v1/claims", json={"text": CLAIM}, headers={"Prefer": "wait=60"}).json()
            assert (report["status"], report["verdict"]) == ("done", "supported")
            assert TEXT.startswith(report["evidence"][0]["quote"]["exact"])
    finally:
        stack.stop()
    assert not (settings.home / "index").exists()
