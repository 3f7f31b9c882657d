"""Addresses of the broker: what is read out of them, and with which sentence wrong ones are refused."""

from __future__ import annotations

import traceback

import pytest
from redis import Redis
from redis.sentinel import SentinelConnectionPool, SentinelManagedConnection, SentinelManagedSSLConnection

from factcheck.broker import connect_broker
from factcheck.broker_address import check_broker_url, is_sentinel, read_sentinel_address
from factcheck.errors import SettingsError
from factcheck.settings import read_settings


def pool_of(client: Redis) -> SentinelConnectionPool:
    assert isinstance(client.connection_pool, SentinelConnectionPool)
    return client.connection_pool


def test_an_address_with_everything_is_taken_apart() -> None:
    url = (
        "redis+sentinel://desk:p%40ss@s1:26380,10.0.0.2,[::1]:26381/news%20room/3"
        "?sentinel_username=watch&sentinel_password=dog%26&health_check_interval=7"
    )
    address = read_sentinel_address(url)
    assert address.sentinels == (("s1", 26380), ("10.0.0.2", 26379), ("::1", 26381))
    assert (address.service, address.username, address.password) == ("news room", "watch", "dog&")
    pool = pool_of(connect_broker(url, socket_timeout=4.0))
    options = pool.connection_kwargs
    assert pool.connection_class is SentinelManagedConnection
    assert (options["username"], options["password"], options["db"]) == ("desk", "p@ss", 3)
    assert (options["health_check_interval"], options["socket_timeout"]) == (7, 4.0)
    sentinel = pool.sentinel_manager.sentinels[0].connection_pool.connection_kwargs
    assert (sentinel["username"], sentinel["password"]) == ("watch", "dog&")


def test_the_shortest_address_is_database_0_without_passwords() -> None:
    address = read_sentinel_address("redis+sentinel://s1/newsroom")
    assert address.sentinels == (("s1", 26379),)
    options = pool_of(connect_broker("redis+sentinel://s1/newsroom")).connection_kwargs
    assert (options["db"], options.get("password")) == (0, None)


def test_with_tls_servers_and_sentinels_are_verified_by_the_same_authority() -> None:
    pool = pool_of(connect_broker("rediss+sentinel://s1/newsroom?ssl_ca_certs=/etc/house.pem"))
    assert pool.connection_class is SentinelManagedSSLConnection
    assert pool.connection_kwargs["ssl_ca_certs"] == "/etc/house.pem"
    sentinel = pool.sentinel_manager.sentinels[0].connection_pool
    assert sentinel.connection_kwargs["ssl_ca_certs"] == "/etc/house.pem"
    assert "SSL" in sentinel.connection_class.__name__


@pytest.mark.parametrize("url", ["redis://h:1/0", "rediss://:pw@h/0", "unix:///run/valkey.sock"])
def test_an_address_of_one_server_is_left_to_the_client(url: str) -> None:
    check_broker_url(url)
    assert not is_sentinel(url)
    assert not isinstance(connect_broker(url).connection_pool, SentinelConnectionPool)


@pytest.mark.parametrize(
    "url",
    [
        "amqp://:secret@broker/0",
        "broker:6379",
        "redis://:secret/x@h:6379/0",
        "redis://:x@h:secret/0",
        "redis://:secret@[::1/0",
        "redis+sentinel://",
        "redis+sentinel://:secret@s1:26379",
        "redis+sentinel://:secret@s1:26379/",
        "redis+sentinel://:secret@/newsroom",
        "redis+sentinel://:secret@s1:many/newsroom",
        "redis+sentinel://:secret@s1,,s2/newsroom",
        "redis+sentinel://:x@s1:secret/newsroom",
        "redis+sentinel://:secret@:26379/newsroom",
        "redis+sentinel://:secret@[::1/newsroom",
        "redis+sentinel://:secret@s1/newsroom/first",
        "redis+sentinel://:secret@s1/newsroom/0/1",
    ],
)
def test_a_wrong_address_stops_the_start_with_a_sentence_that_keeps_the_secret(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", url)
    with pytest.raises(SettingsError, match=r"^REDIS_URL ") as refusal:
        read_settings()
    assert "secret" not in str(refusal.value)


def test_an_option_that_can_not_be_read_is_told() -> None:
    with pytest.raises(SettingsError, match="health_check_interval"):
        connect_broker("redis+sentinel://s1/newsroom?health_check_interval=often")


@pytest.mark.parametrize(
    "url",
    [
        "redis://:secret@h/0?colour=blue",
        "redis://:secret@h/0?health_check_interval=often",
        "redis://:secret@h/0?ssl_ca_certs=/etc/house.pem",
        "rediss://:secret@h/0?ssl_cert_reqs=sometimes",
        "unix://:secret@/run/valkey.sock?colour=blue",
        "redis+sentinel://:secret@s1/newsroom?colour=blue",
        "redis+sentinel://:secret]@s1/newsroom",
        "redis+sentinel://:secret@s1/newsroom?ssl_ca_certs=/etc/house.pem",
    ],
)
def test_what_the_client_would_stumble_over_later_stops_the_start(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^REDIS_URL ") as refusal:
        connect_broker(url, socket_timeout=4.0, socket_connect_timeout=4.0)
    assert "secret" not in "".join(traceback.format_exception(refusal.value))
