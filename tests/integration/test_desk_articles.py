"""Drafts at the desk: pasted or dropped, shown whole, with what the archive says of each sentence."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest

from factcheck.store import open_store
from factcheck.store.checks import CheckResult
from tests.conftest import FakeClock
from tests.integration.desk_client import DeskClient

DRAFT = (
    "The river Alm rose by two metres in one night.\n\nWhat will become of us? Some 1,400 people left their homes on Monday."
)


@pytest.fixture
def desk(sqlite_url: str, clock: FakeClock) -> DeskClient:
    client = DeskClient(open_store(sqlite_url, clock), clock)
    client.sign_in()
    return client


def shown_text(page: str) -> str:
    found = re.search(r'<div class="draft-text">(.*?)</div>', page, re.DOTALL)
    assert found is not None
    bare = re.sub(r'<span class="(sign|hidden)"[^>]*>.*?</span>', "", found[1])
    return unescape(re.sub(r"<[^>]+>", "", bare))


def test_a_pasted_text_is_shown_whole_with_its_sentences_to_be_checked(desk: DeskClient) -> None:
    sent = desk.submit("/articles", {"text": DRAFT, "title": "High water", "as_of": "2025-02-03"})

    assert sent.status_code == 303
    page = desk.read(sent.location)
    assert shown_text(page) == DRAFT
    assert page.count('class="sentence queued"') == 2
    assert f'data-follow hx-get="{sent.location}/text"' in page
    assert len(desk.api.queue.jobs) == 2


def test_verdicts_come_with_a_sign_and_a_word(desk: DeskClient) -> None:
    location = desk.submit("/articles", {"text": DRAFT}).location
    store = desk.api.store
    for job, verdict in zip(list(desk.api.queue.jobs), ("supported", "refuted"), strict=True):
        store.checks.start(str(job.args[0]), 1)
        report = {"verdict": verdict, "confidence": 0.9, "reasons": [], "evidence": [], "origins": [], "parts": []}
        store.checks.finish(str(job.args[0]), 1, CheckResult(report, verdict, 0.9, []))

    page = desk.read(f"{location}/text")
    assert "hx-trigger" not in page
    assert 'class="sentence supported"' in page
    assert 'class="sentence refuted"' in page
    assert "✓" in page
    assert "✗" in page
    assert "(refuted)" in page


def test_what_was_checked_is_found_again_newest_first(desk: DeskClient) -> None:
    assert "There is none yet." in desk.read("/articles")
    first = desk.submit("/articles", {"text": DRAFT}).location
    for job, verdict in zip(list(desk.api.queue.jobs), ("supported", "refuted"), strict=True):
        desk.api.store.checks.start(str(job.args[0]), 1)
        report = {"verdict": verdict, "confidence": 0.9, "reasons": [], "evidence": [], "origins": [], "parts": []}
        desk.api.store.checks.finish(str(job.args[0]), 1, CheckResult(report, verdict, 0.9, []))
    second = desk.submit("/articles", {"text": DRAFT, "title": "High <b>water</b>"}).location

    page = desk.read("/articles")
    assert page.index(second) < page.index(first)
    assert "High &lt;b&gt;water&lt;/b&gt;" in page
    assert "The river Alm rose by two metres in one night." in page
    assert len(re.findall(r'1 <span class="badge (?:supported|refuted)"', page)) == 2
    desk.sign_in(workspace="other")
    assert "High" not in desk.read("/articles")


def test_the_list_of_articles_has_pages(desk: DeskClient) -> None:
    for number in range(26):
        desk.submit("/articles", {"text": "Who knows?", "title": f"Draft {number}."})

    first = desk.read("/articles")
    found = re.search(r'rel="next" href="([^"]+)"', first)
    assert found is not None
    assert "Draft 0." not in first
    assert "Draft 0." in desk.read(unescape(found[1]))
    desk.read("/articles?cursor=nonsense", 404)


def test_a_draft_leaves_out_what_its_sender_names(desk: DeskClient) -> None:
    sent = desk.submit("/articles", {"text": DRAFT, "exclude_document_ids": "own wire:7\nown"})
    claim_ids = {claim.claim_id for claim in desk.api.store.claims.list(desk.api.workspace_id).items}
    article = desk.api.store.articles.get(desk.api.workspace_id, sent.location.rpartition("/")[2])
    assert article is not None
    assert article.exclude_document_ids == ("own", "wire:7")
    for claim_id in claim_ids:
        assert "<code>wire:7</code>" in desk.read(f"/claims/{claim_id}")
    refused = desk.submit("/articles", {"text": DRAFT, "exclude_document_ids": "a/b"})
    assert refused.status_code == 422
    assert "a/b</textarea>" in refused.get_data(as_text=True)


def test_a_file_is_a_draft_too(desk: DeskClient) -> None:
    page = b"<h1>Alm</h1><script>x()</script><p>The river Alm rose by <b>two metres</b> in one night.</p>"
    sent = desk.submit("/articles", {"text": "", "file": (BytesIO(page), "draft.html")})

    shown = shown_text(desk.read(sent.location))
    assert "The river Alm rose by two metres in one night." in shown
    assert "x()" not in shown


@pytest.mark.parametrize(
    "form",
    [{}, {"text": "   "}, {"text": "x" * 200_001}, {"text": DRAFT, "as_of": "soon"}, {"text": DRAFT, "title": "x" * 1001}],
)
def test_what_cannot_be_checked_is_said(desk: DeskClient, form: dict[str, str]) -> None:
    refused = desk.submit("/articles", form)

    assert refused.status_code == 422
    assert 'class="field-error"' in refused.get_data(as_text=True)
    assert desk.api.queue.jobs == []


def test_a_text_and_a_file_at_once_are_refused(desk: DeskClient) -> None:
    both = {"text": DRAFT, "file": (BytesIO(b"<p>The river rose.</p>"), "draft.html")}

    assert desk.submit("/articles", both).status_code == 422


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script> rose by 12 metres.", '"><img src=x onerror=alert(1)> 14 left.']
)
def test_a_draft_is_never_markup(desk: DeskClient, hostile: str) -> None:
    page = desk.read(desk.submit("/articles", {"text": hostile, "title": hostile}).location)

    assert hostile not in page
    assert shown_text(page) == hostile


def test_a_draft_can_be_forgotten_and_is_nobody_elses(desk: DeskClient) -> None:
    location = desk.submit("/articles", {"text": DRAFT}).location
    desk.sign_in(workspace="other")
    desk.read(location, 404)
    assert desk.submit(f"{location}/delete").status_code == 404

    desk.sign_in()
    assert desk.submit(f"{location}/delete").location == "/articles"
    desk.read(location, 404)


def test_a_file_in_another_encoding_is_refused_with_a_reason(desk: DeskClient) -> None:
    draft = {"title": "High water", "file": (BytesIO("Die Alm stieg über Nacht.".encode("cp1252")), "draft.txt")}
    refused = desk.submit("/articles", draft)

    assert refused.status_code == 422
    page = unescape(refused.get_data(as_text=True))
    assert "This is not UTF-8: byte 15 can't be decoded." in page
    assert 'value="High water"' in page


def test_the_longest_text_fits_in_any_script(desk: DeskClient) -> None:
    sent = desk.submit("/articles", {"text": "\U00020bb7" * 199_999, "file": (BytesIO(b""), "")})

    assert sent.status_code == 303
