"""How many requests a key may send: counted by the broker, for all processes together; without it, each counts its own.

Headers as in draft-ietf-httpapi-ratelimit-headers-10: ``RateLimit-Policy`` says what is allowed, ``RateLimit`` what is left
and for how many seconds.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.errors import RateLimitExceeded
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from factcheck.broker import connect_broker
from factcheck.settings import Settings
from service.context import caller
from service.problems import ProblemError

log = logging.getLogger(__name__)

EXTENSION = "factcheck-limits"
WINDOW_SECONDS = 60
READING = ("GET", "HEAD", "OPTIONS")
# A broker that hangs may cost a request this long, once; then this process counts for itself and looks again later.
BROKER_SECONDS = 1


def register_limits(app: Flask, settings: Settings) -> None:
    """Let ``charge`` count the requests of this app, and its answers say how many are left."""
    limiter = Limiter(
        key_func=lambda: caller().key_id,
        app=app,
        # The connections are ours: what is named here is only the kind of server.
        storage_uri="redis://",
        storage_options=_storage_options(settings.redis_url),
        strategy="fixed-window",
        in_memory_fallback_enabled=True,
        # Threads that notice at once that the broker is away would fail but for the first; they go uncounted.
        swallow_errors=True,
        key_prefix="factcheck",
    )
    limits = {"reads": settings.reads_per_minute, "writes": settings.writes_per_minute}
    app.extensions[EXTENSION] = limiter, {kind: _counter(limiter, kind, limit) for kind, limit in limits.items() if limit}

    @app.after_request
    def add_headers(response: Response) -> Response:
        if (kind := g.get("charged")) is not None:
            _tell(response, limiter, kind, limits[kind])
        return response


def charge() -> None:
    """Count the request for its key; raises the 429 problem that says when to come back."""
    kind = "reads" if request.method in READING else "writes"
    _limiter, counters = current_app.extensions[EXTENSION]
    if kind not in counters:
        return
    g.charged = kind
    try:
        counters[kind]()
    except RateLimitExceeded as error:
        raise ProblemError(
            429,
            f"This key has used up its {kind} for now. Come back when Retry-After has passed.",
            headers={"Retry-After": str(WINDOW_SECONDS)},
        ) from error


def _counter(limiter: Limiter, kind: str, limit: int) -> Callable[[], None]:
    def count() -> None:
        """Count; the limiter raises before this is reached."""

    # Functions are told apart by their names.
    count.__qualname__ = f"count_{kind}"
    counter: Callable[[], None] = limiter.shared_limit(f"{limit} per {WINDOW_SECONDS} seconds", scope=kind)(count)
    return counter


def _tell(response: Response, limiter: Limiter, kind: str, limit: int) -> None:
    response.headers["RateLimit-Policy"] = f'"{kind}";q={limit};w={WINDOW_SECONDS}'
    if limiter.current_limit is None:
        return
    try:
        left = max(0, limiter.current_limit.remaining)
        seconds = min(WINDOW_SECONDS, max(1, int(limiter.current_limit.reset_at - time.time())))
    except RedisError as error:
        log.warning("Nobody knows how many requests are left: %s", error)
        return
    response.headers["RateLimit"] = f'"{kind}";r={left};t={seconds}'
    if response.status_code == 429:
        response.headers["Retry-After"] = str(seconds)


def _storage_options(redis_url: str) -> dict[str, Any]:
    connection = connect_broker(
        redis_url,
        socket_timeout=BROKER_SECONDS,
        socket_connect_timeout=BROKER_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    return {"connection_pool": connection.connection_pool}
