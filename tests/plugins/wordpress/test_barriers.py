"""Whether everybody can use the settings page."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.plugins.conftest import keep_picture
from tests.plugins.wordpress.conftest import find_barriers, sign_in
from tests.plugins.wordpress.site import ADMIN, Site


def test_everybody_can_use_the_settings(configured: Site, chromium: Browser) -> None:
    page = sign_in(chromium, configured, ADMIN)
    page.goto("/wp-admin/options-general.php?page=factcheck")
    assert find_barriers(page, ".wrap") == []
    page.set_viewport_size({"width": 360, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    keep_picture(page, "wordpress-settings-360")
    page.context.close()
