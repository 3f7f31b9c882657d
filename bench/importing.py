"""An import that comes in over HTTP while claims are checked. Its documents stay in the home, in their own workspace."""

from __future__ import annotations

import json
import time

import click
import httpx

from bench.homes import build_items
from factcheck.store import Store

WORKSPACE = "bench-imports"
PATIENCE_SECONDS = 900.0
LOOK_SECONDS = 0.2


class ImportBeside:
    """Sends made-up articles that no run before has sent, and tells how far they are."""

    def __init__(self, base_url: str, store: Store) -> None:
        workspace_id = store.workspaces.ensure(WORKSPACE).workspace_id
        _key, token = store.keys.create(workspace_id, ["corpus:write", "corpus:read"])
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"}
        self._client = httpx.Client(base_url=base_url, headers=headers, timeout=300.0)
        self._place = ""

    def begin(self, articles: int) -> None:
        """Send them; return when the first are stored and indexed."""
        first = time.time_ns() % 1_000_000_000
        lines = (json.dumps(item.fields) for _number, item in build_items(first, articles))
        answer = self._client.post("/v1/imports", content="\n".join(lines).encode())
        self._place = str(answer.raise_for_status().json()["links"]["self"])
        self._wait_until("done")

    def count_done(self) -> int:
        """Return how many of them are stored and indexed."""
        return int(self._ask()["done"] or 0)

    def finish(self) -> None:
        """Return when all of them are."""
        self._wait_until("finished_at")

    def _wait_until(self, field: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._ask()[field]:
            if time.monotonic() > deadline:
                raise click.ClickException("The import took too long.")
            time.sleep(LOOK_SECONDS)

    def _ask(self) -> dict[str, object]:
        answer: dict[str, object] = self._client.get(self._place).raise_for_status().json()
        return answer
