"""An editor at the desk: signs in, asks, watches the report come, reads it on any screen and in either language."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Desk

DISPUTED = "Solvent from the Kestrel Coatings plant leaked into the river Ilvern."


def ask(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.click("form[action='/claims'][method=post] button")
    page.wait_for_selector(".verdict-line")


def test_a_claim_is_asked_with_the_keyboard_alone_and_its_report_comes_by_itself(desk: Desk) -> None:
    page = desk.open()
    desk.look(page, "sign-in")
    page.keyboard.type(desk.key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims")
    page.focus("#text")
    page.keyboard.type(DISPUTED)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".verdict-line")

    expect(page.locator(".verdict-line .badge")).to_contain_text("disputed")
    expect(page.locator(".evidence.supporting mark").first).to_be_visible()
    expect(page.locator(".evidence.conflicting mark").first).to_be_visible()
    desk.look(page, "report")

    mark = page.locator(".time-line a").first
    mark.focus()
    page.keyboard.press("Enter")
    assert "#evidence-" in page.url
    expect(page.locator(".evidence:target")).to_be_visible()

    origin = page.locator("details.origin").first
    origin.locator("summary").press("Enter")
    expect(origin.locator("li").first).to_be_visible()


def test_a_phone_in_the_dark_reads_german(desk: Desk) -> None:
    page = desk.signed_in(viewport=NARROW, color_scheme="dark", locale="de-AT")
    ask(page, "Voters in Torrenburg rejected the new tram line.")

    expect(page.locator(".verdict-line .badge")).to_contain_text("widerlegt")
    desk.look(page, "report-narrow-dark")
    page.goto("/claims")
    expect(page.locator("h1")).to_have_text("Was ist zu prüfen?")
    desk.look(page, "claims-narrow-dark")


def test_reports_can_be_read_without_scripts(desk: Desk) -> None:
    page = desk.signed_in(java_script_enabled=False)
    page.fill("#text", DISPUTED)
    page.click("form[action='/claims'][method=post] button")

    expect(page.locator(".verdict-line .badge")).to_contain_text("disputed")
    assert page.locator("time").first.inner_text().endswith("UTC")


def test_a_report_prints_without_what_is_for_the_screen(desk: Desk) -> None:
    page = desk.signed_in()
    ask(page, DISPUTED)
    page.emulate_media(media="print")

    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.locator(".evidence").first).to_be_visible()
