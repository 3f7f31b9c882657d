"""The embedded broker: started once, found again, gone in good order, and back with its data after a kill."""

from __future__ import annotations

import os
import signal
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from factcheck.errors import BrokerUnavailableError
from factcheck.local import broker as broker_module
from factcheck.local.broker import EmbeddedBroker


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[EmbeddedBroker]:
    broker = EmbeddedBroker(tmp_path)
    broker.start()
    yield broker
    broker.stop()


def test_it_answers_on_a_private_socket_only(broker: EmbeddedBroker) -> None:
    connection = Redis.from_url(broker.url)
    assert connection.ping()
    config = connection.config_get("port") | connection.config_get("maxmemory-policy") | connection.config_get("append*")
    assert (config["port"], config["maxmemory-policy"]) == ("0", "noeviction")
    assert (config["appendonly"], config["appendfsync"]) == ("yes", "everysec")
    assert stat.S_IMODE(broker.socket_path.parent.stat().st_mode) == 0o700


def test_a_second_one_of_the_same_home_uses_the_first_and_does_not_stop_it(broker: EmbeddedBroker, tmp_path: Path) -> None:
    second = EmbeddedBroker(tmp_path)
    second.start()
    assert second.process is None
    second.stop()
    assert broker.is_answering()


def test_what_it_holds_is_back_after_a_kill_whatever_files_that_left(broker: EmbeddedBroker) -> None:
    Redis.from_url(broker.url).set("kept", "yes")
    assert broker.process is not None
    os.kill(broker.process.pid, signal.SIGKILL)
    broker.process.wait(5)
    assert broker.socket_path.exists()
    assert not broker.is_answering()
    broker.start()
    assert Redis.from_url(broker.url).get("kept") == b"yes"


def test_workers_find_themselves_among_its_clients_where_the_home_has_a_space(tmp_path: Path) -> None:
    broker = EmbeddedBroker(tmp_path / "news room")
    broker.start()
    try:
        connection = Redis.from_url(broker.url)
        connection.client_setname("checks")
        assert [client["name"] for client in connection.client_list()] == ["checks"]
    finally:
        broker.stop()
        broker.socket_path.parent.rmdir()


def test_stopping_it_leaves_neither_process_nor_socket(tmp_path: Path) -> None:
    broker = EmbeddedBroker(tmp_path)
    broker.start()
    process = broker.process
    assert process is not None
    broker.stop()
    assert not process.is_running()
    assert not broker.socket_path.exists()
    broker.stop()


def test_two_that_start_at_once_get_one_broker(tmp_path: Path) -> None:
    brokers = [EmbeddedBroker(tmp_path), EmbeddedBroker(tmp_path)]
    started, ended = threading.Barrier(3), threading.Event()

    def start(broker: EmbeddedBroker) -> None:
        broker.start()
        started.wait(30)
        ended.wait(30)  # a broker ends with the thread that started it

    threads = [threading.Thread(target=start, args=(broker,)) for broker in brokers]
    for thread in threads:
        thread.start()
    started.wait(30)
    try:
        assert [broker.process is not None for broker in brokers].count(True) == 1
        assert all(broker.is_answering() for broker in brokers)
    finally:
        for broker in brokers:
            broker.stop()
        ended.set()
        for thread in threads:
            thread.join()


def test_a_home_too_deep_for_a_socket_path_still_works(tmp_path: Path) -> None:
    broker = EmbeddedBroker(tmp_path / ("deep-" * 20) / ("deeper-" * 10))
    broker.start()
    try:
        assert Redis.from_url(broker.url).ping()
        assert not broker.socket_path.is_relative_to(tmp_path)
    finally:
        broker.stop()
        broker.socket_path.parent.rmdir()


def test_one_that_cannot_start_says_why(tmp_path: Path) -> None:
    broker = EmbeddedBroker(tmp_path)
    data = tmp_path / "broker" / "appendonlydir"
    data.mkdir(parents=True)
    (data / "appendonly.aof.manifest").write_text("this is no manifest\n")
    with pytest.raises(BrokerUnavailableError, match=r"(?s)The broker ended with status 1.*broker\.log.*manifest"):
        broker.start()


def test_the_server_on_the_path_is_taken_where_the_wheel_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_module, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BrokerUnavailableError, match="or set REDIS_URL"):
        EmbeddedBroker(tmp_path).start()
    server = tmp_path / "valkey-server"
    server.touch(mode=0o755)
    assert broker_module.find_server() == server
