"""A runtime for tests of workers: the real store, and claims whose texts say what is to happen to the worker."""

from __future__ import annotations

import ctypes
import os
import signal
from pathlib import Path
from typing import Any

from factcheck.errors import IndexUnavailableError
from factcheck.settings import read_settings
from factcheck.store import Store, open_store
from factcheck.store.checks import CheckResult

SWALLOWED_BYTES = 400 * 1024 * 1024


class ScriptedRuntime:
    """Runs checks by the book of their claim's text, and writes each start down in ``home/runs``."""

    def __init__(self, store: Store, home: Path) -> None:
        self._store = store
        self._home = home

    def run_check(self, check_id: str, attempt: int) -> None:
        started = self._store.checks.start(check_id, attempt)
        if started is None:
            return
        with (self._home / "runs").open("a") as runs:
            runs.write(f"{check_id} {attempt} {os.getpid()}\n")
        self._act(started[0].text, attempt)
        self._store.checks.finish(check_id, attempt, CheckResult({"evidence": []}, "not_enough_evidence", 0.5, []))

    def _act(self, text: str, attempt: int) -> None:
        if text == "crash" or (text == "crash once" and attempt == 1):
            os.kill(os.getpid(), signal.SIGKILL)
        elif text == "hang" or (text == "hang once" and attempt == 1):
            ctypes.PyDLL(None).pause()  # a native call that never gives the interpreter lock back
        elif text == "segfault":
            ctypes.string_at(0)
        elif text == "exit":
            os._exit(0)
        elif text == "out of memory":
            raise MemoryError
        elif text == "swallow":
            self._held = bytearray(b"x") * SWALLOWED_BYTES
            ctypes.PyDLL(None).pause()
        elif text == "raise":
            raise ArithmeticError("as the claim asked for")
        elif text == "index away once" and attempt == 1:
            raise IndexUnavailableError("as the claim asked for")
        elif text == "wait" or (text == "wait once" and attempt == 1):
            (self._home / "gate").read_bytes()  # a pipe: opens when the test opens its end

    def index_document(self, document_key: str, attempt: int, /) -> None:
        self._store.documents.mark_indexed(document_key, attempt)

    def run_import_chunk(self, chunk_id: str, attempt: int) -> None:
        chunk = self._store.imports.start_chunk(chunk_id, attempt)
        if chunk is not None:
            self._store.imports.finish_chunk(chunk_id, attempt, len(chunk.lines), [])

    def search(self, workspace_id: str, text: str, limit: int) -> list[dict[str, Any]]:
        return [{"text": text, "workspace_id": workspace_id}] * limit

    def match_documents(self) -> None:
        (self._home / "matched").touch()

    def optimize_index(self) -> None:
        (self._home / "optimized").touch()

    def describe_index(self) -> dict[str, Any]:
        return {"name": "scripted", "pid": os.getpid()}


def build_runtime() -> ScriptedRuntime:
    settings = read_settings()
    if (settings.home / "start").exists():
        (settings.home / "start").read_bytes()  # a pipe: the runtime is not built before the test wants it
    return ScriptedRuntime(open_store(settings.database_url), settings.home)
