"""Spans by OpenTelemetry's SDK, sent to a collector by OTLP over HTTP: its ``OTEL_*`` variables say where and how many."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Mapping
from datetime import datetime

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import NonRecordingSpan, SpanContext, Status, StatusCode, TraceFlags

from factcheck import __version__
from factcheck.logs import bound_id
from factcheck.traceparent import TraceParent
from factcheck.tracing import Attribute, Span, SpanKind

# Of what the log knows, the ids that are ours: a document's may be made of its headline.
IDS = ("request_id", "workspace_id", "claim_id", "check_id", "job_id", "event_id", "webhook_id", "delivery_id")
# How long a process that ends waits for a collector that does not answer.
LAST_SECONDS = 2.0


class OtelSpan(Span):
    """A span of the SDK. Ending it twice does nothing."""

    def __init__(self, span: trace.Span, parent: TraceParent | None) -> None:
        context = span.get_span_context()
        here = TraceParent(context.trace_id, context.span_id, context.trace_flags) if context.is_valid else parent
        super().__init__(here)
        self._span = span

    def note(self, attributes: Mapping[str, Attribute]) -> None:
        """Put attributes on the span."""
        self._span.set_attributes(dict(attributes))

    def fail(self, error: str) -> None:
        """Mark the work as failed; ``error`` is a word for what went wrong, never a sentence."""
        self._span.set_attribute("error.type", error)
        self._span.set_status(Status(StatusCode.ERROR))

    def end(self) -> None:
        """End the span, with the ids that a line of the log would have here."""
        if self._span.is_recording():
            self._span.set_attributes({f"factcheck.{name}": value for name in IDS if (value := bound_id(name))})
            self._span.end()


class OtelTracer:
    """Makes spans of the SDK and sends them in batches, from a thread of its own."""

    def __init__(self, exporter: SpanExporter, process: str) -> None:
        self._provider = TracerProvider(resource=describe_process(process), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("factcheck", __version__)
        # Started now: a process that ends may start no thread, and the SDK alone would wait half a minute for a collector
        # that is gone.
        self._is_ending, self._is_sent = threading.Event(), threading.Event()
        threading.Thread(target=self._send_the_rest, name="last-spans", daemon=True).start()

    def begin(self, name: str, kind: SpanKind, parent: TraceParent | None, since: datetime | None = None) -> Span:
        """Begin a span, ``since`` an earlier moment or now; without a parent it begins a trace."""
        span = self._tracer.start_span(
            name,
            context=_context_of(parent),
            kind=trace.SpanKind[kind.value.upper()],
            start_time=int(since.timestamp() * 1_000_000_000) if since else None,
        )
        return OtelSpan(span, parent)

    def finish(self, seconds: float) -> None:
        """Send what has not been sent, waiting so long for it at the most; spans that end later are lost."""
        self._is_ending.set()
        self._is_sent.wait(seconds)

    def _send_the_rest(self) -> None:
        self._is_ending.wait()
        self._provider.shutdown()
        self._is_sent.set()


def build_tracer(process: str) -> OtelTracer:
    """Return the tracer that the ``OTEL_*`` variables describe."""
    tracer = OtelTracer(OTLPSpanExporter(), process)
    atexit.register(tracer.finish, LAST_SECONDS)
    return tracer


def describe_process(process: str) -> Resource:
    """Return what all spans of this process say of it: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come first."""
    ours = {"service.version": __version__, "factcheck.process": process}
    if not os.environ.get("OTEL_SERVICE_NAME") and "service.name=" not in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", ""):
        ours[SERVICE_NAME] = "factcheck"
    return Resource.create(ours)


def _context_of(parent: TraceParent | None) -> Context:
    if parent is None:
        return Context()
    above = SpanContext(parent.trace_id, parent.span_id, is_remote=True, trace_flags=TraceFlags(parent.flags))
    return trace.set_span_in_context(NonRecordingSpan(above), Context())
