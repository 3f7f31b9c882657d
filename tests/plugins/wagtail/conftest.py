"""A real Wagtail with the plugin beside the real service, and a real browser for its editor.

Needs Chromium and Wagtail's virtual environment; ``make test-integrations`` makes that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.plugins.conftest import CHROMIUM, mark_items
from tests.plugins.wagtail.site import PYTHON, Site, running_site

HERE = Path(__file__).parent


def find_missing() -> str:
    """Return what these tests can't be run without, as a sentence; empty if all is there."""
    if not CHROMIUM:
        return "Chromium is not installed."
    return "" if PYTHON.exists() else "Wagtail is not there: make test-integrations fetches it."


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder, and skip it with a reason where there is nothing to run it with."""
    mark_items(items, HERE, find_missing())


@pytest.fixture(scope="session")
def service(open_newsroom: Callable[[str], httpx.Client]) -> httpx.Client:
    """A client of the service for the newsroom of the site."""
    return open_newsroom("wagtail-site")


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory, service: httpx.Client) -> Iterator[tuple[Site, int]]:
    """The running site and the number of its home page; at the end the plugin may not have failed."""
    folder = tmp_path_factory.mktemp("wagtail")
    with running_site(folder, service) as running:
        yield running
    log = (folder / "server.log").read_text(encoding="utf-8")
    assert "Traceback" not in log, log
