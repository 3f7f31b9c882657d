"""Composition root of the API process: ``gunicorn service.wsgi:app``. Nothing is built before ``app`` is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask

from factcheck.leases import LeaseKeeper
from factcheck.progress import NoProgressLog, ProgressLog, build_progress_log
from factcheck.settings import Settings, read_settings
from factcheck.store import Store, migrate, open_store, utc_now
from factcheck.tracing import start_tracing
from factcheck.webhooks.addresses import AddressGuard, build_guard
from service import (
    articles,
    audit,
    batches,
    claims,
    documents,
    exports,
    feedback,
    health,
    imports,
    keys,
    pages,
    quotes,
    search,
    watching,
    webhooks,
)
from service.caching import register_caching
from service.context import EXTENSION, Services
from service.desk import register_desk
from service.headers import register_headers
from service.limits import register_limits
from service.metrics import register_metrics
from service.openapi import build_api, finish_document
from service.overload import OverloadGuard
from service.paths import IdConverter
from service.problems import register_problem_handlers
from service.progress import blp as progress_blp
from service.queue import SOCKET_TIMEOUT_SECONDS, JobQueue, build_queue
from service.requests_log import register_requests
from service.streams import StreamSlots
from service.waiting import MOST_WAITING
from service.writing import register_writing

# Of every body but documents and imports; a claim with its context has at most some 16 KiB.
MAX_BODY_BYTES = 64 * 1024
RESOURCES = (
    claims.blp,
    documents.blp,
    imports.blp,
    quotes.blp,
    search.blp,
    health.blp,
    progress_blp,
    batches.blp,
    articles.blp,
    webhooks.blp,
    watching.blp,
    exports.blp,
    feedback.blp,
    keys.blp,
    audit.blp,
)


def create_app(
    settings: Settings,
    *,
    store: Store,
    queue: JobQueue,
    clock: Callable[[], datetime] = utc_now,
    progress: ProgressLog | None = None,
    guard: AddressGuard | None = None,
) -> Flask:
    """Return the app on these services; connects to nothing."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.merge_slashes = False
    app.url_map.converters["id"] = IdConverter
    app.extensions[EXTENSION] = Services(
        settings,
        store,
        queue,
        clock,
        progress or NoProgressLog(),
        StreamSlots(settings.event_streams),
        StreamSlots(MOST_WAITING),
        guard or build_guard(settings),
        OverloadGuard(queue, settings.overload_seconds),
        LeaseKeeper(store.idempotency.prolong),
    )
    register_requests(app)
    register_headers(app)
    register_writing(app)
    register_caching(app)
    register_limits(app, settings)
    register_problem_handlers(app)
    api = build_api(app)
    for resource in RESOURCES:
        api.register_blueprint(resource)
    finish_document(api)
    app.register_blueprint(pages.blp)
    register_metrics(app)
    register_desk(app)
    return app


def build_app() -> Flask:
    """Return the app of this process by the settings in the environment, its database migrated."""
    settings = read_settings()
    start_tracing(settings.traces, "api")
    migrate(settings.database_url)
    return create_app(
        settings,
        store=open_store(settings.database_url),
        queue=build_queue(settings.redis_url),
        progress=build_progress_log(settings.redis_url, SOCKET_TIMEOUT_SECONDS),
    )


def __getattr__(name: str) -> Any:
    # gunicorn looks `app` up in each worker process, after the fork; importing this module must not connect anywhere.
    if name == "app":
        return build_app()
    raise AttributeError(name)
