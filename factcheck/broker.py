"""Connecting to the broker, for every process alike: to a server, or to whichever one the sentinels call the master."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.connection import URL_QUERY_ARGUMENT_PARSERS, SSLConnection, parse_url
from redis.retry import Retry
from redis.sentinel import MasterNotFoundError, Sentinel

from factcheck.broker_address import SentinelAddress, check_broker_url, is_sentinel, read_sentinel_address
from factcheck.errors import SettingsError

# Sentinels are asked one after the other whenever a connection is made; one that hangs may hold it up no longer than this.
SENTINEL_SECONDS = 1.0


# What redis-py adds to its sentence: for each sentinel a description of half a page, then what went wrong with it.
_REASON = re.compile(r"> - (\w+:)?(\w+)")


class BrokerSentinels(Sentinel):
    """The sentinels of a broker; where they name no master, the error is short enough for a line of a log."""

    def discover_master(self, service_name: str) -> tuple[str, int]:
        """Return the master's address."""
        try:
            host, port = super().discover_master(service_name)  # type: ignore[no-untyped-call]
        except MasterNotFoundError as error:
            reasons = sorted({kind for _prefix, kind in _REASON.findall(str(error))})
            why = f" ({', '.join(reasons)})" if reasons else ""
            raise MasterNotFoundError(f"No sentinel names a master of {service_name!r}{why}.") from None
        return host, port


def connect_broker(redis_url: str, **options: Any) -> Redis:
    """Return a client that connects on first use; ``options`` are redis-py's and apply to each of its connections.

    With sentinels a new connection asks them for the master, and one whose server is no longer the master is given up with
    an error like a lost one, so whoever tries again reaches the new master. Raises SettingsError, also for options of the
    address that redis-py does not know: it would find out when it connects.
    """
    address = read_sentinel_address(redis_url) if is_sentinel(redis_url) else None
    _check_server_url(address.server_url if address else redis_url)
    try:
        client = _connect_master(address, options) if address else Redis.from_url(redis_url, **options)
        pool = client.connection_pool
        pool.connection_class(**pool.connection_kwargs)
    except (TypeError, ValueError, RedisError):
        # What the library says of it may repeat a part of the password.
        raise SettingsError(
            "REDIS_URL has an option that is unknown or can't be used; those of TLS need rediss:// or rediss+sentinel://."
        ) from None
    return client


def _check_server_url(server_url: str) -> None:
    """Raise SettingsError for an address that can't be read, or names an option whose value is wrong."""
    check_broker_url(server_url)
    for name, value in parse_qsl(urlsplit(server_url).query):
        parser: Any = URL_QUERY_ARGUMENT_PARSERS.get(name)
        try:
            if parser:
                parser(value)
        except (TypeError, ValueError):
            raise SettingsError(f"REDIS_URL has a value of {name} that can't be used.") from None


def _connect_master(address: SentinelAddress, options: dict[str, Any]) -> Redis:
    of_servers = parse_url(address.server_url)  # type: ignore[no-untyped-call]
    del of_servers["host"]
    is_secure = of_servers.pop("connection_class", None) is SSLConnection
    of_sentinels = {name: value for name, value in of_servers.items() if name.startswith("ssl_")}
    of_sentinels |= {
        "username": address.username,
        "password": address.password,
        "ssl": is_secure,
        "socket_timeout": SENTINEL_SECONDS,
        "socket_connect_timeout": SENTINEL_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }
    sentinel = BrokerSentinels(address.sentinels, sentinel_kwargs=of_sentinels)  # type: ignore[no-untyped-call]
    if is_secure:
        of_servers["ssl"] = True
    client: Redis = sentinel.master_for(address.service, **of_servers, **options)  # type: ignore[no-untyped-call]
    return client
