"""What several modules of these tests begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from factcheck.local.broker import EmbeddedBroker
from factcheck.store import Store


@pytest.fixture(scope="module")
def broker_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a broker of this module's own."""
    broker = EmbeddedBroker(tmp_path_factory.mktemp("broker"))
    broker.start()
    yield broker.url
    broker.stop()


@pytest.fixture
def connection(broker_url: str) -> Iterator[Redis]:
    """A client of an empty broker."""
    client = Redis.from_url(broker_url)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def workspace_id(store: Store) -> str:
    """A workspace of the store."""
    return store.workspaces.ensure("desk").workspace_id
