"""What a job may call: the whole list, by the dotted name under which the broker carries it.

Runs in the child of a worker. A name that is not listed is refused, so write access to the broker does not mean that
any function at all can be called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class TaskRuntime(Protocol):
    """The use cases that tasks call; ``factcheck.bootstrap.Runtime`` is the real one.

    Called by one thread at a time, in the process that built it.
    """

    def run_check(self, check_id: str, attempt: int) -> None: ...
    def index_document(self, document_key: str, attempt: int, /) -> None: ...
    def run_import_chunk(self, chunk_id: str, attempt: int) -> None: ...
    def search(self, workspace_id: str, text: str, limit: int) -> list[dict[str, Any]]: ...
    def match_documents(self) -> None: ...
    def optimize_index(self) -> None: ...
    def describe_index(self) -> dict[str, Any]: ...


def run_check(runtime: TaskRuntime, check_id: str, attempt: int) -> None:
    """Run one attempt of a check."""
    runtime.run_check(check_id, attempt)


def index_document(runtime: TaskRuntime, document_key: str, attempt: int) -> None:
    """Bring the index in line with one document."""
    runtime.index_document(document_key, attempt)


def run_import_chunk(runtime: TaskRuntime, chunk_id: str, attempt: int) -> None:
    """Store and index one chunk of an import."""
    runtime.run_import_chunk(chunk_id, attempt)


def search(runtime: TaskRuntime, workspace_id: str, query: str, limit: int) -> list[dict[str, Any]]:
    """Return passages for a query, best first."""
    return runtime.search(workspace_id, query, limit)


def match_documents(runtime: TaskRuntime) -> None:
    """Compare documents with watched claims that were not compared when they were indexed."""
    runtime.match_documents()


def optimize_index(runtime: TaskRuntime) -> None:
    """Merge what single commits left behind in the index."""
    runtime.optimize_index()


def describe_index(runtime: TaskRuntime) -> dict[str, Any]:
    """Return what a readiness probe wants to know of the index."""
    return runtime.describe_index()


# The names under which factcheck.jobs enqueues them.
TASKS: dict[str, Callable[..., Any]] = {
    f"workers.tasks.{task.__name__}": task for task in (run_check, index_document, run_import_chunk, search)
}
# What the parent asks of its own child, never taken from the broker.
MATCH_DOCUMENTS = "match_documents"
OPTIMIZE_INDEX = "optimize_index"
DESCRIBE_INDEX = "describe_index"
CHORES: dict[str, Callable[..., Any]] = {
    MATCH_DOCUMENTS: match_documents,
    OPTIMIZE_INDEX: optimize_index,
    DESCRIBE_INDEX: describe_index,
}
