"""Whether everybody can use the settings page."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests.integrations.conftest import keep_picture
from tests.integrations.wordpress.conftest import sign_in
from tests.integrations.wordpress.site import ADMIN, ROOT, Site

AXE = ROOT / ".cache" / "axe-core" / "package" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def find_barriers(page: Page, within: str) -> list[str]:
    """Return what axe finds within an element, each with the first place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    run = "async ([within, tags]) => (await axe.run(within, {runOnly: {type: 'tag', values: tags}})).violations"
    return [f"{found['id']}: {found['nodes'][0]['html']}" for found in page.evaluate(run, [within, WCAG])]


def test_everybody_can_use_the_settings(configured: Site, chromium: Browser) -> None:
    page = sign_in(chromium, configured, ADMIN)
    page.goto("/wp-admin/options-general.php?page=factcheck")
    assert find_barriers(page, ".wrap") == []
    page.set_viewport_size({"width": 360, "height": 900})
    keep_picture(page, "wordpress-settings-360")
    page.context.close()
