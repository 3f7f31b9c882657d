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
    heard: list[str] = []
    page.on("request", lambda request: request.resource_type == "eventsource" and heard.append(request.url))
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

    assert [url.rpartition("/")[2] for url in heard] == ["events"]
    expect(page.locator(".verdict-line .badge")).to_contain_text("disputed")
    expect(page.locator(".evidence.supporting mark").first).to_be_visible()
    expect(page.locator(".evidence.conflicting mark").first).to_be_visible()
    desk.look(page, "report")

    mark = page.locator(".time-line a").first
    mark.focus()
    expect(page.locator("[data-quote]")).to_contain_text("Kestrel")
    page.keyboard.press("Enter")
    assert "#evidence-" in page.url
    expect(page.locator(".evidence:target")).to_be_visible()

    origin = page.locator("details.origin").first
    origin.locator("summary").press("Enter")
    expect(origin.locator("li").first).to_be_visible()


def test_a_claim_is_rated_and_a_quote_taken_along(desk: Desk) -> None:
    page = desk.signed_in()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, DISPUTED)
    page.get_by_role("button", name="Copy as citation").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("“")

    page.locator("#review summary").press("Enter")
    page.select_option("#rating", "2")
    page.fill("#explanation", "Only one side says so.")
    page.locator("#review").get_by_role("button", name="Keep").click()
    expect(page.locator("#review .badge")).to_have_text("2/5")

    page.get_by_role("link", name="in the archive").first.click()
    expect(page.locator("#quote")).to_be_in_viewport()
    desk.look(page, "document-quote")


def test_a_phone_in_the_dark_reads_german(desk: Desk) -> None:
    page = desk.signed_in(viewport=NARROW, color_scheme="dark", locale="de-AT")
    page.context.add_init_script("delete window.EventSource")
    page.reload()
    page.locator("summary").click()
    expect(page.locator("[data-zone]")).to_have_text("Europe/Vienna")
    ask(page, "Voters in Torrenburg rejected the new tram line.")

    expect(page.locator(".verdict-line .badge")).to_contain_text("widerlegt")
    expect(page.locator(".reasons li").first).to_contain_text("Widerspruch von")
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
    # What only scripts can do is not offered.
    expect(page.get_by_role("button", name="Print")).to_have_count(0)
    expect(page.get_by_role("button", name="Copy as citation")).to_have_count(0)


def test_a_report_prints_without_what_is_for_the_screen(desk: Desk) -> None:
    page = desk.signed_in(color_scheme="dark")
    ask(page, DISPUTED)
    page.emulate_media(media="print")

    expect(page.locator(".site-header")).to_be_hidden()
    # Paper is white whatever the screen is.
    expect(page.locator(".verdict-card")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator(".evidence").first).to_be_visible()
