"""The archive in a browser: searched, filled by a dropped file, a document put under embargo and let out again."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.browser.conftest import NARROW, Desk

TEXT = "The pier of Hallwick was closed on Monday. Engineers found 14 cracked beams."


def test_passages_are_found_and_lead_to_their_document(desk: Desk) -> None:
    page = desk.signed_in("/archive")
    desk.look(page, "archive")
    page.fill("#q", "solvent in the river")
    page.press("#q", "Enter")

    expect(page.locator("blockquote").first).to_be_visible()
    desk.look(page, "archive-search")
    page.locator("article a").first.click()
    expect(page.locator("article.document")).to_be_visible()
    desk.look(page, "document")


def test_a_dropped_archive_is_imported_with_a_bar(desk: Desk) -> None:
    page = desk.signed_in("/archive/uploads")
    desk.look(page, "upload")
    lines = "\n".join(json.dumps({"document_id": f"pier-{n}", "text": TEXT, "title": f"Pier {n}"}) for n in range(5))
    transfer = page.evaluate_handle(
        """text => { const data = new DataTransfer();
                     data.items.add(new File([text], "pier.jsonl", {type: "application/x-ndjson"})); return data; }""",
        lines,
    )
    page.dispatch_event("form[data-drop]", "drop", {"dataTransfer": transfer})
    page.click("form[data-drop] button")

    page.wait_for_url("**/archive/imports/*")
    expect(page.locator("#progress p[role=status]")).to_contain_text("done: 5 of 5 stored")


def test_an_embargo_is_set_and_lifted_on_a_phone(desk: Desk) -> None:
    page = desk.signed_in("/archive/uploads", viewport=NARROW)
    document = json.dumps({"document_id": "pier-embargo", "text": TEXT, "title": "Pier"}).encode()
    page.set_input_files("#file", {"name": "pier.json", "mimeType": "application/json", "buffer": document})
    page.click("form[data-drop] button")
    page.get_by_role("link", name="Pier", exact=True).click()
    page.locator("summary").first.click()
    page.fill("#embargoed_until", "2099-01-01T00:00")
    page.get_by_role("button", name="Set").click()

    expect(page.locator("section[aria-labelledby=state] > p")).to_contain_text("embargo until")
    desk.look(page, "document-narrow")
    page.locator("summary").first.click()
    page.fill("#embargoed_until", "")
    page.get_by_role("button", name="Set").click()
    expect(page.locator("section[aria-labelledby=state] > p")).not_to_contain_text("embargo until")
