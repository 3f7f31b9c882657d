"""A draft in a browser: its sentences get their verdicts one by one, and a chosen one shows its evidence beside the text."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import NARROW, Desk

DRAFT = """Voters in Torrenburg rejected the new tram line.

Solvent from the Kestrel Coatings plant leaked into the river Ilvern. Who would have thought so?"""


def test_sentences_are_marked_and_lead_to_their_evidence(desk: Desk) -> None:
    page = desk.signed_in("/articles")
    desk.look(page, "articles")
    page.fill("#text", DRAFT)
    page.get_by_role("button", name="Check").click()

    refuted = page.locator("a.sentence.refuted")
    expect(refuted).to_contain_text("rejected the new tram line")
    expect(page.locator("a.sentence.disputed")).to_be_visible()
    expect(page.locator("#article-text [role=status]")).to_contain_text("2 sentences checked")

    refuted.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#evidence .evidence.conflicting").first).to_be_visible()
    desk.look(page, "article")


def test_a_dropped_page_is_checked_on_a_phone(desk: Desk) -> None:
    page = desk.signed_in("/articles", viewport=NARROW)
    html = f"<h1>Alm</h1><p>{DRAFT.splitlines()[0]}</p>".encode()
    page.set_input_files("#file", {"name": "draft.html", "mimeType": "text/html", "buffer": html})
    page.get_by_role("button", name="Check").click()

    expect(page.locator("a.sentence.refuted")).to_be_visible()
    desk.look(page, "article-narrow")
