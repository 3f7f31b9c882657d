"""Addresses of the broker, as ``REDIS_URL`` has them: one server, or the sentinels that know which server is the master.

``redis+sentinel://[user:password@]host[:port][,host[:port]…]/service[/db][?options]``, with ``rediss`` for TLS. The user and
the password are those of the servers; ``sentinel_username`` and ``sentinel_password`` among the options are those of the
sentinels, every other option is one that redis-py knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from factcheck.errors import SettingsError

SENTINEL_PORT = 26379
PLAIN_SCHEMES = ("redis", "rediss", "unix")
SENTINEL_SCHEMES = ("redis+sentinel", "rediss+sentinel")
_OF_SENTINELS = ("sentinel_username", "sentinel_password")
_SENTINEL_ADDRESS = re.compile(
    r"(?P<scheme>rediss?)\+sentinel://(?:(?P<user>[^/?#@]*)@)?(?P<hosts>[^/?#@]+)/(?P<service>[^/?#]+)"
    r"(?:/(?P<db>[0-9]*))?(?:\?(?P<options>[^#]*))?"
)


@dataclass(frozen=True, slots=True)
class SentinelAddress:
    """Where the sentinels listen, what they call the broker, and how to speak to whichever server is the master.

    ``server_url`` is an address as redis-py reads it, whose host stands for the master's.
    """

    sentinels: tuple[tuple[str, int], ...]
    service: str
    server_url: str
    username: str | None
    password: str | None


def is_sentinel(url: str) -> bool:
    """Return whether the address names sentinels."""
    return url.startswith(tuple(f"{scheme}://" for scheme in SENTINEL_SCHEMES))


def check_broker_url(url: str) -> None:
    """Raise SettingsError, with a sentence that does not repeat the address, for one that no broker can have.

    What its options may be is known to the client, see ``factcheck.broker``.
    """
    if is_sentinel(url):
        read_sentinel_address(url)
    elif not url.startswith(tuple(f"{scheme}://" for scheme in PLAIN_SCHEMES)):
        schemes = ", ".join(f"{scheme}://" for scheme in (*PLAIN_SCHEMES, *SENTINEL_SCHEMES))
        raise SettingsError(f"REDIS_URL must begin with one of {schemes}.")
    elif not _has_readable_host(url):
        raise SettingsError("REDIS_URL has a host or a port that can't be read; / # ? in a password are %2F %23 %3F.")


def read_sentinel_address(url: str) -> SentinelAddress:
    """Return the parts of an address with sentinels; raises SettingsError."""
    match = _SENTINEL_ADDRESS.fullmatch(url)
    if match is None:
        raise SettingsError(
            "REDIS_URL must name the sentinels and their service: redis+sentinel://:password@host:26379,host:26379/service/0."
        )
    options = parse_qsl(match["options"] or "", keep_blank_values=True)
    own = {name: value for name, value in options if name in _OF_SENTINELS}
    rest = urlencode([(name, value) for name, value in options if name not in _OF_SENTINELS])
    user = f"{match['user']}@" if match["user"] else ""
    return SentinelAddress(
        sentinels=tuple(_read_host(host) for host in match["hosts"].split(",")),
        service=unquote(match["service"]),
        server_url=f"{match['scheme']}://{user}master/{match['db'] or 0}{'?' if rest else ''}{rest}",
        username=own.get("sentinel_username"),
        password=own.get("sentinel_password"),
    )


def _has_readable_host(url: str) -> bool:
    # What the library says of it repeats a part of the address, which may be one of the password.
    try:
        _port = urlsplit(url).port
    except ValueError:
        return False
    return True


def _read_host(text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise SettingsError("REDIS_URL has a sentinel whose address can't be read.") from None
    if not host:
        raise SettingsError("REDIS_URL has a sentinel without a host.")
    return host, port or SENTINEL_PORT
