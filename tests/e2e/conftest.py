"""The whole service as real processes, once for all end-to-end tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from factcheck.local.broker import EmbeddedBroker
from factcheck.local.stack import LocalStack
from factcheck.settings import Settings, read_settings


def settings_in(home: Path) -> Settings:
    """Return the settings of the environment, but with everything kept under ``home`` and webhooks sent to loopback."""
    return replace(
        read_settings(),
        home=home,
        database_url=f"sqlite:///{home / 'factcheck.db'}",
        redis_url=EmbeddedBroker(home).url,
        index_url=str(home / "index"),
        webhook_http_hosts=("127.0.0.1",),
        webhook_allowed_networks=("127.0.0.0/8",),
    )


@pytest.fixture(scope="session")
def stack_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """What the stack's processes read; its ``database_url`` opens the same store."""
    return settings_in(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def stack(stack_settings: Settings) -> Iterator[LocalStack]:
    """A real valkey-server, real workers with the real models, real gunicorn; ``stack.base_url`` answers."""
    with LocalStack(stack_settings) as stack:
        yield stack
