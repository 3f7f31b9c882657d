"""Runtimes for the child of a worker that do as they are told."""

from __future__ import annotations

import os
import time
from typing import Any

from factcheck.errors import ModelError, StoreUnavailableError


class ScriptedRuntime:
    """Answers searches by what they ask for; everything else does nothing."""

    def run_check(self, check_id: str, attempt: int) -> None:
        pass

    def index_document(self, document_key: str, attempt: int, /) -> None:
        pass

    def run_import_chunk(self, chunk_id: str, attempt: int) -> None:
        pass

    def search(self, workspace_id: str, text: str, limit: int) -> list[dict[str, Any]]:  # noqa: ARG002
        if text == "pid":
            return [{"pid": os.getpid()}]
        if text == "exit":
            os._exit(7)
        if text == "hang":
            time.sleep(600)
        if text == "object":
            return [{"not JSON": object()}]
        if text == "store":
            raise StoreUnavailableError("no store")
        raise ValueError("what?")

    def match_documents(self) -> None:
        pass

    def optimize_index(self) -> None:
        pass

    def describe_index(self) -> dict[str, Any]:
        return {"name": "scripted"}


def build_runtime() -> ScriptedRuntime:
    return ScriptedRuntime()


def build_nothing() -> ScriptedRuntime:
    raise ModelError("The model is in pieces.")


def build_forever() -> ScriptedRuntime:
    time.sleep(600)
    raise AssertionError
