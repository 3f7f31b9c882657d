"""One claim through all real processes is one trace, from the POST to the webhook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from factcheck.local.stack import LocalStack
from factcheck.settings import Settings
from factcheck.store import open_store
from tests.collector import Collector, SeenSpan, running_collector
from tests.e2e.conftest import settings_in
from tests.receiver import running_receiver

pytestmark = pytest.mark.timeout(300)

CALLER_TRACE, CALLER_SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
CLAIM = "The Halvorsen bridge was closed to all lorries on Monday."
DOCUMENT = {"title": "Lorries kept off", "text": "The Halvorsen bridge was closed to all lorries on Monday, the city said."}
# Each with the span above it, in the order in which they begin.
WAY = (
    ("POST /v1/claims", None),
    ("store Sharing.take", "POST /v1/claims"),
    ("enqueue checks", "POST /v1/claims"),
    ("wait checks", "enqueue checks"),
    ("run run_check", "enqueue checks"),
    ("analyse", "run run_check"),
    ("retrieve", "run run_check"),
    ("index search", "retrieve"),
    ("judge", "run run_check"),
    ("decide", "run run_check"),
    ("store Checks.finish", "run run_check"),
    ("deliver claim.done", "store Checks.finish"),
)
PROCESSES = {"POST /v1/claims": "api", "run run_check": "checks", "judge": "worker-child", "deliver claim.done": "courier"}


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with running_collector() as collector:
        yield collector


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return replace(settings_in(tmp_path_factory.mktemp("traced")), traces="OTLP")


@pytest.fixture(scope="module")
def traced_stack(traced: Settings, collector: Collector) -> Iterator[LocalStack]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        patch.setenv("OTEL_SERVICE_NAME", "newsroom-checks")
        patch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
        with LocalStack(traced) as stack:
            yield stack


@pytest.fixture
def token(traced: Settings) -> str:
    store = open_store(traced.database_url)
    return store.keys.create(store.workspaces.ensure("traced").workspace_id, ["admin"])[1]


def test_a_claim_is_one_trace_from_the_request_to_the_webhook(
    traced_stack: LocalStack, collector: Collector, token: str
) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    with (
        running_receiver() as receiver,
        httpx.Client(base_url=traced_stack.base_url, headers=headers, timeout=60) as client,
    ):
        client.put("/v1/documents/lorries-kept-off", json=DOCUMENT).raise_for_status()
        indexed = collector.wait(lambda spans: has(spans, "index write") and has(spans, "run index_document"), 60)
        made = client.post("/v1/webhooks", json={"url": receiver.url, "events": ["claim.done"]}).raise_for_status().json()
        traceparent = f"00-{CALLER_TRACE}-{CALLER_SPAN}-01"
        posted = client.post("/v1/claims", json={"text": CLAIM}, headers={"traceparent": traceparent}).raise_for_status()
        told = receiver.wait(60)
        spans = collector.wait(lambda spans: {name for name, _ in WAY} <= {span.name for span in ours(spans)}, 60)

    by_name = {span.name: span for span in reversed(ours(spans))}
    assert by_name["POST /v1/claims"].parent_id == CALLER_SPAN
    assert [(name, above.name) for name, above in parents(by_name, spans)] == [
        (name, above) for name, above in WAY if above is not None
    ]
    starts = [by_name[name].start for name, _above in WAY if name != "wait checks"]
    assert starts == sorted(starts)
    assert by_name["wait checks"].end <= by_name["analyse"].start
    assert {name: by_name[name].process for name in PROCESSES} == PROCESSES
    assert {span.service for span in spans} == {"newsroom-checks"}
    assert by_name["judge"].attributes["factcheck.claim_id"] == posted.json()["claim_id"]
    version, trace_id, span_id, flags = told.headers["traceparent"].split("-")
    assert (version, trace_id, flags) == ("00", CALLER_TRACE, "01")
    assert span_id == by_name["deliver claim.done"].span_id
    assert way_of(indexed, "index write") == ["index write", "run index_document", "enqueue indexing", DOCUMENT_ROUTE]
    sent = b"".join(collector.bodies)
    words = [token, made["secret"], receiver.url, "Halvorsen", "lorries-kept-off", "Lorries kept off"]
    assert [word for word in words if word.encode() in sent] == []


DOCUMENT_ROUTE = "PUT /v1/documents/<document_id>"


def ours(spans: list[SeenSpan]) -> list[SeenSpan]:
    return [span for span in spans if span.trace_id == CALLER_TRACE]


def has(spans: list[SeenSpan], name: str) -> bool:
    return any(span.name == name for span in spans)


def parents(by_name: dict[str, SeenSpan], spans: list[SeenSpan]) -> Iterator[tuple[str, SeenSpan]]:
    by_id = {span.span_id: span for span in spans}
    yield from ((name, by_id[by_name[name].parent_id]) for name, above in WAY if above is not None)


def way_of(spans: list[SeenSpan], name: str) -> list[str]:
    """Return the names from a span up to the beginning of its trace."""
    by_id = {span.span_id: span for span in spans}
    span: SeenSpan | None = next(span for span in spans if span.name == name)
    names = []
    while span is not None:
        names.append(span.name)
        span = by_id.get(span.parent_id)
    return names
