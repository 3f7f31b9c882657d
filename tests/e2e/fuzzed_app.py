"""The app that schemathesis tries, for gunicorn: a real store, and workers without models that end every job at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from flask import Flask

from factcheck.jobs import CHECKS, Job
from factcheck.settings import read_settings
from factcheck.store import Store, open_store
from factcheck.store.checks import CheckResult
from factcheck.webhooks.addresses import AddressGuard, AddressPolicy
from service.writing import KEY_PATTERN
from service.wsgi import create_app
from tests.fakes import FakeJobQueue

# Every host name is somebody's on the public net; nothing is ever sent.
GUARD = AddressGuard(AddressPolicy(), lambda _host, _port: ["93.184.215.14"])
REPORT = {
    "verdict": "not_enough_evidence",
    "confidence": 0.5,
    "reasons": ["No passage speaks to it."],
    "evidence": [],
    "searched": {"passages": 3, "candidates": 2, "judged": 2, "filters": {}},
    "versions": {"index": "fake@1", "stance_model": "s@1", "embedding_model": "e@1", "factcheck": "0"},
    "timings_ms": {"total": 1.5},
}
NOTHING_KNOWN = dict.fromkeys(("title", "publisher", "credit", "published_at", "url", "link"))
PASSAGE = {
    "score": 0.03,
    "bm25_rank": 1,
    "vector_rank": None,
    "text": "A sentence.",
    "start": 0,
    "end": 11,
    "document": {"document_id": "a", "version": 1, **NOTHING_KNOWN},
}


def build_app() -> Flask:
    """Return the app on the store that the environment names."""
    settings = read_settings()
    store = open_store(settings.database_url)
    app = create_app(settings, store=store, queue=FakeJobQueue(work_at_once(store)), guard=GUARD)
    app.wsgi_app = TellingApart(app.wsgi_app)  # type: ignore[method-assign]
    return app


class TellingApart:
    """Makes idempotency keys unique: requests that are made up independently often have the same."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Pass the request on; a key that must be refused stays as it is."""
        if re.fullmatch(KEY_PATTERN, environ.get("HTTP_IDEMPOTENCY_KEY", "")):
            environ["HTTP_IDEMPOTENCY_KEY"] = uuid4().hex
        return self._app(environ, start_response)


def work_at_once(store: Store) -> Callable[[Job], Any]:
    """Return what stands for the workers: checks end without evidence, imports too, searches find one passage."""

    def work(job: Job) -> Any:
        if job.function.endswith("search"):
            return [PASSAGE]
        if job.queue == CHECKS:
            check_id, attempt = job.args
            store.checks.start(check_id, attempt)
            store.checks.finish(check_id, attempt, CheckResult(REPORT, REPORT["verdict"], 0.5, []))
        if job.function.endswith("run_import_chunk"):
            chunk_id, attempt = job.args
            store.imports.start_chunk(chunk_id, attempt)
            store.imports.finish_chunk(chunk_id, attempt, done=0, errors=[])
        return None

    return work
