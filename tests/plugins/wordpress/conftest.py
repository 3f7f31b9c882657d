"""A real WordPress with the plugin beside the real service, and a real browser for its editor.

Needs PHP with SQLite, Chromium and WordPress's files; ``make test-integrations`` fetches those.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Frame, Page

from tests.plugins.conftest import CHROMIUM, keep_picture, mark_items
from tests.plugins.wordpress.site import ADMIN, CACHE, PASSWORD, ROOT, Site, running_site

HERE = Path(__file__).parent
AXE = ROOT / ".cache" / "axe-core" / "package" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def find_missing() -> str:
    """Return what these tests can't be run without, as a sentence; empty if all is there."""
    if not shutil.which("php"):
        return "PHP is not installed."
    if not CHROMIUM:
        return "Chromium is not installed."
    return "" if CACHE.exists() else "WordPress is not there: make test-integrations fetches it."


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder, and skip it with a reason where there is nothing to run it with."""
    mark_items(items, HERE, find_missing())


@pytest.fixture(scope="session")
def service(open_newsroom: Callable[[str], httpx.Client]) -> httpx.Client:
    """A client of the service for the newsroom of the site."""
    return open_newsroom("wordpress")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """WordPress with the plugin, not set up yet; at the end PHP may not have complained of the plugin."""
    with running_site(tmp_path_factory.mktemp("wordpress")) as site:
        yield site
    assert find_complaints(site) == []


def find_complaints(site: Site) -> list[str]:
    """Return what PHP has noted about the plugin."""
    log = site.folder / "debug.log"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [line for line in lines if "factcheck" in line]


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


def find_barriers(page: Page | Frame | None, within: str) -> list[str]:
    """Return what axe finds within an element of a page or frame, each with the first place."""
    assert page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    run = "async ([within, tags]) => (await axe.run(within, {runOnly: {type: 'tag', values: tags}})).violations"
    return [f"{found['id']}: {found['nodes'][0]['html']}" for found in page.evaluate(run, [within, WCAG])]


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
        keep_picture(page, "wordpress-settings-" + button.split()[0].lower())
    assert service.headers["Authorization"].removeprefix("Bearer ") not in page.content()
    page.context.close()
    return site
