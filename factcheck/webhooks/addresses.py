"""Which addresses a message may go to: nothing inside the house, in whatever notation, unless a setting names it.

Looked at when a webhook is made and again at every attempt, because names can be made to point elsewhere in between.
Reference: the special-purpose address registries of IANA (RFC 6890 and its updates).
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from factcheck.errors import FactcheckError
from factcheck.settings import Settings

IpAddress = IPv4Address | IPv6Address
IpNetwork = IPv4Network | IPv6Network
Resolver = Callable[[str, int], Sequence[str]]

LONGEST_URL = 2000
MOST_ADDRESSES = 8
RESOLVE_SECONDS = 5.0
# The system gives a dead name up after up to a minute. Until then it keeps a thread: four places for endpoints that fail,
# a new name for each every five seconds, make 48.
LOOKUPS_AT_ONCE = 64
PORTS = {"https": 443, "http": 80}
URL = re.compile(r"(https?)://([^/?#\\@]+)(/[^?#\\]*)?(\?[^#\\]*)?", re.IGNORECASE | re.ASCII)
AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?", re.ASCII)
LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
NAME = re.compile(rf"(?=.{{1,253}}$){LABEL}(?:\.{LABEL})*", re.ASCII)
# A name that ends like this is read as an IPv4 address by some resolvers: 127.1, 0x7f000001, 2130706433.
NUMERIC_END = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$", re.ASCII)

# All of IPv6 that is handed out to the public lies in 2000::/3; what is listed beside it is taken out of that.
PUBLIC_IPV6 = IPv6Network("2000::/3")
REFUSED = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
            *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
            # The metadata service of a large host, at an address that looks public.
            "168.63.129.16/32",
            # Protocol assignments with Teredo, documentation, 6to4, AS112.
            *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
        ),
    )
)


class AddressError(FactcheckError):
    """No message may go to this address; the message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """What the operator allows besides https to public addresses: http to these hosts, and these networks."""

    http_hosts: frozenset[str] = frozenset()
    allowed_networks: tuple[IpNetwork, ...] = ()


def build_policy(settings: Settings) -> AddressPolicy:
    """Return what the settings allow."""
    networks = tuple(ip_network(network) for network in settings.webhook_allowed_networks)
    return AddressPolicy(frozenset(settings.webhook_http_hosts), networks)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The parts of an address that may be looked up: ``host`` is a lower-case name or an IP address without brackets."""

    scheme: str
    host: str
    port: int
    target: str


def parse_endpoint(url: str, policy: AddressPolicy) -> Endpoint:
    """Return the parts of an address; raise AddressError for one that is not a plain https address."""
    found = URL.fullmatch(url) if len(url) <= LONGEST_URL and re.fullmatch("[!-~]+", url) else None
    authority = AUTHORITY.fullmatch(found[2].lower()) if found else None
    if found is None or authority is None:
        raise AddressError("This is no plain address such as https://cms.example/hook: no user, no fragment, ASCII only.")
    scheme, host = found[1].lower(), _read_host(authority[1])
    port = int(authority[2] or PORTS[scheme])
    if not 0 < port < 65536:
        raise AddressError("There is no such port.")
    if scheme != "https" and host not in policy.http_hosts:
        raise AddressError("Only https is allowed.")
    return Endpoint(scheme, host, port, (found[3] or "/") + (found[4] or ""))


def find_addresses(endpoint: Endpoint, policy: AddressPolicy, resolve: Resolver) -> tuple[IpAddress, ...]:
    """Return the addresses to connect to, in order; raise AddressError if there is none or any one is not allowed."""
    literal = _read_literal(endpoint.host)
    addresses = (literal,) if literal else _read_addresses(resolve(endpoint.host, endpoint.port))
    if not addresses:
        raise AddressError("The host name has no address.")
    if not all(is_allowed(address, policy) for address in addresses):
        raise AddressError("The host is at an address to which nothing is sent: private, local or reserved.")
    return addresses[:MOST_ADDRESSES]


def is_allowed(address: IpAddress, policy: AddressPolicy) -> bool:
    """Say whether messages may go to an address: public, or in a network that the operator has named."""
    if any(address in network for network in policy.allowed_networks):
        return True
    if isinstance(address, IPv6Address) and (address not in PUBLIC_IPV6 or address.scope_id):
        return False
    return not any(address in network for network in REFUSED)


def resolve_host(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host name as the system finds them; raise AddressError if there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressError("The host name has no address.") from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class PatientResolver:
    """Resolves in threads of its own and waits a limited time, which the system's resolver can't be told.

    A name has one lookup at a time, which all who ask for it share, so that one that says nothing keeps a single thread.
    """

    def __init__(self, seconds: float, resolve: Resolver = resolve_host, threads: int = LOOKUPS_AT_ONCE) -> None:
        self._seconds = seconds
        self._resolve = resolve
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="resolve")
        self._lock = threading.Lock()
        self._running: dict[str, Future[Sequence[str]]] = {}

    def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a host name; raise AddressError if there are none, or none came in time."""
        lookup = self._begin(host, port)
        try:
            return lookup.result(self._seconds)
        except (TimeoutError, CancelledError) as error:
            self._give_up(host, lookup)
            raise AddressError("The host name could not be looked up in time.") from error

    def _begin(self, host: str, port: int) -> Future[Sequence[str]]:
        """Return the lookup of this name that runs, or a new one: addresses do not depend on the port."""
        with self._lock:
            if host not in self._running:
                self._running[host] = self._pool.submit(self._look_up, host, port)
            return self._running[host]

    def _look_up(self, host: str, port: int) -> Sequence[str]:
        try:
            return self._resolve(host, port)
        finally:
            # Before anybody gets the result: who asks after that gets a new one.
            with self._lock:
                del self._running[host]

    def _give_up(self, host: str, lookup: Future[Sequence[str]]) -> None:
        """Take a lookup that waits for a thread out of the queue; one that has begun can't be stopped."""
        with self._lock:
            if lookup.cancel() and self._running.get(host) is lookup:
                del self._running[host]


class AddressGuard:
    """Says where messages to an address may go, under one policy. Threads may share it."""

    def __init__(self, policy: AddressPolicy, resolve: Resolver) -> None:
        self._policy = policy
        self._resolve = resolve

    def find(self, url: str) -> tuple[Endpoint, tuple[IpAddress, ...]]:
        """Return the parts of the address and where to connect to; raise AddressError if nothing may be sent there."""
        endpoint = parse_endpoint(url, self._policy)
        return endpoint, find_addresses(endpoint, self._policy, self._resolve)


def build_guard(settings: Settings) -> AddressGuard:
    """Return the guard that goes by the settings and asks the system's resolver."""
    return AddressGuard(build_policy(settings), PatientResolver(RESOLVE_SECONDS))


def _read_host(host: str) -> str:
    if host.startswith("["):
        try:
            return str(IPv6Address(host[1:-1]))
        except ValueError as error:
            raise AddressError("This is no IPv6 address.") from error
    if NUMERIC_END.search(host):
        try:
            return str(IPv4Address(host))
        except ValueError as error:
            raise AddressError("Write an IPv4 address as four decimal numbers without leading zeros.") from error
    if not NAME.fullmatch(host):
        raise AddressError("This is no host name.")
    return host


def _read_literal(host: str) -> IpAddress | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _read_addresses(found: Sequence[str]) -> tuple[IpAddress, ...]:
    try:
        return tuple(ip_address(address) for address in found)
    except ValueError as error:
        raise AddressError("The host name has no address that could be used.") from error
