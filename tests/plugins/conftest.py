"""What all plugins are tried with: one running service, one browser. Each plugin has a newsroom of its own.

Screenshots go where ``FACTCHECK_SCREENSHOTS`` says.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from factcheck.local.stack import LocalStack
from factcheck.store import open_store
from factcheck.store.records import SCOPES
from tests.e2e.conftest import settings_in

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""


def mark_items(items: list[pytest.Item], folder: Path, missing: str) -> None:
    """Mark the tests of a folder as such with a browser, and skip them if something is missing."""
    for item in items:
        if Path(item.path).parent == folder:
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(scope="session")
def open_newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], httpx.Client]]:
    """A function: name of a workspace → client of the running service, with a key that may do everything there."""
    settings = settings_in(tmp_path_factory.mktemp("service"))
    with ExitStack() as open_things:
        stack = open_things.enter_context(LocalStack(settings))
        store = open_store(settings.database_url)
        open_things.callback(store.close)

        def open_newsroom(workspace: str) -> httpx.Client:
            key = store.keys.create(store.workspaces.ensure(workspace).workspace_id, SCOPES)[1]
            headers = {"Authorization": f"Bearer {key}"}
            return open_things.enter_context(httpx.Client(base_url=stack.base_url, headers=headers, timeout=60))

        yield open_newsroom


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture of the page if somebody wants one."""
    if folder := os.environ.get("FACTCHECK_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")
