"""A post from the first draft to a correction of the archive, in the block editor of a real browser."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.plugins.conftest import keep_picture
from tests.plugins.wordpress.conftest import find_barriers, sign_in
from tests.plugins.wordpress.site import AUTHOR, Site

VOTE = "Voters in Torrenburg approved the new tram line in a referendum on Sunday. Turnout was 61 percent."
FLOOD = "Around {} people had to leave their homes in Ostervale on Thursday after the river Sorne had burst its banks."
TRUE = "Voters in Torrenburg approved the new tram line."
FALSE = "Around 5,400 people had to leave their homes in Ostervale on Thursday."
CORRECTED = "Around 2,400 people had to leave their homes in Ostervale on Thursday."

# The message comes some seconds after the correction; the page asks until it has been taken.
UNTIL_CHANGED = """async (path) => {
  while (!(await wp.apiFetch({path})).changes.length) await new Promise((done) => setTimeout(done, 500));
}"""

CHECKS = "wp.data.select('factcheck').getResults().sentences.map((sentence) => sentence.claim_id)"


def put(service: httpx.Client, document_id: str, text: str) -> None:
    """Put a document into the archive and wait until it can be found."""
    document = {"text": text, "title": document_id, "publisher": "Wire", "url": f"https://wire.example/{document_id}"}
    service.put(f"/v1/documents/{document_id}", json=document).raise_for_status()
    while service.get(f"/v1/documents/{document_id}").json()["index_status"] != "indexed":
        pass


def write_post(page: Page, title: str, paragraphs: list[str]) -> None:
    """Open the editor, close its greeting and type a post."""
    page.goto("/wp-admin/post-new.php")
    page.wait_for_function("() => window.wp?.data?.select('core/editor')?.getCurrentPostId()")
    page.evaluate("wp.data.dispatch('core/preferences').set('core/edit-post', 'welcomeGuide', false)")
    canvas(page).get_by_role("textbox", name="Add title").click()
    page.keyboard.type(title)
    for paragraph in paragraphs:
        page.keyboard.press("Enter")
        page.keyboard.type(paragraph)


def canvas(page: Page) -> FrameLocator:
    """Return the frame in which the editor shows the text."""
    return page.frame_locator("iframe[name=editor-canvas]")


@pytest.mark.timeout(240)
def test_a_post_from_draft_to_correction(configured: Site, service: httpx.Client, chromium: Browser) -> None:
    put(service, "vote", VOTE)
    put(service, "flood", FLOOD.format("2,400"))
    page = sign_in(chromium, configured, AUTHOR)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))

    write_post(page, "Floods and votes", [TRUE, FALSE])
    page.get_by_role("button", name="Factcheck", exact=True).click()
    page.get_by_role("button", name="Check the draft").click()
    refuted = canvas(page).locator(".annotation-text-factcheck-refuted")
    expect(refuted).to_have_text(FALSE)
    expect(canvas(page).locator(".annotation-text-factcheck-supported")).to_have_text(TRUE)

    page.locator(".factcheck-claim.factcheck-refuted .factcheck-open").click()
    expect(page.locator(".factcheck-conflicting mark").first).to_contain_text("2,400 people")
    source = page.locator(".factcheck-conflicting a").first
    expect(source).to_have_attribute("href", re.compile("^https://wire.example/flood#:~:text=Around%202%2C400"))
    assert find_barriers(page, ".interface-complementary-area") == []
    keep_picture(page, "wordpress-sidebar")

    page.get_by_role("button", name="Publish", exact=True).click()
    panel = page.get_by_role("region", name="Editor publish")
    expect(panel.locator(".factcheck-warnings")).to_contain_text(FALSE)
    expect(panel.get_by_role("button", name="Publish", exact=True)).to_be_disabled()
    assert find_barriers(page, ".editor-post-publish-panel") == []
    keep_picture(page, "wordpress-held-back")
    panel.get_by_role("button", name="Cancel").click()

    canvas(page).get_by_text(FALSE).click(click_count=3)
    page.keyboard.type(CORRECTED)
    page.get_by_role("button", name="Publish", exact=True).click()
    panel.get_by_role("button", name="Check what has changed").click()
    expect(canvas(page).locator(".annotation-text-factcheck-supported")).to_have_count(2)
    checks = page.evaluate(CHECKS)
    assert [service.get(f"/v1/claims/{claim_id}").json()["check_number"] for claim_id in checks] == [1, 1]
    panel.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text(re.compile("is now live"))).to_be_visible()

    post_id = page.evaluate("wp.data.select('core/editor').getCurrentPostId()")
    name = configured.run_php(f"echo Factcheck\\Checks::name_of({post_id});")
    sent = service.get(f"/v1/documents/{name}").json()
    assert (sent["title"], sent["text"], sent["publisher"]) == ("Floods and votes", f"{TRUE}\n{CORRECTED}", "Alm Courier")

    put(service, "flood", FLOOD.format("3,900"))
    page.evaluate(UNTIL_CHANGED, f"/factcheck/v1/posts/{post_id}")
    page.reload()
    page.locator(".edit-post-header__settings").get_by_role("button", name="Factcheck").click()
    expect(page.get_by_text("has changed since it was published").first).to_be_visible()
    expect(page.locator(".factcheck-changes")).to_contain_text(f"{CORRECTED} (Supported → Refuted)")
    keep_picture(page, "wordpress-changed")
    page.goto("/wp-admin/index.php")
    expect(page.locator(".factcheck-notice")).to_contain_text("Floods and votes")
    assert configured.mails()[-1]["to"] == "bela@alm-courier.example"
    assert "Before: Supported. Now: Refuted." in configured.mails()[-1]["message"]
    assert [url for url in requests if url.startswith(str(service.base_url))] == []
    page.context.close()
