"""What happens when the database is away, locked, or the process is killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from factcheck.errors import StoreUnavailableError
from factcheck.store import engine, open_store, postgres
from factcheck.store.records import NewClaim

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import PostgresServer

CREATE_AND_DIE = """
import os, signal, sys
from factcheck.store import open_store
from factcheck.store.records import NewClaim
store = open_store(sys.argv[1])
workspace_id = store.workspaces.ensure("desk").workspace_id
for number in range(20):
    sys.stdout.write(store.claims.create(workspace_id, NewClaim(f"Claim {number}.")).claim_id + "\\n")
    sys.stdout.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_answered_survives_a_killed_process(database_url: str) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", CREATE_AND_DIE, database_url], stdout=subprocess.PIPE, text=True, timeout=60, check=False
    )
    store = open_store(database_url)
    workspace_id = store.workspaces.ensure("desk").workspace_id
    found = [claim.claim_id for claim in store.claims.list(workspace_id, None, 100).items]
    store.close()

    assert killed.returncode == -signal.SIGKILL
    assert len(found) == 20
    assert found[::-1] == killed.stdout.split()


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    store = open_store(f"postgresql://postgres@/factcheck?host={tmp_path}")
    with pytest.raises(StoreUnavailableError):
        store.ping()
    with pytest.raises(StoreUnavailableError):
        store.workspaces.ensure("desk")


def test_a_connection_that_the_server_closed_is_replaced(postgres_url: str, postgres_server: PostgresServer) -> None:
    store = open_store(postgres_url)
    store.ping()
    postgres_server.execute("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_%'")
    store.ping()
    store.close()


def test_a_connection_whose_server_has_fallen_silent_is_replaced(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "PING_SECONDS", 0.2)
    store = open_store(postgres_url)
    pid = store._database.read(lambda session: session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
    os.kill(pid, signal.SIGSTOP)
    try:
        begun = monotonic()
        store.ping()
        assert monotonic() - begun < 5
    finally:
        os.kill(pid, signal.SIGCONT)
    store.close()


def test_the_address_keeps_its_options_beside_the_zone(postgres_url: str) -> None:
    built = engine.build_engine(f"{postgres_url}&options=-csearch_path%3Dhouse")
    with built.connect() as connection:
        assert connection.exec_driver_sql("SHOW search_path").scalar() == "house"
        assert connection.exec_driver_sql("SHOW timezone").scalar() == "UTC"
    built.dispose()


def test_a_file_locked_by_someone_else_is_unavailable(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    store = open_store(sqlite_url)
    workspace_id = store.workspaces.ensure("desk").workspace_id
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailableError):
        store.claims.create(workspace_id, NewClaim("x"))
    assert store.claims.list(workspace_id, None, 10).items == ()
    other.execute("ROLLBACK")
    other.close()
    store.claims.create(workspace_id, NewClaim("x"))
    assert len(store.claims.list(workspace_id, None, 10).items) == 1
    store.close()


def test_sqlite_keeps_its_references_and_syncs_every_commit(sqlite_url: str) -> None:
    built = engine.build_engine(sqlite_url)
    with built.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 15_000
    built.dispose()
