"""The ids of a request, in and out, and one line of the log for each; never its query, its headers or its body."""

from __future__ import annotations

import logging
import re
import time
from uuid import uuid4

from flask import Flask, Response, g, request

from factcheck.logs import begin_work
from factcheck.tracing import NO_SPAN, Span, SpanKind, begin_span

log = logging.getLogger("factcheck.requests")

REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)
# Asked for every few seconds by machines.
PROBES = ("/healthz", "/readyz", "/metrics")
NO_ROUTE = "none"


def register_requests(app: Flask) -> None:
    """Give each request an id, put it on its answer and on every line that the request leads to."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        sent = request.headers.get("X-Request-Id", "")
        g.request_id = sent if REQUEST_ID.fullmatch(sent) else uuid4().hex
        g.span = begin_request_span()
        begin_work(request_id=g.request_id, **g.span.carried)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id") or uuid4().hex
        level = logging.DEBUG if request.path in PROBES else logging.INFO
        if log.isEnabledFor(level):
            log.log(level, "Answered", extra=describe(response))
        end_request_span(response.status_code)
        return response

    @app.teardown_request
    def give_up(_error: BaseException | None) -> None:
        end_request_span(500)


def begin_request_span() -> Span:
    """Begin the span of a request, under the one that the client names; probes make none."""
    sent = request.headers.get("traceparent")
    if request.path in PROBES:
        return NO_SPAN
    return begin_span(f"{request.method} {route_of_request()}", SpanKind.SERVER, sent)


def end_request_span(status: int) -> None:
    """End the span of the request, if it has not ended; of its address it knows the route only."""
    span: Span = g.pop("span", NO_SPAN)
    span.note({"http.request.method": request.method, "http.route": route_of_request(), "http.response.status_code": status})
    if status >= 500:
        span.fail(str(status))
    span.end()


def route_of_request() -> str:
    """Return the rule that the request's address matched: one of a fixed number of words, unlike the address."""
    return request.url_rule.rule if request.url_rule else NO_ROUTE


def spent_seconds() -> float:
    """Return how long the request has taken so far."""
    return time.perf_counter() - float(g.get("began", time.perf_counter()))


def describe(response: Response) -> dict[str, object]:
    """Return what the log says of a request."""
    who = {"workspace_id": g.api_key.workspace_id, "key_id": g.api_key.key_id} if g.get("api_key") else {}
    return {
        "method": request.method,
        "route": route_of_request(),
        "status": response.status_code,
        "duration_ms": round(spent_seconds() * 1000, 2),
        **{name: value for name, value in (request.view_args or {}).items() if name.endswith("_id")},
        **who,
    }
