"""``/metrics``: what it tells of requests, broker, workers and store, and to whom."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from factcheck.errors import StoreUnavailableError
from factcheck.jobs import CHECKS, check_job
from factcheck.meters import (
    COUNTERS_KEY,
    JOB_SECONDS,
    JOBS,
    STAGE_SECONDS,
    VERDICTS,
    Mark,
    RedisMeter,
    build_meter,
    read_series,
)
from factcheck.settings import read_settings
from factcheck.store import Store, migrate
from factcheck.store.records import NewClaim
from service.context import EXTENSION
from service.queue import RqJobQueue
from service.wsgi import create_app
from tests.conftest import FakeClock
from tests.fakes import FakeJobQueue
from tests.integration.api_client import ApiClient, read_problem
from tests.integration.gunicorn_server import running_gunicorn
from tests.integration.watching_room import WatchingRoom
from tests.integration.workers_lab import WorkersLab

pytestmark = pytest.mark.timeout(120)

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def parse(text: str) -> Samples:
    families = text_string_to_metric_families(text)
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def find(samples: Samples, name: str, **labels: str) -> float | None:
    return samples.get((name, frozenset(labels.items())))


@pytest.fixture
def client(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


def scrape(client: ApiClient) -> Samples:
    answer = client.http.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    return parse(answer.get_data(as_text=True))


def test_requests_are_counted_by_route_and_status(client: ApiClient) -> None:
    def count(status: str) -> float:
        labels = {"method": "GET", "route": "/v1/claims/<id:claim_id>", "status": status}
        return find(scrape(client), "factcheck_requests_total", **labels) or 0.0

    before = count("404")
    client.get("/v1/claims/clm_01890000000000000000000000000001")
    client.get("/v1/claims/clm_01890000000000000000000000000002")
    assert count("404") == before + 2
    seconds = find(scrape(client), "factcheck_request_seconds_count", route="/v1/claims/<id:claim_id>")
    assert seconds is not None
    assert seconds >= 2


def test_labels_have_no_values_without_bounds(client: ApiClient) -> None:
    scrape(client)
    before = len(scrape(client))
    for number in range(30):
        client.http.open(f"/nowhere/{number}", method=f"ODD{number}")
        client.get(f"/v1/documents/unknown-{number}")
    # Two new pairs of route and status at most, and the buckets of two routes.
    assert len(scrape(client)) - before <= 2 * 2 + 2 * 17


def test_probes_are_not_counted(client: ApiClient) -> None:
    client.http.get("/healthz")
    assert not [name for name, labels in scrape(client) if ("route", "/healthz") in labels]


def test_the_store_tells_what_is_unfinished(client: ApiClient, clock: FakeClock) -> None:
    client.store.claims.create(client.workspace_id, NewClaim("A claim."))
    client.put("/v1/documents/a", json={"text": "Some text that is long enough."})
    clock.advance(40)
    samples = scrape(client)
    assert find(samples, "factcheck_checks", status="queued") == 1
    assert find(samples, "factcheck_checks", status="running") == 0
    assert find(samples, "factcheck_documents_unindexed", status="queued") == 1
    assert find(samples, "factcheck_index_lag_seconds") == 40
    assert find(samples, "factcheck_queue_depth", queue="indexing") == 1
    assert find(samples, "factcheck_index_passages") == 0


def test_what_is_away_is_told_and_the_rest_goes_on(client: ApiClient) -> None:
    client.queue.down = True
    samples = scrape(client)
    assert find(samples, "factcheck_up", part="broker") == 0
    assert find(samples, "factcheck_up", part="store") == 1
    assert find(samples, "factcheck_checks", status="queued") == 0


def test_a_store_that_is_away_is_told(client: ApiClient) -> None:
    class Away:
        def read(self) -> None:
            raise StoreUnavailableError("away")

    services = client.app.extensions[EXTENSION]
    broken = Store.__new__(Store)
    broken.gauges = Away()  # type: ignore[assignment]
    client.app.extensions[EXTENSION] = replace(services, store=broken)
    samples = scrape(client)
    assert find(samples, "factcheck_up", part="store") == 0
    assert find(samples, "factcheck_up", part="broker") == 1


def test_a_token_keeps_metrics_from_others(store: Store, clock: FakeClock) -> None:
    settings = replace(read_settings(), metrics_token="scrape-me")
    http = create_app(settings, store=store, queue=FakeJobQueue(), clock=clock).test_client()
    refused = [http.get("/metrics"), http.get("/metrics", headers={"Authorization": "Bearer scrape-m\u00e9"})]
    for answer in refused:
        assert read_problem(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert http.get("/metrics", headers={"Authorization": "Bearer scrape-me"}).status_code == 200


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("10.1.2.3", {}, 200),
        ("192.0.2.7", {}, 403),
        ("", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 403),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 403),
    ],
)
def test_networks_keep_metrics_from_others(
    store: Store, clock: FakeClock, address: str, headers: dict[str, str], status: int
) -> None:
    settings = replace(read_settings(), metrics_networks=("127.0.0.0/8", "10.0.0.0/8"))
    http = create_app(settings, store=store, queue=FakeJobQueue(), clock=clock).test_client()
    answer = http.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == status


def test_two_processes_of_the_server_count_together(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    migrate(url)
    with running_gunicorn(url, tmp_path, WEB_CONCURRENCY="2", GUNICORN_CMD_ARGS="--workers 2") as address:
        for _ in range(40):
            with pytest.raises(urllib.error.HTTPError):
                urllib.request.urlopen(f"{address}/v1/claims", timeout=10)
        counts = [
            find(
                parse(urllib.request.urlopen(f"{address}/metrics", timeout=10).read().decode()),
                "factcheck_requests_total",
                **{"method": "GET", "route": "/v1/claims", "status": "401"},
            )
            for _ in range(6)
        ]
    assert counts == [40.0] * 6


def test_depth_and_age_come_from_the_queue(connection: Redis) -> None:
    late = datetime.now(UTC) + timedelta(seconds=90)
    queue = RqJobQueue(connection, clock=lambda: late)
    assert queue.age_seconds(CHECKS) == 0
    queue.enqueue(check_job("chk_1", 1, 60))
    queue.enqueue(check_job("chk_2", 1, 60))
    measures = queue.measure()
    assert measures.depths == {"checks": 2, "indexing": 0}
    assert 89 < measures.ages["checks"] < 95
    assert measures.ages["indexing"] == 0


def test_many_processes_count_into_one(connection: Redis, broker_url: str) -> None:
    meters = [build_meter(broker_url) for _ in range(3)]
    for meter in meters:
        meter.count(Mark(VERDICTS, ("supported",)), Mark(JOB_SECONDS, ("run_check",), 0.05), Mark(JOBS, ("search", "done")))
    meters[0].count(Mark(JOB_SECONDS, ("run_check",), 0.2), Mark(JOB_SECONDS, ("run_check",), 9999))
    series = {(one.family.name, one.labels): one for one in read_series(connection.hgetall(COUNTERS_KEY))}
    assert series["factcheck_verdicts", ("supported",)].value == 3
    seconds = series["factcheck_job_seconds", ("run_check",)]
    assert seconds.value == pytest.approx(0.15 + 0.2 + 9999)
    buckets = dict(seconds.buckets)
    # An upper bound belongs to its bucket.
    assert (buckets["0.05"], buckets["0.1"], buckets["0.25"], buckets["600.0"], buckets["+Inf"]) == (3, 3, 4, 4, 5)


def test_what_an_older_version_counted_is_left_out(connection: Redis) -> None:
    connection.hset(COUNTERS_KEY, json.dumps(["factcheck_gone", [], "sum"]), 4)
    connection.hset(COUNTERS_KEY, json.dumps(["factcheck_jobs", ["one label"], "sum"]), 4)
    assert read_series(connection.hgetall(COUNTERS_KEY)) == []


def test_a_broker_that_is_away_costs_a_counter_one_try() -> None:
    moments = iter([0.0, 0.0, 1.0, 9.0])
    meter = RedisMeter(Redis.from_url("redis://127.0.0.1:1", socket_connect_timeout=0.2), lambda: next(moments))
    for _ in range(3):
        meter.count(Mark(VERDICTS, ("supported",)))
    assert next(moments, None) is None


class KeepingMeter:
    """Meter that keeps its marks."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []

    def count(self, *marks: Mark) -> None:
        self.marks += marks


