"""A broker behind real sentinels: who is spoken to before, during and after a fail-over, and what errors say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis
from redis.exceptions import RedisError

from factcheck.broker import connect_broker
from factcheck.meters import build_meter
from factcheck.progress import build_progress_log
from service.queue import build_queue
from tests.sentinels import PASSWORD, SENTINEL_PASSWORD, WatchedBroker
from tests.waiting import until

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WatchedBroker]:
    watched = WatchedBroker(tmp_path_factory.mktemp("sentinels"))
    try:
        watched.start()
        yield watched
    finally:
        watched.stop()


def connect(url: str) -> Redis:
    return connect_broker(url, socket_timeout=2.0, socket_connect_timeout=2.0)


def is_written(client: Redis, value: str) -> bool:
    """Return whether the value was taken."""
    try:
        return bool(client.set("said", value))
    except RedisError:
        return False


def test_one_client_follows_the_master_when_it_hangs_and_when_it_dies(broker: WatchedBroker) -> None:
    client = connect(broker.url)
    client.set("said", "first")
    assert client.wait(1, 5000) == 1
    old = broker.freeze_master()
    new = broker.until_master_is_not(old)
    broker.thaw(old)
    with Redis("127.0.0.1", old, password=PASSWORD) as demoted:
        until(lambda: demoted.info("replication")["role"] == "slave")
    # The connection to the old master still stands: the first to use it is told so, the next gets a new one.
    until(lambda: is_written(client, "second"), 10)
    assert broker.master_port() == new
    assert client.wait(1, 10_000) == 1

    broker.kill_a_sentinel()
    broker.until_master_is_not(broker.kill_master())
    until(lambda: is_written(client, "third"), 10)
    with Redis("127.0.0.1", old, password=PASSWORD) as again:
        assert again.get("said") == b"third"


@pytest.mark.parametrize(("right", "wrong"), [("p4ss", "pa5s"), (SENTINEL_PASSWORD, "some"), ("/newsroom/", "/elsewhere/")])
def test_what_is_wrong_is_told_without_a_password(broker: WatchedBroker, right: str, wrong: str) -> None:
    with pytest.raises(RedisError) as refusal:
        connect(broker.url.replace(right, wrong)).ping()
    assert 0 < len(str(refusal.value)) < 200
    for secret in ("p4ss", "pa5s", SENTINEL_PASSWORD, "some"):
        assert secret not in str(refusal.value)


def test_queue_progress_and_counters_use_the_master(broker: WatchedBroker) -> None:
    assert build_queue(broker.url).status().index is None
    log = build_progress_log(broker.url)
    log.note("chk_1", "running", {"attempt": 1})
    assert [note.kind for note in log.read("chk_1", "0", 0)] == ["running"]
    build_meter(broker.url).count()
