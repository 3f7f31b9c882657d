"""Where messages may go: no address inside the house, in whatever notation it is written or found."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from ipaddress import ip_network
from pathlib import Path

import pytest

from factcheck.webhooks.addresses import (
    LOOKUPS_AT_ONCE,
    AddressError,
    AddressGuard,
    AddressPolicy,
    PatientResolver,
    parse_endpoint,
    resolve_host,
)
from workers.courier import CourierTimings

FOLDER = Path(__file__).parent
PUBLIC = "93.184.215.14"
# Inside addresses of every kind, and what some resolver or other takes for one; each as a line.
FORBIDDEN = (FOLDER / "forbidden.txt").read_text(encoding="utf-8").split()
ODD = (FOLDER / "odd.txt").read_text(encoding="utf-8").split()


def guard(found: Sequence[str] = (PUBLIC,), policy: AddressPolicy | None = None) -> AddressGuard:
    return AddressGuard(policy or AddressPolicy(), lambda _host, _port: found)


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(set(FORBIDDEN)) >= 60
    assert len(set(ODD)) >= 45


@pytest.mark.parametrize("address", FORBIDDEN)
def test_nothing_goes_to_an_inside_address_written_or_found(address: str) -> None:
    literal = f"[{address}]" if ":" in address else address
    for url, found in ((f"https://{literal}/", []), ("https://cms.example/", [address])):
        with pytest.raises(AddressError, match="to which nothing is sent"):
            guard(found).find(url)


@pytest.mark.parametrize("url", ODD)
def test_odd_notations_are_refused_before_anything_is_looked_up(url: str) -> None:
    def resolve(host: str, _port: int) -> list[str]:
        raise AssertionError(f"looked up {host}")

    with pytest.raises(AddressError):
        AddressGuard(AddressPolicy(), resolve).find(url)


@pytest.mark.parametrize("character", [" ", "\t", "\n", "\r", "\0", "\x7f", "\u00a0", "\u200b", "\u2028"])
def test_characters_that_cannot_be_seen_are_refused(character: str) -> None:
    for url in (f"https://cms.example/{character}", f"{character}https://cms.example/", f"https://cms{character}.example/"):
        with pytest.raises(AddressError):
            guard().find(url)


@pytest.mark.parametrize(
    ("url", "host", "port", "target"),
    [
        ("https://cms.example", "cms.example", 443, "/"),
        ("HTTPS://CMS.Example:8443/Hook?a=1&b=%20", "cms.example", 8443, "/Hook?a=1&b=%20"),
        ("https://cms.example?x", "cms.example", 443, "/?x"),
        ("https://xn--mlaut-jva.example/a", "xn--mlaut-jva.example", 443, "/a"),
        ("https://cms_1.example/a", "cms_1.example", 443, "/a"),
        ("https://93.184.215.14/", PUBLIC, 443, "/"),
        ("https://[2606:2800:021F::1]:444/", "2606:2800:21f::1", 444, "/"),
    ],
)
def test_plain_addresses_are_taken_apart(url: str, host: str, port: int, target: str) -> None:
    endpoint, addresses = guard().find(url)
    assert (endpoint.scheme, endpoint.host, endpoint.port, endpoint.target) == ("https", host, port, target)
    assert addresses


def test_one_inside_address_among_several_is_enough_to_refuse() -> None:
    with pytest.raises(AddressError):
        guard([PUBLIC, "10.0.0.1"]).find("https://cms.example/")


@pytest.mark.parametrize("found", [[], ["fe80::1%eth0"], ["nonsense"]])
def test_a_name_without_a_usable_address_is_refused(found: list[str]) -> None:
    with pytest.raises(AddressError):
        guard(found).find("https://cms.example/")


def test_http_is_for_hosts_that_the_operator_names() -> None:
    policy = AddressPolicy(http_hosts=frozenset({"cms.example"}))
    assert parse_endpoint("http://cms.example/", policy).port == 80
    for other in ("http://www.cms.example/", "http://cms.example.net/", "ftp://cms.example/"):
        with pytest.raises(AddressError):
            parse_endpoint(other, policy)
    with pytest.raises(AddressError):
        guard(["10.0.0.1"], policy).find("http://cms.example/")


def test_networks_that_the_operator_names_are_allowed_and_their_neighbours_are_not() -> None:
    policy = AddressPolicy(allowed_networks=(ip_network("10.20.0.0/16"), ip_network("fd12:3456::/32")))
    for inside in ("10.20.0.1", "10.20.255.255", "fd12:3456::1"):
        assert guard([inside], policy).find("https://cms.example/")[1]
    for outside in ("10.21.0.1", "10.19.255.255", "fd12:3457::1", "::ffff:10.20.0.1", "127.0.0.1"):
        with pytest.raises(AddressError):
            guard([outside], policy).find("https://cms.example/")


def test_the_system_resolves_what_it_knows_and_says_what_it_does_not() -> None:
    assert set(resolve_host("localhost", 443)) <= {"127.0.0.1", "::1"}
    for unknown in ("no-such-host.invalid", "x" * 300):
        with pytest.raises(AddressError):
            resolve_host(unknown, 443)


def test_a_resolver_that_says_nothing_is_not_waited_for() -> None:
    answer = threading.Event()

    def resolve(_host: str, _port: int) -> list[str]:
        answer.wait(30)
        return [PUBLIC]

    try:
        with pytest.raises(AddressError, match="in time"):
            PatientResolver(0.01, resolve)("cms.example", 443)
    finally:
        answer.set()


def test_names_that_say_nothing_keep_one_thread_each_and_leave_the_others_theirs() -> None:
    begun, answer = threading.Semaphore(0), threading.Event()
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        if host.startswith("dead"):
            begun.release()
            answer.wait(30)
        return [PUBLIC]

    resolver = PatientResolver(30, resolve, threads=3)
    with ThreadPoolExecutor(2) as pool:
        try:
            for host in ("dead1.example", "dead2.example"):
                pool.submit(resolver, host, 443)
                assert begun.acquire(timeout=10)
            resolver._seconds = 0.01
            for host in ("dead1.example", "dead2.example", "dead1.example", "dead2.example", "dead1.example"):
                with pytest.raises(AddressError, match="in time"):
                    resolver(host, 443)
            resolver._seconds = 30
            assert resolver("cms.example", 443) == [PUBLIC]
            assert asked == ["dead1.example", "dead2.example", "cms.example"]
        finally:
            answer.set()


def test_what_nobody_waits_for_any_more_is_not_looked_up() -> None:
    begun, answer = threading.Event(), threading.Event()
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        begun.set()
        answer.wait(30)
        return [PUBLIC]

    resolver = PatientResolver(30, resolve, threads=1)
    with ThreadPoolExecutor(1) as pool:
        try:
            pool.submit(resolver, "dead.example", 443)
            assert begun.wait(10)
            resolver._seconds = 0.01
            for host in ("dead.example", "late.example", "late.example"):
                with pytest.raises(AddressError, match="in time"):
                    resolver(host, 443)
        finally:
            answer.set()
    resolver._pool.shutdown()
    assert asked == ["dead.example"]


def test_those_who_ask_for_a_name_at_once_share_its_lookup_and_the_next_gets_a_new_one() -> None:
    waiting, answer = threading.Semaphore(0), threading.Event()
    asked: list[int] = []

    class WatchedResolver(PatientResolver):
        def _begin(self, host: str, port: int) -> Future[Sequence[str]]:
            lookup = super()._begin(host, port)
            waiting.release()
            return lookup

    def resolve(_host: str, port: int) -> list[str]:
        asked.append(port)
        answer.wait(30)
        return [PUBLIC]

    resolver = WatchedResolver(30, resolve)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(resolver, "cms.example", 443)
        assert waiting.acquire(timeout=10)
        second = pool.submit(resolver, "cms.example", 8443)
        assert waiting.acquire(timeout=10)
        answer.set()
        assert first.result(10) == second.result(10) == [PUBLIC]
    assert asked == [443]
    resolver("cms.example", 80)
    assert asked == [443, 80]


def test_a_courier_has_more_lookups_than_places() -> None:
    timings = CourierTimings()
    assert timings.sound_places + timings.failing_places < LOOKUPS_AT_ONCE
