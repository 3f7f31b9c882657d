"""The archive at the desk: what stands in it, who may see it, and how it is changed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote

import pytest

from factcheck.store import open_store
from factcheck.store.checks import CheckResult
from factcheck.store.records import Document, NewClaim
from tests.conftest import FakeClock
from tests.integration.desk_client import DeskClient
from tests.store_samples import BRIDGE, content_of, report_on


@pytest.fixture
def desk(sqlite_url: str, clock: FakeClock) -> DeskClient:
    client = DeskClient(open_store(sqlite_url, clock), clock)
    client.sign_in()
    return client


def put(desk: DeskClient, document_id: str = "bridge", text: str = BRIDGE.text, status: str = "usable") -> Document:
    return desk.api.store.documents.put(desk.api.workspace_id, document_id, content_of(text), status).document


def test_a_document_shows_its_text_its_versions_and_what_cites_it(desk: DeskClient) -> None:
    document = put(desk, "news:bridge?1#2")
    store = desk.api.store
    claim = store.claims.create(desk.api.workspace_id, NewClaim("The bridge was closed."))
    store.checks.start(claim.check.check_id, 1)
    store.checks.finish(claim.check.check_id, 1, CheckResult(report_on(document), "supported", 0.9, [document.document_key]))
    put(desk, "news:bridge?1#2", "The bridge was never closed.")
    path = f"/archive/documents/{quote('news:bridge?1#2', safe='')}"

    assert path in desk.read("/archive")
    current, first = desk.read(path), desk.read(f"{path}?version=1")
    assert "never closed" in current
    assert f"/claims/{claim.claim_id}" in current
    assert "was closed on Monday" in first
    assert "not the current one" in first
    desk.read(f"{path}?version=3", 404)


def test_what_is_not_the_articles_own_text_is_grey(desk: DeskClient) -> None:
    put(desk, text="The bridge was closed on Monday.\n\nShare this article\n\nIt will open again in May.")

    page = desk.read("/archive/documents/bridge")

    assert page.count('<p class="boilerplate"') == 1
    assert page.index('<p class="boilerplate"') < page.index("Share this article")


def test_withholding_and_embargo_are_set_and_lifted(desk: DeskClient, clock: FakeClock) -> None:
    put(desk)
    tomorrow = clock() + timedelta(days=1)
    form = {"status": "withheld", "embargoed_until": tomorrow.strftime("%Y-%m-%dT%H:%M")}

    assert desk.submit("/archive/documents/bridge/state", form).status_code == 303
    document = desk.api.store.documents.get(desk.api.workspace_id, "bridge")
    assert document is not None
    assert (document.status, document.embargoed_until) == ("withheld", tomorrow)

    # With its script, the page says which moment the reader's clock means.
    there = (tomorrow + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:00.000Z")
    desk.submit("/archive/documents/bridge/state", {**form, "embargoed_until_at": there})
    document = desk.api.store.documents.get(desk.api.workspace_id, "bridge")
    assert document is not None
    assert document.embargoed_until == tomorrow + timedelta(hours=3)

    desk.submit("/archive/documents/bridge/state", {"status": "usable", "embargoed_until": ""})
    document = desk.api.store.documents.get(desk.api.workspace_id, "bridge")
    assert document is not None
    assert (document.status, document.embargoed_until, document.version) == ("usable", clock(), 1)


@pytest.mark.parametrize(("second", "microsecond"), [(0, 0), (59, 0), (59, 999_999)])
def test_a_change_of_the_status_alone_ends_no_embargo_early(
    desk: DeskClient, clock: FakeClock, second: int, microsecond: int
) -> None:
    end = (clock() + timedelta(days=1)).replace(second=second, microsecond=microsecond)
    desk.api.store.documents.put(desk.api.workspace_id, "bridge", BRIDGE, "usable", end)
    field = re.search('name="embargoed_until" .* step="1" .* value="([^"]*)"', desk.read("/archive/documents/bridge"))
    assert field is not None

    # Without its script the page sends the field as it stands, with it also the moment, of which it knows milliseconds.
    for moment in ("", f"{field[1]}.000Z"):
        form = {"status": "withheld", "embargoed_until": field[1], "embargoed_until_at": moment}
        assert desk.submit("/archive/documents/bridge/state", form).status_code == 303
        document = desk.api.store.documents.get(desk.api.workspace_id, "bridge")
        assert document is not None
        assert (document.status, document.embargoed_until) == ("withheld", end)


@pytest.mark.parametrize("form", [{"status": "secret"}, {"status": "usable", "embargoed_until": "soon"}, {}])
def test_a_state_that_is_none_changes_nothing(desk: DeskClient, form: dict[str, str]) -> None:
    put(desk, status="withheld")

    assert desk.submit("/archive/documents/bridge/state", form).status_code == 422
    document = desk.api.store.documents.get(desk.api.workspace_id, "bridge")
    assert document is not None
    assert document.status == "withheld"


def test_a_deleted_document_is_gone(desk: DeskClient) -> None:
    put(desk)

    assert desk.submit("/archive/documents/bridge/delete").location == "/archive"
    desk.read("/archive/documents/bridge", 404)
    assert desk.submit("/archive/documents/bridge/delete").status_code == 404


def test_the_list_is_filtered_by_state(desk: DeskClient) -> None:
    put(desk, "open")
    put(desk, "secret", status="withheld")

    page = desk.read("/archive?status=withheld")
    assert "/archive/documents/secret" in page
    assert "/archive/documents/open" not in page
    assert "/archive/documents/open" in desk.read("/archive?status=nonsense")
    desk.sign_in(["corpus:read"])
    assert "/archive/documents/secret" not in desk.read("/archive?status=withheld")


def test_readers_see_nothing_hidden_and_change_nothing(desk: DeskClient) -> None:
    put(desk, "open")
    put(desk, "secret", status="withheld")
    desk.sign_in(["corpus:read"])

    assert "/archive/documents/secret" not in desk.read("/archive")
    desk.read("/archive/documents/secret", 404)
    assert "Delete for good" not in desk.read("/archive/documents/open")
    assert desk.submit("/archive/documents/open/delete").status_code == 403
    desk.read("/archive/uploads", 403)


def test_a_search_shows_what_the_workers_find(desk: DeskClient) -> None:
    cited = {"document_id": "bridge", "title": "Bridge closed", "publisher": "Courier", "published_at": None}
    desk.api.queue.work = lambda _: [{"text": "<b>closed</b>", "document": cited}]

    page = desk.read("/archive?q=bridge")

    assert "&lt;b&gt;closed&lt;/b&gt;" in page
    assert "/archive/documents/bridge" in page


def test_a_file_of_lines_becomes_an_import_with_its_progress(desk: DeskClient) -> None:
    lines = b'{"document_id": "a", "text": "One."}\nnot json\n'
    sent = desk.submit("/archive/uploads", {"file": (BytesIO(lines), "archive.jsonl")})

    assert sent.status_code == 303
    page = desk.read(sent.location)
    assert "0 of 2 stored" in page
    assert f'data-events="{sent.location}/events" hx-get="{sent.location}/progress"' in page
    assert [job.function for job in desk.api.queue.jobs] == ["workers.tasks.run_import_chunk"]


def test_files_of_other_formats_are_stored_at_once(desk: DeskClient) -> None:
    page = b"<html><head><title>Alm</title><link rel='canonical' href='https://courier.example/alm'></head><body><article>"
    page += b"<p>The river Alm rose by two metres in one night, and 1,400 people left.</p></article></body></html>"
    stored = desk.submit("/archive/uploads", {"file": (BytesIO(page), "alm.html")})

    assert stored.status_code == 200, stored.get_data(as_text=True)
    assert "1 document was stored." in stored.get_data(as_text=True)
    assert len(desk.api.store.documents.list(desk.api.workspace_id).items) == 1


@pytest.mark.parametrize(("name", "body"), [("a.json", b"{"), ("a.xml", b"<x/>"), ("a.json", b'{"text": 1}'), ("", b"")])
def test_what_is_wrong_with_a_file_is_said(desk: DeskClient, name: str, body: bytes) -> None:
    refused = desk.submit("/archive/uploads", {"file": (BytesIO(body), name)})

    assert refused.status_code == 422
    assert "Not taken:" in refused.get_data(as_text=True)
    assert desk.api.store.documents.list(desk.api.workspace_id).items == ()


def test_another_workspaces_documents_are_not_there(desk: DeskClient) -> None:
    other = desk.api.store.workspaces.ensure("other").workspace_id
    desk.api.store.documents.put(other, "theirs", replace(BRIDGE, title="Theirs"))

    assert "Theirs" not in desk.read("/archive")
    desk.read("/archive/documents/theirs", 404)
    assert desk.submit("/archive/documents/theirs/delete").status_code == 404


def test_an_address_that_nobody_can_take_apart_is_no_link(desk: DeskClient) -> None:
    store = desk.api.store
    content = replace(BRIDGE, url="http://[evil")
    document = store.documents.put(desk.api.workspace_id, "bridge", content).document
    claim = store.claims.create(desk.api.workspace_id, NewClaim("The bridge was closed."))
    store.checks.start(claim.check.check_id, 1)
    store.checks.finish(claim.check.check_id, 1, CheckResult(report_on(document), "supported", 0.9, [document.document_key]))

    for path in ("/archive/documents/bridge", f"/claims/{claim.claim_id}"):
        assert 'href="http://[evil"' not in desk.read(path)


@pytest.mark.parametrize(
    ("name", "body", "document_id"),
    [
        ("high water.txt", b"The river Alm rose by two metres.", "high-water"),
        ("note.TEXT", b"The river Alm rose by two metres.", "note"),
        ("alm.htm", b"<html><body><p>The river Alm rose by two metres in one night.</p></body></html>", "alm"),
    ],
)
def test_a_file_that_names_nothing_is_named_by_itself(desk: DeskClient, name: str, body: bytes, document_id: str) -> None:
    stored = desk.submit("/archive/uploads", {"file": (BytesIO(body), name)})

    assert stored.status_code == 200, stored.get_data(as_text=True)
    document = desk.api.store.documents.get(desk.api.workspace_id, document_id)
    assert document is not None
    assert "The river Alm rose" in document.content.text


def test_a_page_keeps_the_name_that_it_says(desk: DeskClient) -> None:
    page = b"<html><head><link rel='canonical' href='https://courier.example/alm'></head>"
    page += b"<body><p>The Alm rose.</p></body></html>"
    assert desk.submit("/archive/uploads", {"file": (BytesIO(page), "alm.html")}).status_code == 200
    assert desk.api.store.documents.get(desk.api.workspace_id, "alm") is None
