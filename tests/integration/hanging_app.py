"""The app for gunicorn with a broker that hangs once: the first claim is stored, and its request stays unanswered."""

from __future__ import annotations

import os
import threading

from flask import Flask

from factcheck.jobs import Job
from factcheck.settings import read_settings
from factcheck.store import idempotency, open_store, writes
from service.wsgi import create_app
from tests.fakes import FakeJobQueue

HANGING = "hanging.pid"
# Shorter than those of the service, or the test would have to wait for them.
LEASE_SECONDS = 2.0


def build_app() -> Flask:
    """Return the app on the store that the environment names; the process that hangs writes its id into a file."""
    settings = read_settings()
    idempotency.LEASE_SECONDS = writes.LEASE_SECONDS = LEASE_SECONDS
    path = settings.home / HANGING

    def hang_once(_: Job) -> None:
        if not path.exists():
            path.with_suffix(".new").write_text(str(os.getpid()))
            path.with_suffix(".new").rename(path)
            threading.Event().wait(60)

    return create_app(settings, store=open_store(settings.database_url), queue=FakeJobQueue(hang_once))
