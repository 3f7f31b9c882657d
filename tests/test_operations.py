"""What the documents say of running the service, against what runs: settings, metrics, alerts, dashboard."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from factcheck.errors import SettingsError
from factcheck.local.processes import build_environment
from factcheck.meters import FAMILIES
from factcheck.settings import Settings, read_settings
from factcheck.store import Store
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient

ROOT = Path(__file__).resolve().parent.parent
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
ALERTS = ROOT / "ops/prometheus/alerts.yml"
DASHBOARD = ROOT / "ops/grafana/factcheck.json"
COMPOSE = ROOT / "docker-compose.yml"
# The containers' own, and the number of processes of a worker that starts several.
FIXED_IN_CONTAINERS = {"DATABASE_URL", "REDIS_URL", "FACTCHECK_HOME", "FACTCHECK_CHECK_WORKERS"}
ROW = re.compile(r"^\| `([A-Z_]+)` \|([^|]*)\| .+ \|$", re.MULTILINE)
METRIC = re.compile(r"\bfactcheck_[a-z_]+")


def name_of(field: str) -> str:
    return field.upper() if field in ("database_url", "redis_url") else f"FACTCHECK_{field.upper()}"


def known_metrics(store: Store, clock: FakeClock) -> set[str]:
    """Return the names of all samples: of a scrape, and of what workers count once they have run."""
    client = ApiClient(store, clock)
    client.get("/v1/claims")
    families = text_string_to_metric_families(client.http.get("/metrics").get_data(as_text=True))
    names = {sample.name for family in families for sample in family.samples}
    for family in FAMILIES:
        names |= (
            {f"{family.name}_{part}" for part in ("bucket", "sum", "count")} if family.bounds else {f"{family.name}_total"}
        )
    return names


def panel_expressions() -> list[str]:
    dashboard: dict[str, Any] = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    return [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]


def service_environments() -> dict[str, dict[str, str | None]]:
    """Return what docker-compose.yml gives to each container of ours; None is passed on as .env has it."""
    services = YAML(typ="safe").load(COMPOSE)["services"]
    return {name: service["environment"] for name, service in services.items() if name not in ("postgres", "valkey")}


def promtool(*arguments: str | Path, text: str | None = None) -> None:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("promtool (of Debian's package prometheus) is not here")
    done = subprocess.run([program, *arguments], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_table_has_every_setting_and_no_other() -> None:
    assert sorted(name for name, _default in ROW.findall(OPERATIONS)) == sorted(
        name_of(field.name) for field in fields(Settings)
    )


def test_the_table_has_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("FACTCHECK_")]:
        monkeypatch.delenv(name)
    settings = read_settings()
    stated = {name: default.strip(" `") for name, default in ROW.findall(OPERATIONS)}
    for field in fields(settings):
        value = getattr(settings, field.name)
        if isinstance(value, int):
            assert stated[name_of(field.name)] == str(value)
        elif field.name in ("log_level", "metrics_token", "traces"):
            assert stated[name_of(field.name)] == value
        elif isinstance(value, tuple):
            assert stated[name_of(field.name)] == ",".join(value)


def test_every_setting_takes_effect_in_the_containers() -> None:
    wanted = {name_of(field.name) for field in fields(Settings)} - FIXED_IN_CONTAINERS
    environments = service_environments()
    assert set(environments) == {"api", "worker-checks", "worker-indexing", "courier"}
    for environment in environments.values():
        passed = {name for name, value in environment.items() if value is None or value.startswith(f"${{{name}:-")}
        assert wanted - passed == set()
        assert passed & FIXED_IN_CONTAINERS == set()


def test_the_variables_of_others_take_effect_in_the_containers() -> None:
    environments = service_environments()
    for environment in environments.values():
        assert set(re.findall(r"`(OTEL_[A-Z_]+[A-Z])`", OPERATIONS)) - {"OTEL_EXPORTER_OTLP_PROTOCOL"} <= set(environment)
    documented = set(re.findall(r"`(AWS_[A-Z_]+[A-Z])`", (ROOT / "docs/deployment.md").read_text(encoding="utf-8")))
    assert len(documented) == 6
    for name in ("worker-checks", "worker-indexing"):
        assert documented <= {key for key, value in environments[name].items() if value is None}
    assert environments["api"]["GUNICORN_CMD_ARGS"] is None


@pytest.mark.parametrize("field", [field for field in fields(Settings) if field.type == "int"], ids=lambda field: field.name)
def test_a_number_that_is_none_is_named(field: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("many", "-1", "1.5"):
        monkeypatch.setenv(name_of(field.name), wrong)
        with pytest.raises(SettingsError, match=name_of(field.name)):
            read_settings()


@pytest.mark.parametrize(
    "name", ["FACTCHECK_KEEP_AUDIT_DAYS", "FACTCHECK_KEEP_DELIVERIES_DAYS", "FACTCHECK_KEEP_IMPORTS_DAYS"]
)
def test_more_days_than_a_date_can_go_back_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "36500")
    assert getattr(read_settings(), name.removeprefix("FACTCHECK_").lower()) == 36_500
    monkeypatch.setenv(name, "36501")
    with pytest.raises(SettingsError, match=name):
        read_settings()


@pytest.mark.parametrize(
    ("name", "wrong"), [("FACTCHECK_LOG_LEVEL", "LOUD"), ("FACTCHECK_METRICS_NETWORKS", "10.0.0.0/8, here")]
)
def test_a_word_that_is_none_is_named(name: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, wrong)
    with pytest.raises(SettingsError, match=name):
        read_settings()


@pytest.mark.parametrize(
    "command",
    [["workers", "all"], ["workers", "checks"], ["gunicorn", "-c", "python:service.gunicorn_conf", "service.wsgi:app"]],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(command: list[str], tmp_path: Path) -> None:
    environment = build_environment(read_settings()) | {
        "FACTCHECK_HOME": str(tmp_path),
        "FACTCHECK_CANDIDATES": "some",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", *command], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert "FACTCHECK_CANDIDATES" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(("streams", "options"), [("12", ""), ("100", "--workers 2"), ("8", "--workers 4 --threads 12")])
def test_an_api_whose_threads_could_all_be_taken_does_not_start(streams: str, options: str, tmp_path: Path) -> None:
    environment = build_environment(read_settings()) | {
        "FACTCHECK_HOME": str(tmp_path),
        "FACTCHECK_EVENT_STREAMS": streams,
        "GUNICORN_CMD_ARGS": options,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "python:service.gunicorn_conf", "--bind", "127.0.0.1:0"]
    done = subprocess.run(
        [*command, "service.wsgi:app"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.startswith(f"The service can't run: FACTCHECK_EVENT_STREAMS is {streams}")
    assert len(done.stderr.splitlines()) == 1


def test_alerts_and_panels_ask_for_metrics_that_there_are(store: Store, clock: FakeClock) -> None:
    known = known_metrics(store, clock)
    asked = {*METRIC.findall(ALERTS.read_text(encoding="utf-8")), *METRIC.findall(" ".join(panel_expressions()))}
    assert len(asked) > 15
    assert asked - known == set()


def test_every_metric_is_described(store: Store, clock: FakeClock) -> None:
    described = set(METRIC.findall(OPERATIONS))
    names = {name for name in known_metrics(store, clock) if not name.endswith("_created")}
    plain = {re.sub(r"_(bucket|sum|count)$", "", name) for name in names}
    assert plain - described == set()


def test_every_metric_is_described_with_its_own_labels(store: Store, clock: FakeClock) -> None:
    rows = re.findall(r"^\| (`factcheck_[^|]+) \|([^|]*)\|", OPERATIONS, re.MULTILINE)
    stated = {name: tuple(re.findall(r"\w+", labels)) for names, labels in rows for name in METRIC.findall(names)}
    for family in FAMILIES:
        assert stated[family.name if family.bounds else f"{family.name}_total"] == family.labels
    client = ApiClient(store, clock)
    client.get("/v1/claims")
    families = text_string_to_metric_families(client.http.get("/metrics").get_data(as_text=True))
    for sample in (sample for family in families for sample in family.samples if not sample.name.endswith("_created")):
        name = re.sub(r"_(bucket|sum|count)$", "", sample.name)
        assert set(stated[name]) == set(sample.labels) - {"le"}, name


def test_every_alert_says_what_to_do() -> None:
    alerts = re.findall(r"- alert: (\w+)", ALERTS.read_text(encoding="utf-8"))
    assert alerts
    assert alerts == re.findall(r"^### (Factcheck\w+)$", OPERATIONS, re.MULTILINE)


def test_prometheus_takes_alerts_and_configuration() -> None:
    promtool("check", "config", ALERTS.parent / "prometheus.yml")
    promtool("test", "rules", ALERTS.parent / "alerts_test.yml")


def test_prometheus_takes_what_the_panels_ask(tmp_path: Path) -> None:
    rules = [
        {"record": f"panel:{number}", "expr": expression.replace("$__rate_interval", "5m")}
        for number, expression in enumerate(panel_expressions())
    ]
    path = tmp_path / "panels.yml"
    path.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}), encoding="utf-8")
    promtool("check", "rules", path)


def test_prometheus_takes_the_text(store: Store, clock: FakeClock) -> None:
    client = ApiClient(store, clock)
    client.get("/v1/claims")
    promtool("check", "metrics", text=client.http.get("/metrics").get_data(as_text=True))
