"""Fixtures for all tests: a clock that stands still, and the store on SQLite and on PostgreSQL.

Databases are migrated once a session. SQLite's file is copied for each test; PostgreSQL's tables are emptied after each,
which takes a few milliseconds where copying the database takes a hundred.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from factcheck.store import Store, migrate, open_store
from factcheck.store.tables import Base
from tests.milvus_server import MilvusServer, running_milvus
from tests.object_store import ObjectStore, running_object_store
from tests.postgres import PostgresServer, running_postgres

# How long an example takes says more of what else the machine does than of the code.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


class FakeClock:
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        """Let that much time pass."""
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> FakeClock:
    """A clock for ``open_store``; it begins at noon UTC on 1 March 2025."""
    return FakeClock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the whole session."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> str:
    """The name of a migrated database that the tests share, one after the other."""
    name = postgres_server.create_database()
    migrate(postgres_server.url(name))
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a migrated database to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def object_store_server() -> Iterator[ObjectStore]:
    """An object store for the whole session."""
    with running_object_store() as server:
        yield server


@pytest.fixture
def object_store(object_store_server: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> ObjectStore:
    """The object store, with the environment's variables leading to it."""
    for name, value in object_store_server.variables.items():
        monkeypatch.setenv(name, value)
    return object_store_server


@pytest.fixture(scope="session")
def milvus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    """A Milvus server for the whole session; each test takes a database of its own."""
    with running_milvus(tmp_path_factory.mktemp("milvus")) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, migrated_postgres: str) -> Iterator[str]:
    """The address of a migrated PostgreSQL database without rows."""
    yield postgres_server.url(migrated_postgres)
    emptying = [f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables)]
    postgres_server.execute(migrated_postgres, ";".join(emptying))


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """The address of a migrated SQLite database without rows."""
    path = tmp_path / "factcheck.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database without rows, once of each kind."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, once of each kind; SQLite's file and folder do not exist yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'factcheck.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create_database()
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture
def store(database_url: str, clock: FakeClock) -> Iterator[Store]:
    """A store without rows, once on SQLite and once on PostgreSQL, that goes by ``clock``."""
    opened = open_store(database_url, clock)
    yield opened
    opened.close()
