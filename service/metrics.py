"""``/metrics`` for Prometheus: requests of this server, what workers counted, and how broker and store are at the moment.

Requests are counted in this server's processes and added up over them (``service/gunicorn_conf.py`` names the folder they
share); the rest is read from broker and store, so every server answers the same. No label has values without bounds, and
none names a workspace.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Any

from flask import Blueprint, Flask, Response, request
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from factcheck import __version__
from factcheck.errors import BrokerUnavailableError, StoreUnavailableError
from factcheck.meters import FAMILIES, Family, Series, read_series
from factcheck.settings import Settings
from factcheck.store.gauges import Gauges
from service.context import Services, services
from service.problems import ProblemError
from service.queue import QueueMeasures
from service.requests_log import PROBES, route_of_request, spent_seconds

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
# Set by who reaches the service through a proxy that forwards: such a request is not of the network that it comes from.
FORWARDED = ("Forwarded", "X-Forwarded-For")

own = CollectorRegistry()
REQUESTS = Counter("factcheck_requests", "Requests that were answered.", ("method", "route", "status"), registry=own)
REQUEST_SECONDS = Histogram(
    "factcheck_request_seconds", "How long answers took to begin.", ("route",), buckets=SECONDS, registry=own
)

blp = Blueprint("metrics", __name__)


@blp.get("/metrics")
def show_metrics() -> Response:
    """Answer with all metrics as text."""
    allow_reading(services().settings)
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(own)
    registry.register(ServiceCollector(services()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def register_metrics(app: Flask) -> None:
    """Count the requests of this app, and answer at /metrics."""
    app.register_blueprint(blp)

    @app.after_request
    def count(response: Response) -> Response:
        if request.path not in PROBES:
            route = route_of_request()
            method = request.method if request.method in METHODS else "other"
            REQUESTS.labels(method, route, str(response.status_code)).inc()
            REQUEST_SECONDS.labels(route).observe(spent_seconds())
        return response


def allow_reading(settings: Settings) -> None:
    """Raise the 401 or 403 problem if the settings keep metrics from the sender of the request."""
    networks = settings.metrics_networks
    if networks and (any(name in request.headers for name in FORWARDED) or not is_within(request.remote_addr, networks)):
        raise ProblemError(403, "Metrics are not for this address.")
    expected = f"Bearer {settings.metrics_token}".encode()
    sent = request.headers.get("Authorization", "").encode("utf-8", "replace")
    if settings.metrics_token and not hmac.compare_digest(sent, expected):
        challenge = {"WWW-Authenticate": 'Bearer realm="metrics"'}
        raise ProblemError(401, "Send the token of the metrics: Authorization: Bearer TOKEN.", headers=challenge)


def is_within(address: str | None, networks: Iterable[str]) -> bool:
    """Say whether an address is in one of the networks."""
    try:
        sender = ip_address(address or "")
    except ValueError:
        return False
    return any(sender in ip_network(network) for network in networks)


class ServiceCollector(Collector):
    """Reads broker and store when it is asked; what can't be reached is told by ``factcheck_up``, not by an error."""

    def __init__(self, used: Services) -> None:
        self._services = used

    def collect(self) -> Iterator[Metric]:
        """Yield every metric that is not counted in this process."""
        yield gauge("factcheck_info", "The version that answers.", ("version",), {(__version__,): 1})
        measures, gauges = self._ask_broker(), self._ask_store()
        up = {("broker",): float(measures is not None), ("store",): float(gauges is not None)}
        yield gauge("factcheck_up", "Whether a part can be reached.", ("part",), up)
        if measures is not None:
            yield from describe_broker(measures)
        if gauges is not None:
            yield from describe_store(gauges)

    def _ask_broker(self) -> QueueMeasures | None:
        try:
            return self._services.queue.measure()
        except BrokerUnavailableError:
            return None

    def _ask_store(self) -> Gauges | None:
        try:
            return self._services.store.gauges.read()
        except StoreUnavailableError:
            return None


def describe_broker(measures: QueueMeasures) -> Iterator[Metric]:
    """Yield what the broker holds: queues, workers, the index as a worker last saw it, and what workers counted."""
    queue = ("queue",)
    yield gauge("factcheck_queue_depth", "Jobs that wait.", queue, {(name,): n for name, n in measures.depths.items()})
    ages = {(name,): age for name, age in measures.ages.items()}
    yield gauge("factcheck_queue_age_seconds", "How long the first job in the queue has waited.", queue, ages)
    yield gauge("factcheck_workers", "Live workers.", queue, {(name,): n for name, n in measures.workers.items()})
    if measures.index is not None:
        passages = {(): float(measures.index.get("passages", 0))}
        yield gauge("factcheck_index_passages", "Passages in the index.", (), passages)
    series = read_series(measures.counters)
    for family in FAMILIES:
        yield describe_family(family, [one for one in series if one.family is family])


def describe_store(gauges: Gauges) -> Iterator[Metric]:
    """Yield what the store says is unfinished."""
    status = ("status",)
    checks = {(name,): float(count) for name, count in gauges.checks.items()}
    yield gauge("factcheck_checks", "Unfinished checks.", status, checks)
    documents = {(name,): float(count) for name, count in gauges.documents.items()}
    yield gauge("factcheck_documents_unindexed", "Documents that the index lacks.", status, documents)
    lag = {(): gauges.index_lag_seconds}
    yield gauge("factcheck_index_lag_seconds", "How long a document has waited for the index.", (), lag)
    yield gauge("factcheck_events_pending", "Events not handed out to webhooks yet.", (), {(): gauges.events})
    yield gauge("factcheck_webhook_deliveries_pending", "Deliveries to come.", (), {(): gauges.deliveries})
    late = {(): gauges.delivery_lag_seconds}
    yield gauge(
        "factcheck_webhook_lag_seconds",
        "How long the event that waits longest for a courier, or the delivery that is due longest, is late.",
        (),
        late,
    )
    yield gauge("factcheck_webhooks_failing", "Webhooks whose last try failed.", (), {(): gauges.failing_webhooks})


def gauge(name: str, text: str, labels: Sequence[str], values: Mapping[Any, float]) -> Metric:
    """Return a gauge with these values by their labels."""
    metric = GaugeMetricFamily(name, text, labels=labels)
    for own_labels, value in values.items():
        metric.add_metric(own_labels, value)
    return metric


def describe_family(family: Family, series: Iterable[Series]) -> Metric:
    """Return a counter or a histogram of the broker."""
    if not family.bounds:
        counter = CounterMetricFamily(family.name, family.help, labels=family.labels)
        for one in series:
            counter.add_metric(one.labels, one.value)
        return counter
    histogram = HistogramMetricFamily(family.name, family.help, labels=family.labels)
    for one in series:
        histogram.add_metric(one.labels, list(one.buckets), sum_value=one.value)
    return histogram
