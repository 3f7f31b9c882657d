"""The connection to SQLite or PostgreSQL, and what a transaction is: one function from a session to its result.

Open it after ``fork()``. Nothing connects before the first transaction; threads of a process share the pool.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    TimeoutError,
)
from sqlalchemy.orm import Session, sessionmaker

from factcheck.errors import SettingsError, StoreUnavailableError
from factcheck.store.writes import note_committed, on_behalf_of_request
from factcheck.tracing import step

T = TypeVar("T")

BUSY_SECONDS = 15
POOL_SECONDS = 15
# What PostgreSQL says when two transactions waited for each other, or could not be put in an order.
RETRIED_STATES = ("40P01", "40001")
TRIES = 4
# Ours is loaded with the driver, by the first engine that needs it.
POSTGRES = "postgresql.factcheck"
registry.register(POSTGRES, "factcheck.store.postgres", "PostgresDialect")


class Database:
    """Runs functions in transactions and maps what drivers raise to StoreUnavailableError.

    ``work`` may run more than once when PostgreSQL had to break a deadlock, so it must do nothing but use its session.
    """

    def __init__(self, database_url: str, clock: Callable[[], datetime]) -> None:
        self.engine = build_engine(database_url)
        writing = self.engine.execution_options(factcheck_writes=True)
        self._writing_sessions = sessionmaker(writing, expire_on_commit=False)
        self._lock = Lock() if self.engine.dialect.name == "sqlite" else None
        self.now = clock

    def read(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` in a transaction that sees one state and writes nothing."""
        with mapped_driver_errors(), step(name_work(work)), Session(self.engine) as session:
            return work(session)

    def write(self, work: Callable[[Session], T], *, provisional: bool = False) -> T:
        """Run ``work`` in a transaction and commit it: on return it is on the disk.

        ``provisional`` says that nobody sees what is written before another transaction; see ``factcheck.store.writes``.
        """
        for tries_left in reversed(range(TRIES)):
            try:
                done = self._write(work, provisional)
                note_committed(provisional)
                return done  # noqa: TRY300
            except StoreUnavailableError as error:
                if not tries_left or not is_deadlock(error.__cause__):
                    raise
        raise AssertionError("unreachable")

    def _write(self, work: Callable[[Session], T], provisional: bool) -> T:
        with (
            step(name_work(work)),
            self._turn(),
            mapped_driver_errors(),
            self._writing_sessions.begin() as session,
            on_behalf_of_request(session, self.now(), provisional),
        ):
            return work(session)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        # SQLite lets waiting writers sleep and try again in any order: with 8 threads that wrote all the time the slowest
        # percent took 2.3 s. Queueing the threads of this process here brought that to 0.25 s.
        if self._lock is None:
            yield
            return
        if not self._lock.acquire(timeout=BUSY_SECONDS):
            raise StoreUnavailableError("The database is busy writing.")
        try:
            yield
        finally:
            self._lock.release()

    def close(self) -> None:
        """Close the pooled connections."""
        self.engine.dispose()


def name_work(work: Callable[[Session], Any]) -> str:
    """Return what a trace calls this transaction: the method of the store that it belongs to."""
    return f"store {getattr(work, '__qualname__', '').partition('.<locals>')[0]}".rstrip()


@contextmanager
def mapped_driver_errors() -> Iterator[None]:
    """Turn what a database raises when it can't serve into StoreUnavailableError; mistakes of ours pass unchanged."""
    try:
        yield
    except (IntegrityError, DataError):
        raise
    except TimeoutError as error:
        raise StoreUnavailableError("Every connection to the database is in use.") from error
    except ProgrammingError as error:
        raise StoreUnavailableError("The database refused a statement: is it migrated?") from error
    except DBAPIError as error:
        raise StoreUnavailableError("The database can't be reached, or can't answer.") from error


def is_deadlock(error: BaseException | None) -> bool:
    """Say whether PostgreSQL ended the transaction for the sake of another one."""
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) in RETRIED_STATES


def build_engine(database_url: str) -> Engine:
    """Return an engine for ``sqlite:///…`` or ``postgresql://…``; raise SettingsError for any other address."""
    url = parse_url(database_url)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            pool_size=8,
            max_overflow=24,
            pool_timeout=POOL_SECONDS,
            hide_parameters=True,
            connect_args={"timeout": BUSY_SECONDS},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url.set(drivername=POSTGRES.replace(".", "+")),
        pool_size=8,
        max_overflow=24,
        pool_timeout=POOL_SECONDS,
        pool_pre_ping=True,
        # Errors are logged, and what editors wrote has no place in a log.
        hide_parameters=True,
    )


def parse_url(database_url: str) -> URL:
    """Return the address with its driver, or raise SettingsError without repeating it: it may hold a password."""
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise SettingsError("DATABASE_URL is not an address of a database.") from None
    except ValueError:
        raise SettingsError(
            "DATABASE_URL has a port that is no number. Several servers are written as"
            " postgresql://user:password@/name?host=first:5432&host=second:5432."
        ) from None
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername != "sqlite":
        raise SettingsError("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    if not url.database or url.database == ":memory:":
        raise SettingsError("DATABASE_URL must name a file for SQLite: processes share it.")
    return url


def sqlite_path(url: URL) -> Path:
    """Return the file of a SQLite address."""
    return Path(url.database or "")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: _begin_sqlite does.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    # What was answered 202 must outlive a power cut, not only a killed process: in WAL mode NORMAL leaves the last
    # commits to the operating system's cache, FULL syncs the log at every commit.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once, where the busy timeout applies. One that had read first and upgraded would get
    # "database is locked" without any waiting.
    writes = connection.get_execution_options().get("factcheck_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
