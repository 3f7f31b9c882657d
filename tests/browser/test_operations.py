"""The pages of whoever operates the service, and the lists: on any screen, in either language, and free of barriers."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE, Desk

PAGES = ("articles", "overview", "keys", "webhooks", "audit")
WIDE_LIGHT = {"viewport": WIDE}
NARROW_DARK = {"viewport": NARROW, "color_scheme": "dark", "locale": "de-AT"}


@pytest.mark.parametrize("screen", [WIDE_LIGHT, NARROW_DARK], ids=["wide", "narrow-dark"])
def test_the_pages_of_operation_can_be_used_by_everybody(desk: Desk, screen: dict[str, Any]) -> None:
    page = desk.signed_in(**screen)
    for name in PAGES:
        page.goto(f"/{name}")
        expect(page.locator("h1, h2").first).to_be_visible()
        desk.look(page, f"{name}-{'narrow' if screen is NARROW_DARK else 'wide'}")


def test_a_key_is_made_and_revoked(desk: Desk) -> None:
    page = desk.signed_in("/keys")
    page.locator("summary").click()
    page.fill("#name", "A CMS")
    page.get_by_label("claims:read").check()
    page.get_by_role("button", name="Make a key").click()

    expect(page.locator("code.secret")).to_contain_text("fck_")
    page.get_by_role("button", name="Revoke A CMS").click()
    expect(page.locator("tr", has_text="A CMS")).to_contain_text("revoked")
