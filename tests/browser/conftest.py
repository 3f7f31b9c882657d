"""A real browser in front of the real service with the demo archive, once for all tests of pages.

Needs Chromium (``CHROMIUM`` names it if it is elsewhere) and axe-core (``make test-browser`` fetches it). Screenshots go
where ``FACTCHECK_SCREENSHOTS`` says.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from factcheck.local.stack import LocalStack
from factcheck.settings import Settings
from factcheck.store import open_store
from factcheck.store.records import SCOPES
from tests.e2e.conftest import settings_in

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / ".cache" / "axe-core" / "package" / "axe.min.js"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# For a page, an element or a word to appear: a check on a busy machine takes seconds.
PATIENCE_MS = 20_000
# For the first test, which waits until the whole demo archive is searchable.
IMPORT_SECONDS = 900
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder, and skip it with a reason where there is nothing to run it with."""
    missing = "Chromium is not installed." if not CHROMIUM else "axe-core is not there: make test-browser fetches it."
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(IMPORT_SECONDS))
            if not CHROMIUM or not AXE.exists():
                item.add_marker(pytest.mark.skip(reason=missing))


@dataclass
class Desk:
    """The service as seen from a browser; everything that pages asked of the network or complained of is kept."""

    base_url: str
    key: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, path: str = "/", **options: Any) -> Page:
        """Return a page in a browser profile of its own."""
        settings = {"viewport": WIDE, "locale": "en-GB", "timezone_id": "Europe/Vienna", **options}
        context = self.browser.new_context(base_url=self.base_url, **settings)
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._note(request.url))
        page.goto(path)
        return page

    def signed_in(self, path: str = "/", **options: Any) -> Page:
        """Return a page in a browser that has signed in."""
        page = self.open(path, **options)
        page.fill("#key", self.key)
        page.press("#key", "Enter")
        page.wait_for_url(f"**{path if path != '/' else '/claims'}")
        return page

    def look(self, page: Page, name: str) -> None:
        """Let axe look at the page, and keep a picture of it if somebody wants one."""
        if folder := os.environ.get("FACTCHECK_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG)
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    def _note(self, url: str) -> None:
        if not url.startswith((self.base_url, "data:")):
            self.foreign_requests.append(url)


@pytest.fixture(scope="session")
def desk_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Where the service of these tests keeps everything."""
    return settings_in(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="session")
def served(desk_settings: Settings) -> Iterator[tuple[str, str]]:
    """The address of a service that has the demo archive, and a key that may do everything."""
    with LocalStack(desk_settings) as stack:
        store = open_store(desk_settings.database_url)
        key = store.keys.create(store.workspaces.ensure("desk").workspace_id, SCOPES)[1]
        with httpx.Client(base_url=stack.base_url, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
            for path in sorted((ROOT / "corpus").glob("*.jsonl")):
                import_all(client, path)
        yield stack.base_url, key
        store.close()


def import_all(client: httpx.Client, path: Path) -> None:
    """Import a file and wait until it is searchable."""
    started = client.post("/v1/imports", content=path.read_bytes(), headers={"Content-Type": "application/x-ndjson"})
    assert started.status_code == 202, started.text
    while client.get(started.json()["links"]["self"]).json()["status"] not in ("done", "failed"):
        pass


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def desk(served: tuple[str, str], chromium: Browser) -> Iterator[Desk]:
    """The desk; at the end no page may have complained or asked another host for anything."""
    desk = Desk(*served, chromium)
    yield desk
    for context in desk.contexts:
        context.close()
    assert desk.complaints == []
    assert desk.foreign_requests == []
