"""The overview and what admins do: figures from real checks, failed ones tried again, keys, deliveries, the audit log."""

from __future__ import annotations

import re

import pytest

from factcheck.store import open_store
from factcheck.store.checks import CheckResult
from factcheck.store.records import NewClaim
from factcheck.store.webhook_records import NewWebhook
from tests.conftest import FakeClock
from tests.integration.desk_client import DeskClient
from tests.store_samples import BRIDGE, report_on


@pytest.fixture
def desk(sqlite_url: str, clock: FakeClock) -> DeskClient:
    client = DeskClient(open_store(sqlite_url, clock), clock)
    client.sign_in()
    return client


def finish(desk: DeskClient, clock: FakeClock, seconds: float) -> str:
    """Return a claim that took so long to be checked."""
    store = desk.api.store
    document = store.documents.put(desk.api.workspace_id, "bridge", BRIDGE).document
    claim = store.claims.create(desk.api.workspace_id, NewClaim("The bridge was closed."))
    clock.advance(seconds)
    store.checks.start(claim.check.check_id, 1)
    store.checks.finish(claim.check.check_id, 1, CheckResult(report_on(document), "supported", 0.9, [document.document_key]))
    return claim.claim_id


def test_figures_are_those_of_the_checks(desk: DeskClient, clock: FakeClock) -> None:
    for seconds in (1, 2, 3, 40):
        finish(desk, clock, seconds)
    desk.api.store.claims.create(desk.api.workspace_id, NewClaim("Still waiting."))
    clock.advance(90)

    page = desk.read("/overview")

    assert "2 s" in page
    assert "40 s" in page
    assert "the oldest for 90 s" in page
    assert "supported 4" in re.sub(r"\s+", " ", page)


def test_a_failed_check_is_named_with_its_reason_and_tried_again(desk: DeskClient) -> None:
    store = desk.api.store
    claim = store.claims.create(desk.api.workspace_id, NewClaim("It crashed."))
    store.checks.start(claim.check.check_id, 1)
    store.checks.fail(claim.check.check_id, 1, {"type": "x", "title": "x", "status": 500, "detail": "The <b>cause</b>."})

    assert "The &lt;b&gt;cause&lt;/b&gt;." in desk.read("/overview")
    assert desk.submit(f"/claims/{claim.claim_id}/recheck").status_code == 303
    assert len(desk.api.queue.jobs) == 1


def test_a_document_that_was_not_indexed_is_named_with_its_reason_and_tried_again(desk: DeskClient) -> None:
    store = desk.api.store
    document = store.documents.put(desk.api.workspace_id, "bridge", BRIDGE).document
    store.documents.mark_index_failed(document.document_key, document.index_attempt, "Too <b>odd</b>.")

    assert "Too &lt;b&gt;odd&lt;/b&gt;." in desk.read("/overview")
    again = "/archive/documents/bridge/index"
    assert again in desk.read("/archive/documents/bridge")
    assert desk.submit(again).location == "/archive/documents/bridge"
    assert [job.function for job in desk.api.queue.jobs] == ["workers.tasks.index_document"]
    assert "Too" not in desk.read("/overview")
    assert desk.submit(again).status_code == 404
    desk.sign_in(workspace="other")
    assert desk.submit(again).status_code == 404


def test_an_editor_judges_watches_and_takes_a_report_along(desk: DeskClient, clock: FakeClock) -> None:
    path = f"/claims/{finish(desk, clock, 1)}"
    page = desk.read(path)
    place = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("document_id", "version", "start", "end")
    }  # type: ignore[index]

    assert desk.submit(f"{path}/feedback", {**place, "judgement": "wrong_sign"}).status_code == 303
    answered = desk.submit(f"{path}/feedback", {**place, "judgement": "right"}, headers={"HX-Request": "true"})
    assert "Thank you" in answered.get_data(as_text=True)
    (given,) = desk.api.store.feedback.list(desk.api.workspace_id, path.rpartition("/")[2], None, 10).items
    assert given.evidence is not None
    assert given.evidence.judgement == "right"
    assert desk.submit(f"{path}/feedback", {**place, "judgement": "no"}).status_code == 422
    assert desk.submit(f"{path}/feedback", {**place, "end": "x", "judgement": "right"}).status_code == 422

    desk.submit(f"{path}/watch", {"watch": "on"})
    assert "Stop watching" in desk.read(path)
    review = desk.open(f"{path}/claimreview.json").get_json()
    assert review["@type"] == "ClaimReview"


def test_keys_are_made_shown_once_and_revoked(desk: DeskClient) -> None:
    made = desk.submit("/keys", {"name": "CMS", "scopes": ["claims:read"]}).get_data(as_text=True)
    token = re.search(r'<code class="secret">(fck_[^<]+)</code>', made)

    assert token is not None
    key = desk.api.store.keys.find(token[1])
    assert key is not None
    assert key.scopes == {"claims:read"}
    assert token[1] not in desk.read("/keys")
    desk.submit(f"/keys/{key.key_id}/revoke")
    assert desk.api.store.keys.find(token[1]) is None
    assert desk.submit("/keys", {"name": "nothing"}).status_code == 422


def test_deliveries_are_listed(desk: DeskClient) -> None:
    store = desk.api.store
    new = NewWebhook("https://cms.example/hook?<b>", ("claim.done",))
    webhook = store.webhooks.create(desk.api.workspace_id, new, "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0")
    delivery = store.deliveries.add_test(desk.api.workspace_id, webhook.webhook_id)
    assert delivery is not None

    assert "hook?&lt;b&gt;" in desk.read("/webhooks")
    assert delivery.kind in desk.read(f"/webhooks/{webhook.webhook_id}")
    replayed = desk.submit(f"/webhooks/{webhook.webhook_id}/deliveries/{delivery.delivery_id}/replay")
    assert replayed.status_code == 303


def test_what_is_done_at_the_desk_stands_in_the_audit_log(desk: DeskClient) -> None:
    desk.submit("/claims", {"text": "The bridge was closed."})
    desk.submit("/claims", {"text": "x"})

    page = desk.read("/audit")
    assert page.count("check_claim") == 2
    assert "refused" in page
    assert "The bridge was closed." not in page


def test_admins_pages_are_for_admins(desk: DeskClient) -> None:
    desk.sign_in(["claims:read", "claims:write"])

    for path in ("/keys", "/webhooks", "/audit"):
        desk.read(path, 403)
    assert 'href="/keys"' not in desk.read("/overview")
    assert desk.submit("/keys", {"scopes": ["admin"]}).status_code == 403
