"""Claims at the desk: asking, waiting, reading the report; and text that would be markup if it could."""

from __future__ import annotations

from dataclasses import replace
from html import escape, unescape
from typing import Any

import pytest

from factcheck.domain import Stance
from factcheck.store import open_store
from factcheck.store.records import Claim, NewClaim
from tests.conftest import FakeClock
from tests.integration.desk_client import DeskClient
from tests.store_samples import BRIDGE, report_on

HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</textarea></title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }} ${7*7} &lt;b&gt;",
    "'; --><style>*{display:none}</style>",
]


@pytest.fixture
def desk(sqlite_url: str, clock: FakeClock) -> DeskClient:
    client = DeskClient(open_store(sqlite_url, clock), clock)
    client.sign_in()
    return client


def check(desk: DeskClient, text: str, report: dict[str, Any], document_keys: list[str]) -> Claim:
    """Return a claim whose check has found this."""
    store = desk.api.store
    claim = store.claims.create(desk.api.workspace_id, NewClaim(text))
    store.checks.start(claim.check.check_id, 1)
    store.checks.finish(claim.check.check_id, 1, report, report["verdict"], report["confidence"], document_keys)
    return claim


def test_a_claim_is_asked_in_one_field_and_its_page_waits_for_the_report(desk: DeskClient) -> None:
    asked = desk.submit("/claims", {"text": "The bridge was closed.", "as_of": "2025-02-03", "context": ""})

    claim_id = asked.location.removeprefix("/claims/")
    claim = desk.api.store.claims.get(desk.api.workspace_id, claim_id)
    assert claim is not None
    assert (claim.text, claim.context) == ("The bridge was closed.", None)
    assert claim.as_of is not None
    assert claim.as_of.isoformat() == "2025-02-03T23:59:59+00:00"
    assert [job.args[0] for job in desk.api.queue.jobs] == [claim.check.check_id]
    waiting = desk.read(asked.location)
    assert f'hx-get="/claims/{claim_id}/report"' in waiting
    assert 'http-equiv="refresh"' in waiting


def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(desk: DeskClient) -> None:
    refused = desk.submit("/claims", {"text": "x", "context": "Around it.", "as_of": "2025-02-31"})

    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert 'id="text-error"' in page
    assert 'id="as_of-error"' in page
    assert "Around it." in page
    assert desk.api.queue.jobs == []


def test_the_report_says_verdict_reasons_sides_and_origins(desk: DeskClient) -> None:
    store, workspace_id = desk.api.store, desk.api.workspace_id
    document = store.documents.put(workspace_id, "bridge", BRIDGE).document
    claim = check(desk, "The bridge was closed on Monday.", report_on(document), [document.document_key])

    page = desk.read(f"/claims/{claim.claim_id}")

    assert "supported" in page
    assert "One passage says so." in page
    assert '<mark class="word">bridge</mark>' in page
    assert "Valley Courier" in page
    assert "hx-trigger" not in page
    assert "<svg" in page


def test_evidence_of_a_hidden_document_is_on_no_page(desk: DeskClient) -> None:
    store, workspace_id = desk.api.store, desk.api.workspace_id
    document = store.documents.put(workspace_id, "bridge", BRIDGE).document
    claim = check(desk, "The bridge was closed.", report_on(document), [document.document_key])
    store.documents.put(workspace_id, "bridge", BRIDGE, status="withheld")

    assert "Sant Pere" not in desk.read(f"/claims/{claim.claim_id}")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_claims_and_documents_is_never_markup(desk: DeskClient, hostile: str) -> None:
    store, workspace_id = desk.api.store, desk.api.workspace_id
    content = replace(BRIDGE, raw=hostile, text=hostile, title=hostile, publisher=hostile, credit=hostile, byline=hostile)
    document = store.documents.put(workspace_id, "d", content).document
    report = report_on(document, stance=Stance.CONFLICTING)
    report["reasons"] = [hostile]
    report["evidence"][0]["document"]["url"] = hostile
    report["evidence"][0]["attribution"] = {"speaker": hostile, "outlet": hostile, "hedge": hostile}
    report["gaps"] = [{"kind": hostile, "text": hostile, "start": 0, "end": 1}]
    claim = check(desk, hostile, report, [document.document_key])

    for path in ("/claims", f"/claims/{claim.claim_id}", f"/claims/{claim.claim_id}/report"):
        page = desk.read(path)
        assert hostile not in page or escape(hostile) == hostile
        assert 'href="javascript:' not in page
        assert hostile in unescape(page.replace('<mark class="word">', "").replace("</mark>", ""))


def test_a_claim_of_another_workspace_is_not_there(desk: DeskClient) -> None:
    other = desk.api.store.workspaces.ensure("other").workspace_id
    claim = desk.api.store.claims.create(other, NewClaim("Theirs."))

    assert "Theirs." not in desk.read("/claims")
    desk.read(f"/claims/{claim.claim_id}", 404)
    desk.read("/claims/nothing", 404)


def test_whoever_may_only_read_gets_no_field_to_ask(desk: DeskClient) -> None:
    desk.sign_in(["claims:read"])

    assert 'name="text"' not in desk.read("/claims")
    assert desk.submit("/claims", {"text": "The bridge was closed."}).status_code == 403


def test_the_list_is_filtered_and_has_pages(desk: DeskClient) -> None:
    for number in range(30):
        desk.submit("/claims", {"text": f"Claim number {number}."})

    first = desk.read("/claims?status=queued")
    assert "Claim number 29." in first
    assert "Claim number 0." not in first
    assert "cursor=" in first
    assert "Claim number" not in desk.read("/claims?verdict=refuted")
    desk.read("/claims?cursor=nonsense", 404)
