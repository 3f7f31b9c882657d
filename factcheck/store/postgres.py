"""PostgreSQL over a network: what a connection begins with, and how long a server may be silent.

Loaded when an address of PostgreSQL is opened: it brings the driver.
"""

from __future__ import annotations

import select
from time import monotonic
from typing import Any

from psycopg import Connection, OperationalError, ProgrammingError
from psycopg.conninfo import make_conninfo
from psycopg.pq import ConnStatus
from sqlalchemy import URL
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import ArgumentError

from factcheck.errors import SettingsError

# What the address does not say. The system gives up a line on which nothing is acknowledged for ten seconds, be it that
# something was sent or that an answer is waited for.
DEFAULTS = {
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
# The session's zone is fixed, or a time of the year 9999 could not be read back east of Greenwich.
SESSION_OPTIONS = "-c timezone=UTC"
PING_SECONDS = 5.0


class PostgresDialect(PGDialect_psycopg):
    """SQLAlchemy's dialect, with a ping that ends: the driver itself waits for an answer without any limit."""

    supports_statement_cache = True

    def create_connect_args(self, url: URL) -> Any:
        """Return what the driver is called with; raise SettingsError for an address that it can't use."""
        try:
            positional, named = super().create_connect_args(url)  # type: ignore[no-untyped-call]
            make_conninfo(**{name: value for name, value in named.items() if name != "context"})
        except (ArgumentError, ValueError, ProgrammingError):
            raise SettingsError("DATABASE_URL has an option that PostgreSQL's driver does not know or can't use.") from None
        options = f"{named.get('options', '')} {SESSION_OPTIONS}".strip()
        return positional, DEFAULTS | named | {"options": options}

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Say that the server answers; raise OperationalError, the connection closed, if it doesn't within PING_SECONDS."""
        connection: Connection[Any] = dbapi_connection
        line = connection.pgconn
        line.send_query(b"")
        poll = select.poll()
        poll.register(line.socket, select.POLLIN)
        deadline = monotonic() + PING_SECONDS
        is_answered = False
        while not is_answered:
            while line.is_busy():
                if not poll.poll(max(0.0, deadline - monotonic()) * 1000):
                    connection.close()
                    raise OperationalError("The server is silent.")
                line.consume_input()
            is_answered = line.get_result() is None
        if line.status != ConnStatus.OK:
            raise OperationalError("The server has closed the connection.")
        return True
