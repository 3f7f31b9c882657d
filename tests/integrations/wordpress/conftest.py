"""A real WordPress with the plugin beside the real service, and a real browser for its editor.

Needs PHP with SQLite, Chromium and WordPress's files; ``make test-integrations`` fetches those. Screenshots go where
``FACTCHECK_SCREENSHOTS`` says.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from factcheck.local.stack import LocalStack
from factcheck.store import open_store
from factcheck.store.records import SCOPES
from tests.e2e.conftest import settings_in
from tests.integrations.wordpress.site import ADMIN, CACHE, PASSWORD, Site, running_site

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
HERE = Path(__file__).parent


def find_missing() -> str:
    """Return what these tests can't be run without, as a sentence; empty if all is there."""
    if not shutil.which("php"):
        return "PHP is not installed."
    if not CHROMIUM:
        return "Chromium is not installed."
    return "" if CACHE.exists() else "WordPress is not there: make test-integrations fetches it."


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder, and skip it with a reason where there is nothing to run it with."""
    missing = find_missing()
    for item in items:
        if Path(item.path).parent == HERE:
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the running service, with a key that may do everything."""
    settings = settings_in(tmp_path_factory.mktemp("service"))
    with LocalStack(settings) as stack:
        store = open_store(settings.database_url)
        key = store.keys.create(store.workspaces.ensure("desk").workspace_id, SCOPES)[1]
        with httpx.Client(base_url=stack.base_url, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
            yield client
        store.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """WordPress with the plugin, not set up yet; at the end PHP may not have complained of the plugin."""
    with running_site(tmp_path_factory.mktemp("wordpress")) as site:
        yield site
        log = site.folder / "debug.log"
        complaints = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    assert [line for line in complaints if "factcheck" in line] == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def sign_in(browser: Browser, site: Site, user: str) -> Page:
    """Return a page of a browser in which somebody has signed in; it reaches the site and nothing else."""
    context = browser.new_context(base_url=site.url, viewport={"width": 1440, "height": 1000}, locale="en-GB")
    context.set_default_timeout(30_000)
    context.route(lambda url: not url.startswith((site.url, "data:", "blob:")), lambda route: route.abort())
    page = context.new_page()
    page.goto("/wp-login.php")
    page.fill("#user_login", user)
    page.fill("#user_pass", PASSWORD)
    page.click("#wp-submit")
    page.wait_for_url("**/wp-admin/**")
    return page


@pytest.fixture(scope="session")
def configured(service: httpx.Client, site: Site, chromium: Browser) -> Site:
    """WordPress that an administrator has set up in the browser, down to the webhook."""
    page = sign_in(chromium, site, ADMIN)
    page.goto("/wp-admin/options-general.php?page=factcheck")
    page.fill("#factcheck-address", str(service.base_url))
    page.fill("#factcheck-key", service.headers["Authorization"].removeprefix("Bearer "))
    page.check("text=Refuse to publish")
    page.click("text=Save Changes")
    for button in ("Test the connection", "Register the webhook"):
        page.get_by_role("button", name=button).click()
        page.wait_for_selector(".notice-success:not(.factcheck-notice)")
        look(page, "settings-" + button.split()[0].lower())
    assert service.headers["Authorization"].removeprefix("Bearer ") not in page.content()
    page.context.close()
    return site


def look(page: Page, name: str) -> None:
    """Keep a picture of the page if somebody wants one."""
    if folder := os.environ.get("FACTCHECK_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"wordpress-{name}.png")
