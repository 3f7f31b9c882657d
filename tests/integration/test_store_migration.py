"""Migrations: from nothing, by several processes at once, onto what the tables say; and never backwards."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from factcheck.errors import StoreUnavailableError
from factcheck.store import MigrationError, migrate, open_store, schema
from factcheck.store.engine import parse_url
from factcheck.store.migration import read_schema_state
from factcheck.store.tables import Base
from tests.integration.upgraded import NEXT_REVISION, write_migrations
from tests.store_samples import BRIDGE

MIGRATE = """
import sys
from factcheck.store import migrate
sys.stdout.write("ready\\n")
sys.stdout.flush()
sys.stdin.readline()
migrate(sys.argv[1])
"""


def test_an_empty_database_gets_the_tables_that_the_code_knows(empty_database_url: str) -> None:
    migrate(empty_database_url)

    engine = create_engine(parse_url(empty_database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
        indices = {
            (table, index["name"]) for table in Base.metadata.tables for index in inspect(connection).get_indexes(table)
        }
    engine.dispose()
    assert differences == []
    # The comparison passes over the condition of an index, so these two are looked for by name.
    assert {("checks", "uq_checks_latest"), ("outbox", "ix_outbox_pending")} <= indices


def test_migrating_again_changes_nothing(empty_database_url: str) -> None:
    migrate(empty_database_url)
    store = open_store(empty_database_url)
    workspace_id = store.workspaces.ensure("desk").workspace_id
    store.documents.put(workspace_id, "a-1", BRIDGE)

    migrate(empty_database_url)

    found = store.documents.get(workspace_id, "a-1")
    assert found is not None
    assert found.content == BRIDGE
    store.close()


def test_processes_that_migrate_at_once_all_succeed(empty_database_url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE, empty_database_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    errors = [process.communicate(timeout=60)[1] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], errors
    store = open_store(empty_database_url)
    store.ping()
    store.close()


def test_a_migration_waits_for_the_one_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, lock_path = tmp_path / "factcheck.db", tmp_path / "factcheck.db.migration-lock"
    flock, is_waiting = fcntl.flock, threading.Event()

    def wait_for(file: IO[str], operation: int) -> None:
        with pytest.raises(BlockingIOError):
            flock(file, operation | fcntl.LOCK_NB)
        is_waiting.set()
        flock(file, operation)

    with ThreadPoolExecutor(1) as pool, lock_path.open("w") as lock:
        flock(lock, fcntl.LOCK_EX)
        monkeypatch.setattr(fcntl, "flock", wait_for)
        waiting = pool.submit(migrate, f"sqlite:///{path}")
        assert is_waiting.wait(30)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.3)
        assert not path.exists()
        flock(lock, fcntl.LOCK_UN)
        waiting.result(timeout=30)
    assert read_schema_state(f"sqlite:///{path}").current is not None


def test_a_migration_that_meets_a_transaction_head_on_is_tried_again(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if empty_database_url.startswith("sqlite"):
        pytest.skip("SQLite has one writer at a time")
    migrate(empty_database_url)
    # It locks claims first and checks afterwards.
    monkeypatch.setattr(schema, "MIGRATIONS_DIR", write_migrations(tmp_path / "migrations"))
    engine = create_engine(parse_url(empty_database_url))
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'checks'::regclass")
    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as transaction:
            transaction.execute(text("LOCK TABLE checks IN ROW EXCLUSIVE MODE"))
            migrating = pool.submit(migrate, empty_database_url)
            while not transaction.execute(waiting).scalar():
                assert not migrating.done(), migrating.exception()
                time.sleep(0.01)
            # The server breaks it at whoever has waited for a second: the migration.
            transaction.execute(text("SELECT count(*) FROM claims"))
        migrating.result(30)
    engine.dispose()
    assert read_schema_state(empty_database_url).current == NEXT_REVISION


def test_a_database_that_is_up_to_date_costs_no_alembic(database_url: str) -> None:
    program = "import sys; from factcheck.store import migrate; migrate(sys.argv[1]); print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program, database_url], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_a_database_of_a_newer_release_is_left_alone(database_url: str) -> None:
    engine = create_engine(parse_url(database_url))
    with engine.begin() as connection:
        head = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text("UPDATE alembic_version SET version_num = '9876'"))
    try:
        with pytest.raises(MigrationError, match=rf"newer release .*9876.*newest known here is {head}"):
            migrate(database_url)
    finally:
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
        engine.dispose()


def test_a_store_that_nobody_migrated_says_so(empty_database_url: str, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    store = open_store(empty_database_url)
    with pytest.raises(StoreUnavailableError):
        store.ping()
    store.close()


def test_sqlite_gets_a_folder_and_a_write_ahead_log(tmp_path: Path) -> None:
    path = tmp_path / "some" / "where" / "100% mine.db"
    migrate(f"sqlite:///{path}")

    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    engine.dispose()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailableError, match="folder"):
        migrate(f"sqlite:///{tmp_path / 'file' / 'factcheck.db'}")


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "factcheck.db").write_text("This is a letter, not a database. " * 100)
    with pytest.raises(StoreUnavailableError):
        migrate(f"sqlite:///{tmp_path / 'factcheck.db'}")
