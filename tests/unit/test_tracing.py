"""Spans: what belongs under what, what they say and what they must not, and what happens without a collector."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from factcheck import tracing
from factcheck.errors import SettingsError
from factcheck.logs import begin_work, carried_ids, note_ids
from factcheck.otlp import OtelTracer, describe_process
from factcheck.settings import read_settings
from factcheck.traceparent import read_traceparent
from factcheck.tracing import NO_SPAN, SpanKind, begin_span, current_traceparent, step, use_tracer, within

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
UNSAMPLED = f"00-{TRACE}-00f067aa0ba902b7-00"


class FakeHangingExporter(SpanExporter):
    """A collector that takes everything and answers nothing, until it is let go."""

    def __init__(self) -> None:
        self.is_free = threading.Event()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:  # noqa: ARG002
        self.is_free.wait(30)
        return SpanExportResult.SUCCESS


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    begin_work()
    yield
    begin_work()
    use_tracer(None)


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracer(exporter: InMemorySpanExporter) -> OtelTracer:
    tracer = OtelTracer(exporter, "test")
    use_tracer(tracer)
    return tracer


def sent(tracer: OtelTracer, exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    tracer.finish(10)
    return {span.name: span for span in exporter.get_finished_spans()}


def test_without_tracing_what_a_client_sent_goes_through_unchanged() -> None:
    with within(begin_span("request", SpanKind.SERVER, PARENT)), step("inner") as inner:
        assert inner is NO_SPAN
        assert current_traceparent() == PARENT
        assert carried_ids() == {"traceparent": PARENT}
    assert current_traceparent() is None


@pytest.mark.parametrize("wrong", [None, "", "00-1-1-01", f"00-{'0' * 32}-00f067aa0ba902b7-01", PARENT.upper()])
def test_what_is_no_traceparent_is_none(wrong: str | None) -> None:
    assert read_traceparent(wrong) is None
    assert begin_span("request", SpanKind.SERVER, wrong).carried == {}


def test_a_later_version_is_read_as_far_as_it_is_known() -> None:
    assert str(read_traceparent(f"01{PARENT[2:]}-more")) == PARENT


def test_steps_belong_under_what_they_are_a_part_of(tracer: OtelTracer, exporter: InMemorySpanExporter) -> None:
    with within(begin_span("request", SpanKind.SERVER, PARENT)), step("outer"):
        with step("first"):
            pass
        with step("second"):
            pass
    spans = sent(tracer, exporter)
    ids = {name: span.context.span_id for name, span in spans.items() if span.context}
    above = {name: span.parent.span_id for name, span in spans.items() if span.parent}
    assert above == {
        "request": 0x00F067AA0BA902B7,
        "outer": ids["request"],
        "first": ids["outer"],
        "second": ids["outer"],
    }
    assert {f"{span.context.trace_id:032x}" for span in spans.values() if span.context} == {TRACE}


def test_a_step_alone_begins_no_trace(tracer: OtelTracer, exporter: InMemorySpanExporter) -> None:
    with step("polling"):
        assert current_traceparent() is None
    assert sent(tracer, exporter) == {}


def test_a_span_says_where_it_broke_but_not_what_was_said(tracer: OtelTracer, exporter: InMemorySpanExporter) -> None:
    note_ids(claim_id="clm_1", document_id="a-headline", api_key="fck_secret")
    with pytest.raises(ValueError, match="Confidential"), within(begin_span("work", SpanKind.CONSUMER, None)):
        raise ValueError("Confidential sentence.")
    span = sent(tracer, exporter)["work"]
    assert dict(span.attributes or {}) == {"error.type": "ValueError", "factcheck.claim_id": "clm_1"}
    assert (span.status.is_ok, span.status.description, span.events) == (False, None, ())


def test_what_the_caller_did_not_sample_is_not_sent_but_goes_on(tracer: OtelTracer, exporter: InMemorySpanExporter) -> None:
    with within(begin_span("request", SpanKind.SERVER, UNSAMPLED)):
        here = current_traceparent() or ""
    assert (here[:36], here[-2:], here == UNSAMPLED) == (UNSAMPLED[:36], "00", False)
    assert sent(tracer, exporter) == {}


def test_a_span_may_have_begun_before(tracer: OtelTracer, exporter: InMemorySpanExporter) -> None:
    begin_span("wait", SpanKind.INSIDE, PARENT, since=datetime(2026, 3, 1, tzinfo=UTC)).end()
    span = sent(tracer, exporter)["wait"]
    assert span.start_time == datetime(2026, 3, 1, tzinfo=UTC).timestamp() * 1e9
    assert (span.end_time or 0) > span.start_time


def test_a_collector_that_hangs_keeps_no_process_from_ending() -> None:
    exporter = FakeHangingExporter()
    tracer = OtelTracer(exporter, "test")
    tracer.begin("work", SpanKind.INSIDE, None).end()
    began = time.monotonic()
    tracer.finish(0.2)
    assert time.monotonic() - began < 10
    exporter.is_free.set()


def test_a_process_is_named_as_the_operator_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    assert describe_process("api").attributes["service.name"] == "factcheck"
    monkeypatch.setenv("OTEL_SERVICE_NAME", "newsroom-checks")
    attributes = describe_process("api").attributes
    assert (attributes["service.name"], attributes["factcheck.process"]) == ("newsroom-checks", "api")


def test_traces_are_off_by_default() -> None:
    assert read_settings().traces == tracing.OFF


def test_missing_packages_stop_the_start_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTCHECK_TRACES", "otlp")
    assert read_settings().traces == tracing.OTLP
    monkeypatch.setattr(tracing, "EXPORTER", "not_installed.exporter")
    with pytest.raises(SettingsError, match=r"FACTCHECK_TRACES.*requirements-tracing\.txt"):
        read_settings()


def test_another_protocol_stops_the_start_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    assert read_settings().traces == tracing.OFF
    monkeypatch.setenv("FACTCHECK_TRACES", "otlp")
    with pytest.raises(SettingsError, match="OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf"):
        read_settings()
