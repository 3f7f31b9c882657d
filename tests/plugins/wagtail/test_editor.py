"""A page from the first draft to a correction of the archive, in the editor of a real browser."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.plugins.conftest import keep_picture
from tests.plugins.wagtail.site import INTERN, PASSWORD, Site

TITLE = "Floods and votes"
VOTE = "Voters in Torrenburg approved the new tram line in a referendum on Sunday. Turnout was 61 percent."
FLOOD = "Around {} people had to leave their homes in Ostervale on Thursday after the river Sorne had burst its banks."
TRUE = "Voters in Torrenburg approved the new tram line."
REJECTED = "Voters in Torrenburg rejected the new tram line."
FALSE = "Around 5,400 people had to leave their homes in Ostervale on Thursday."
CORRECTED = "Around 2,400 people had to leave their homes in Ostervale on Thursday."

PATIENCE_MS = 30_000

# The message comes some seconds after the correction; the page asks until it has been taken.
UNTIL_CHANGED = """async (path) => {
  const ask = async () => (await (await fetch(path)).json()).html;
  while (!(await ask()).includes('factcheck-changes')) await new Promise((done) => setTimeout(done, 500));
}"""


def put(service: httpx.Client, document_id: str, text: str) -> None:
    """Put a document into the archive and wait until it can be found."""
    service.put(
        f"/v1/documents/{document_id}", json={"text": text, "title": document_id, "publisher": "Wire"}
    ).raise_for_status()
    while service.get(f"/v1/documents/{document_id}").json()["index_status"] != "indexed":
        pass


def sign_in(browser: Browser, site: Site, user: str) -> Page:
    """Return a page of a browser that has signed somebody in; it reaches the site and nothing else."""
    context = browser.new_context(base_url=site.url, viewport={"width": 1440, "height": 1000}, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    context.route(lambda url: not url.startswith((site.url, "data:", "blob:")), lambda route: route.abort())
    context.request.get("/admin/login/")
    token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrftoken")
    form = {"username": user, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert context.request.post("/admin/login/", form=form, max_redirects=0).status == 302
    return context.new_page()


def begin_page(page: Page, home: int, title: str) -> None:
    """Open the editor with a new page, type its title and go into its body.

    Wagtail looks for changes from two seconds after it has loaded on; it never saves by itself what was typed before.
    """
    page.add_init_script("addEventListener('w-unsaved:watch-edits', () => { window.isWatched = true })")
    page.goto(f"/admin/pages/add/newsroom/articlepage/{home}/")
    page.wait_for_function("window.isWatched")
    page.fill("#id_title", title)
    page.locator("[data-contentpath=body] [role=textbox]").click()


def write_page(page: Page, home: int) -> None:
    """Type a page with a true and a false sentence and save it."""
    begin_page(page, home, TITLE)
    page.keyboard.type(TRUE)
    page.keyboard.press("Enter")
    type_body(page, FALSE)
    page.locator("footer").get_by_role("button", name="Save draft").click()
    page.wait_for_url("**/edit/")


def type_body(page: Page, text: str) -> None:
    """Type into the body, and wait until its editor has written that into the form, which it does when typing pauses."""
    page.keyboard.type(text)
    expect(page.locator("input[name=body]")).to_have_value(re.compile(re.escape(text)))


def choose(page: Page, action: str) -> None:
    """Take an action from the menu beside the save button, and wait until Wagtail leaves the editor."""
    page.locator("footer").get_by_role("button", name="More actions").click()
    page.locator(f"[name={action}], [data-workflow-action-name={action}]").click()
    page.wait_for_url(lambda url: not url.endswith("/edit/"))


def list_sent(service: httpx.Client) -> list[dict[str, Any]]:
    """Return what of the site is in the archive."""
    items = service.get("/v1/documents").json()["items"]
    return [item for item in items if item["document_id"].startswith("wagtail-")]


def wait_for_sent(page: Page, service: httpx.Client) -> dict[str, Any]:
    """Return the page in the archive, as soon as the message that its claims are checked has let it be published."""
    while not (sent := list_sent(service)):
        page.wait_for_timeout(200)
    return sent[0]


def test_a_new_page_is_checked_once_wagtail_has_saved_it_by_itself(
    newsroom: tuple[Site, int], service: httpx.Client, chromium: Browser
) -> None:
    site, home = newsroom
    put(service, "vote", VOTE)
    page = sign_in(chromium, site, INTERN)

    begin_page(page, home, "Votes")
    type_body(page, REJECTED)
    page.wait_for_url("**/edit/")
    page.get_by_role("button", name="Check the draft").click()
    expect(page.locator(".factcheck-claim.factcheck-refuted")).to_contain_text(REJECTED)
    expect(page.locator("[data-contentpath=body] [data-annotation]")).to_have_text(REJECTED)
    page.context.close()


@pytest.mark.timeout(240, func_only=True)
def test_a_page_from_draft_to_correction(newsroom: tuple[Site, int], service: httpx.Client, chromium: Browser) -> None:
    site, home = newsroom
    put(service, "vote", VOTE)
    put(service, "flood", FLOOD.format("2,400"))
    page = sign_in(chromium, site, INTERN)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))

    write_page(page, home)
    page.get_by_role("button", name="Check the draft").click()
    expect(page.locator(".factcheck-claim.factcheck-supported")).to_contain_text(TRUE)
    refuted = page.locator(".factcheck-claim.factcheck-refuted")
    expect(refuted).to_contain_text(FALSE)
    refuted.locator("summary").click()
    expect(refuted.locator("mark")).to_contain_text("2,400 people")
    expect(page.locator("[data-contentpath=body] [data-annotation]")).to_have_text(FALSE)
    keep_picture(page, "wagtail-panel")
    page.get_by_role("button", name="Toggle comments").click()
    expect(page.locator("#comments")).to_contain_text("Factcheck: Refuted.")
    keep_picture(page, "wagtail-comment")
    address = page.url

    choose(page, "action-submit")
    page.goto(address)
    page.get_by_role("button", name="Toggle status").click()
    page.locator("[data-a11y-dialog-show=workflow-status-dialog]").click()
    expect(page.locator("#workflow-status-dialog")).to_contain_text(f"Refuted: “{FALSE}”")
    keep_picture(page, "wagtail-held")
    assert list_sent(service) == []
    page.keyboard.press("Escape")

    page.locator("[data-contentpath=body]").get_by_text(FALSE).click(click_count=3)
    type_body(page, CORRECTED)
    choose(page, "factcheck")
    sent = wait_for_sent(page, service)
    assert (sent["title"], sent["publisher"]) == (TITLE, "Alm Courier")
    assert service.get(sent["links"]["self"]).json()["text"] == f"{TRUE}\n{CORRECTED}"

    put(service, "flood", FLOOD.format("3,900"))
    panel = address.replace("/pages/", "/factcheck/").removesuffix("edit/")
    page.evaluate(UNTIL_CHANGED, panel)
    page.goto(address)
    expect(page.locator(".factcheck-changes")).to_contain_text(f"{CORRECTED} (Supported → Refuted)")
    page.locator(".factcheck-changes").scroll_into_view_if_needed()
    keep_picture(page, "wagtail-changed")
    page.goto("/admin/")
    expect(page.locator(".factcheck-notice")).to_contain_text(TITLE)
    keep_picture(page, "wagtail-home")
    mail = site.mails()[-1]
    assert mail["to"] == "dora@alm-courier.example"
    assert "Before: Supported. Now: Refuted." in mail.get_content()
    assert [url for url in requests if url.startswith(str(service.base_url))] == []
    page.context.close()
