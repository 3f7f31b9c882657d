"""The command with real models: what fits, what was broken, what mends it, and when it can't look."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from redis import RedisError
from sqlalchemy import text

from factcheck.bootstrap import Runtime, build_runtime
from factcheck.cli import main
from factcheck.doctor.findings import KINDS
from factcheck.domain import Passage
from factcheck.jobs import CHECKS, check_job
from factcheck.local.broker import EmbeddedBroker
from factcheck.settings import read_settings
from factcheck.store import Store, migrate, open_store
from factcheck.store.records import NewClaim
from tests.integration.doctor_room import TEXT, broken_into
from tests.store_samples import put_text
from workers.queues import connect, enqueue

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def home(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("FACTCHECK_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.delenv("REDIS_URL", raising=False)
    broker = EmbeddedBroker(tmp_path)
    broker.start()
    yield tmp_path
    broker.stop()


def run(*options: str) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(main, ["doctor", "--json", "--pause", "0", *options])
    return result.exit_code, json.loads(result.stdout)


def kinds(answer: dict[str, Any]) -> set[str]:
    return {finding["kind"] for finding in answer["findings"]}


def put(runtime: Runtime, workspace_id: str, document_id: str) -> str:
    """Store and index a document; return its key."""
    document = put_text(runtime.store, workspace_id, document_id, TEXT).document
    runtime.index_document(document.document_key, document.index_attempt)
    return document.document_key


def break_everything(runtime: Runtime, workspace_id: str, database_url: str) -> None:
    missing, moved, orphaned = (put(runtime, workspace_id, name) for name in ("missing", "moved", "orphaned"))
    put(runtime, workspace_id, "kept")
    runtime.index.replace_documents([(workspace_id, missing)], [])
    (document,) = runtime.store.documents.get_by_keys([moved]).values()
    ((passage, vector), *_rest) = runtime.indexer.embed_documents([document])
    wrong = Passage(passage.passage_id, workspace_id, moved, passage.version, 0, 5, "wrong")
    runtime.index.replace_documents([(workspace_id, moved)], [(wrong, vector)])
    with broken_into(database_url) as connection:
        connection.execute(text(f"DELETE FROM document_versions WHERE document_key = '{orphaned}'"))
        connection.execute(text(f"DELETE FROM documents WHERE document_key = '{orphaned}'"))


def lose_job(store: Store, workspace_id: str, database_url: str) -> None:
    """Leave a check without a job, as if it had been queued long ago."""
    check = store.claims.create(workspace_id, NewClaim("The bridge was closed.")).check
    with broken_into(database_url) as connection:
        connection.execute(text(f"UPDATE checks SET queued_at = '2025-01-01' WHERE check_id = '{check.check_id}'"))


def test_what_is_broken_is_found_and_mended(home: Path, sqlite_url: str) -> None:
    settings = read_settings()
    runtime = build_runtime(settings)
    workspace_id = runtime.store.workspaces.ensure("doctor").workspace_id
    assert run()[0] == 0
    break_everything(runtime, workspace_id, sqlite_url)
    lose_job(runtime.store, workspace_id, sqlite_url)
    broker = connect(settings.redis_url)
    enqueue(broker, check_job("chk_none", 1, 30))
    wanted = {"passages-missing", "passages-differ", "passages-orphaned", "job-lost", "job-superfluous"}

    status, found = run()
    assert (status, kinds(found)) == (1, wanted)
    assert all(finding["repaired"] is None and finding["ids"] for finding in found["findings"])

    status, mended = run("--repair")
    assert (status, kinds(mended)) == (0, wanted)
    assert all(finding["repaired"] for finding in mended["findings"])

    status, again = run()
    assert (status, again["findings"]) == (0, [])
    assert again["looked_at"]["index"] == {"documents": 3, "passages": runtime.index.count_passages(None)}
    assert broker.llen(f"rq:queue:{CHECKS}") == 1, "the lost check waits for a worker"
    assert (home / "index").is_dir()


def test_an_index_that_is_gone_is_built_anew(home: Path) -> None:
    settings = read_settings()
    runtime = build_runtime(settings)
    put(runtime, runtime.store.workspaces.ensure("doctor").workspace_id, "bridge")
    (home / "index").rename(home / "lost")
    assert kinds(run()[1]) == {"index-missing"}
    assert run("--repair")[0] == 0
    assert run()[0] == 0


def test_it_tells_people_in_words(home: Path) -> None:
    runtime = build_runtime(read_settings())
    workspace_id = runtime.store.workspaces.ensure("doctor").workspace_id
    said = CliRunner().invoke(main, ["doctor"])
    assert (said.exit_code, said.stdout.splitlines()[-1]) == (0, "Everything fits.")
    keys = [put(runtime, workspace_id, f"bridge-{number}") for number in range(7)]
    runtime.index.replace_documents([(workspace_id, key) for key in keys], [])
    said = CliRunner().invoke(main, ["doctor", "--pause", "0"])
    assert said.exit_code == 1
    assert f"FINDING passages-missing: {KINDS['passages-missing'].what}" in said.stdout
    assert f"{keys[4]} and 2 more" in said.stdout
    assert KINDS["passages-missing"].remedy in said.stdout
    assert home.is_dir()


def test_it_says_when_it_can_not_look(home: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    status, answer = run()
    assert (status, [item["part"] for item in answer["could_not_look"]]) == (2, ["broker"])
    with broken_into(sqlite_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    status, answer = run()
    assert status == 2
    assert "schema is 0001" in answer["could_not_look"][0]["why"]
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{home / 'none.db'}")
    status, answer = run()
    assert (status, answer["could_not_look"][0]["why"]) == (2, f"There is no database at {home / 'none.db'}.")
    assert not (home / "none.db").exists()
    said = CliRunner().invoke(main, ["doctor"])
    assert (said.exit_code, said.stderr) == (2, f"Could not look: There is no database at {home / 'none.db'}.\n")


def test_every_finding_stands_in_the_guide() -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs/operations.md").read_text(encoding="utf-8")
    told = {
        line.split("|")[1].strip(" `"): line.split("|")[2].strip() for line in guide.splitlines() if line.count("|") == 4
    }
    for name, kind in KINDS.items():
        assert told.get(name) == kind.what


def test_a_backup_that_is_restored_elsewhere_is_in_order(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = build_runtime(read_settings())
    put(runtime, runtime.store.workspaces.ensure("doctor").workspace_id, "bridge")
    saved, elsewhere = str(home / "saved"), home / "elsewhere"
    said = CliRunner().invoke(main, ["backup", saved])
    assert (said.exit_code, said.stdout.endswith(f" tables are in {saved}.\n")) == (0, True)
    assert CliRunner().invoke(main, ["backup", saved]).exit_code == 1
    assert CliRunner().invoke(main, ["restore", saved]).exit_code == 1, "there are rows already"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{elsewhere}/factcheck.db")
    monkeypatch.setenv("FACTCHECK_INDEX_URL", str(elsewhere / "index"))
    said = CliRunner().invoke(main, ["restore", saved])
    assert said.exit_code == 0, said.output
    assert "1 documents are in the index." in said.stdout
    status, answer = run()
    assert (status, answer["looked_at"]["index"]) == (0, {"documents": 1, "passages": 2})


@pytest.mark.parametrize("error", [subprocess.TimeoutExpired("workers reconcile", 120), RedisError("away")])
def test_what_can_not_be_mended_costs_no_report(
    home: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    store = open_store(sqlite_url)
    lose_job(store, store.workspaces.ensure("doctor").workspace_id, sqlite_url)
    enqueue(connect(read_settings().redis_url), check_job("chk_none", 1, 30))

    def fail(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(subprocess, "run", fail)
    status, answer = run("--repair")
    assert status == 1
    assert {finding["kind"]: bool(finding["repaired"]) for finding in answer["findings"]} == {
        "job-lost": False,
        "job-superfluous": True,
    }
    assert home.is_dir()


def test_the_home_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "News #1, 100%25 ok?"
    monkeypatch.setenv("FACTCHECK_HOME", str(home))
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    broker = EmbeddedBroker(home)
    broker.start()
    try:
        settings = read_settings()
        assert settings.redis_url == broker.url
        migrate(settings.database_url)
        runtime = build_runtime(settings)
        put(runtime, runtime.store.workspaces.ensure("doctor").workspace_id, "bridge")
        assert (run()[0], (home / "factcheck.db").exists(), (home / "index").is_dir()) == (0, True, True)
        said = CliRunner().invoke(main, ["backup", str(home / "saved")])
        assert (said.exit_code, said.output) == (0, said.stdout)
    finally:
        broker.stop()
    assert [path.name for path in tmp_path.iterdir()] == [home.name]
    monkeypatch.setenv("FACTCHECK_HOME", str(home / "restored"))
    assert CliRunner().invoke(main, ["restore", str(home / "saved"), "--no-reindex"]).exit_code == 0
    assert (home / "restored" / "factcheck.db").exists()
