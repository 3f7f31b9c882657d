"""Traces: what a request led to, from the POST to the webhook, as spans for a collector. Off unless a setting asks.

The one thing that travels is a ``traceparent``: it is bound like the ids of the log (``factcheck.logs``), so it goes with
a job to the worker and with an event to the courier. While tracing is off it passes through as the client sent it.

What makes spans is loaded by ``start_tracing`` only; a process calls that after any ``fork``. Spans hold names of code,
numbers and our own ids: no text, no address, no message of an exception.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from enum import Enum
from importlib.util import find_spec
from typing import Protocol

from factcheck.errors import SettingsError
from factcheck.logs import bound_id, work_on
from factcheck.traceparent import TraceParent, read_traceparent

OFF, OTLP = "OFF", "OTLP"
EXPORTER, PROTOCOL = "opentelemetry.exporter.otlp.proto.http", "http/protobuf"
Attribute = str | int | float | bool


class SpanKind(Enum):
    """Which side of which border a span stands on."""

    INSIDE = "internal"
    SERVER = "server"
    CLIENT = "client"
    PRODUCER = "producer"
    CONSUMER = "consumer"


class Span:
    """A piece of work that has begun. This one is nowhere recorded; ``traceparent`` is where what follows belongs."""

    def __init__(self, traceparent: TraceParent | None = None) -> None:
        self.traceparent = traceparent

    @property
    def carried(self) -> dict[str, str]:
        """What to bind, or to send as headers, so that what follows belongs to this span; nothing without a trace."""
        return {"traceparent": str(self.traceparent)} if self.traceparent else {}

    def note(self, attributes: Mapping[str, Attribute]) -> None:
        """Put attributes on the span."""

    def fail(self, error: str) -> None:
        """Mark the work as failed; ``error`` is a word for what went wrong, never a sentence."""

    def end(self) -> None:
        """End the span."""


class Tracer(Protocol):
    """Makes spans and sends them. Safe to call from several threads; belongs to the process that built it."""

    def begin(self, name: str, kind: SpanKind, parent: TraceParent | None, since: datetime | None = None) -> Span:
        """Begin a span, ``since`` an earlier moment or now; without a parent it begins a trace."""

    def finish(self, seconds: float) -> None:
        """Send what has not been sent, waiting so long for it at the most."""


NO_SPAN = Span()
_NOTHING = nullcontext(NO_SPAN)
_tracer: Tracer | None = None


def check_tracing(traces: str) -> None:
    """Raise SettingsError if traces are asked for and can't be sent: packages are missing, or not by this protocol."""
    if traces == OFF:
        return
    try:
        is_there = find_spec(EXPORTER) is not None
    except ModuleNotFoundError:
        is_there = False
    if not is_there:
        raise SettingsError("FACTCHECK_TRACES needs packages that are not here: pip install -r requirements-tracing.txt.")
    for name in ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"):
        if (os.environ.get(name) or PROTOCOL) != PROTOCOL:
            raise SettingsError(f"{name} must be {PROTOCOL}: traces are sent in no other way.")


def start_tracing(traces: str, process: str) -> None:
    """Make spans in this process from now on if the setting asks for it; ``process`` is the name of its kind."""
    if traces == OTLP:
        from factcheck.otlp import build_tracer

        use_tracer(build_tracer(process))


def use_tracer(tracer: Tracer | None) -> None:
    """Make spans with this tracer from now on, none without one."""
    global _tracer
    _tracer = tracer


def finish_tracing(seconds: float) -> None:
    """Send what has not been sent, before a process that ends without cleaning up."""
    if _tracer is not None:
        _tracer.finish(seconds)


def current_traceparent() -> str | None:
    """Return where what this thread does now belongs, None outside of a trace."""
    return bound_id("traceparent")


def begin_span(name: str, kind: SpanKind, parent: str | None, since: datetime | None = None) -> Span:
    """Begin a span under this parent, or a trace without one. The caller binds what it carries, and ends it."""
    above = read_traceparent(parent)
    return Span(above) if _tracer is None else _tracer.begin(name, kind, above, since)


def step(name: str, kind: SpanKind = SpanKind.INSIDE) -> AbstractContextManager[Span]:
    """Make the block a span of the trace that this thread works on; without one it makes none."""
    if _tracer is None or (parent := current_traceparent()) is None:
        return _NOTHING
    return within(begin_span(name, kind, parent))


@contextmanager
def within(span: Span) -> Iterator[Span]:
    """Let what the block does belong to the span, and end it with the block; the class of an exception is its error."""
    with work_on(**span.carried):
        try:
            yield span
        except BaseException as error:
            span.fail(type(error).__name__)
            raise
        finally:
            span.end()