def test_a_check_counts_its_verdict_and_stages_once(store: Store, clock: FakeClock) -> None:
    room, meter = WatchingRoom(store, clock), KeepingMeter()
    room.runtime = replace(room.runtime, meter=meter)
    claim = room.check("The bridge was opened in 1931.")
    room.run(claim.check)
    assert [mark.labels for mark in meter.marks if mark.family is VERDICTS] == [("not_enough_evidence",)]
    stages = {mark.labels[0]: mark.value for mark in meter.marks if mark.family is STAGE_SECONDS}
    assert set(stages) >= {"retrieve", "judge", "decide", "total"}
    assert stages["total"] == pytest.approx(sum(stages.values()) - stages["total"], abs=1e-3)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkersLab]:
    lab = WorkersLab(tmp_path_factory.mktemp("lab"))
    lab.start()
    lab.start_worker()
    yield lab
    lab.close()


def counted(lab: WorkersLab, name: str, *labels: str) -> Callable[[], float]:
    def read() -> float:
        series = read_series(lab.connection.hgetall(COUNTERS_KEY))
        return next((one.value for one in series if (one.family.name, one.labels) == (name, labels)), 0.0)

    return read


def test_workers_count_how_jobs_end_and_what_is_tried_again(lab: WorkersLab) -> None:
    lab.until_ended(lab.post("crash once"))
    done = counted(lab, "factcheck_jobs", "run_check", "done")
    lab.until(lambda: done() == 1, 10)
    assert counted(lab, "factcheck_jobs", "run_check", "crashed")() == 1
    assert counted(lab, "factcheck_retries", "run_check")() == 1
    waits = [one for one in read_series(lab.connection.hgetall(COUNTERS_KEY)) if one.family.name.endswith("wait_seconds")]
    assert [(one.labels, one.buckets[-1][1]) for one in waits] == [(("checks",), 2.0)]
