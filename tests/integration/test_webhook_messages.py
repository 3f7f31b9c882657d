"""What messages say: what is true and may be shown at the moment of sending, on both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from factcheck.domain import Stance
from factcheck.store import Store
from factcheck.store.articles import NewArticle, NewSentence
from factcheck.store.batches import NewItem
from factcheck.store.checks import CheckResult
from factcheck.store.progress import ClaimState
from factcheck.store.records import Claim, Document, NewClaim
from factcheck.store.webhook_records import LeasedDelivery, NewWebhook, Room
from factcheck.webhooks.events import EVENT_KINDS
from factcheck.webhooks.messages import build_message
from service.paths import article_path, batch_path, import_path
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient
from tests.store_samples import content_of, put_text, report_on

GROUPS = {"batch": "claim_batch", "article": "article"}
ROOM = Room(sound=100, failing=100, per_webhook=100)


def check_claim(store: Store, workspace_id: str, *documents: Document, stance: Stance = Stance.SUPPORTING) -> Claim:
    """Check a claim on the evidence of these documents."""
    claim = store.claims.create(workspace_id, NewClaim("The bridge was closed.", external_id="cms-7"))
    report = report_on(*documents, stance=stance)
    keys = [document.document_key for document in documents]
    assert store.checks.finish(claim.check.check_id, 1, CheckResult(report, report["verdict"], 0.9, keys))
    found = store.claims.get(workspace_id, claim.claim_id)
    assert found is not None
    return found


def lease_one(store: Store, workspace_id: str, payload: str = "thin") -> LeasedDelivery:
    """Hand out what has happened to a new webhook and return the one delivery that this makes."""
    store.webhooks.create(workspace_id, NewWebhook("https://cms.example/", EVENT_KINDS, payload), "whsec_one")
    store.outbox.hand_out(10)
    (delivery,) = store.dispatch.lease(ROOM, 60)
    return delivery


def read(store: Store, delivery: LeasedDelivery, clock: FakeClock) -> dict[str, Any]:
    body = build_message(store, delivery, clock.now)
    assert body is not None
    message: dict[str, Any] = json.loads(body)
    return message


def test_a_thin_message_has_ids_status_verdict_and_links_alone(store: Store, workspace_id: str, clock: FakeClock) -> None:
    claim = check_claim(store, workspace_id, put_text(store, workspace_id, "a").document)
    delivery = lease_one(store, workspace_id)
    assert read(store, delivery, clock) == {
        "type": "claim.done",
        "timestamp": "2025-03-01T12:00:00Z",
        "data": {
            "claim_id": claim.claim_id,
            "check_id": claim.check.check_id,
            "external_id": "cms-7",
            "status": "done",
            "verdict": "supported",
            "is_latest": True,
            "links": {"self": f"/v1/claims/{claim.claim_id}"},
        },
    }


def test_a_full_message_has_the_claim_as_the_api_answers_it(store: Store, clock: FakeClock) -> None:
    api = ApiClient(store, clock)
    documents = [put_text(store, api.workspace_id, name).document for name in ("a", "b")]
    claim = check_claim(store, api.workspace_id, *documents)
    delivery = lease_one(store, api.workspace_id, "full")
    for hidden in (False, True):
        if hidden:
            store.documents.put(api.workspace_id, "a", documents[0].content, "withheld")
        data = read(store, delivery, clock)["data"]
        answered = api.get(f"/v1/claims/{claim.claim_id}").get_json()
        assert data["claim"] == answered
        assert len(answered["evidence"]) == (1 if hidden else 2)


@pytest.mark.parametrize("hide", ["withhold", "embargo", "delete"])
@pytest.mark.parametrize("payload", ["thin", "full"])
def test_what_was_hidden_before_sending_leaks_nowhere(
    store: Store, workspace_id: str, clock: FakeClock, hide: str, payload: str
) -> None:
    document = put_text(store, workspace_id, "a", "The bridge was closed on a secret day.").document
    check_claim(store, workspace_id, document, stance=Stance.CONFLICTING)
    delivery = lease_one(store, workspace_id, payload)
    assert read(store, delivery, clock)["data"]["verdict"] == "refuted"

    if hide == "delete":
        store.documents.delete(workspace_id, "a")
    elif hide == "embargo":
        store.documents.put(workspace_id, "a", document.content, "usable", clock.now + timedelta(hours=1))
    else:
        store.documents.put(workspace_id, "a", document.content, "withheld")

    body = build_message(store, delivery, clock.now)
    assert body is not None
    assert json.loads(body)["data"]["verdict"] == "not_enough_evidence"
    assert b"secret day" not in body
    assert b"refuted" not in body
    if hide == "embargo":
        clock.advance(3600)
        assert read(store, delivery, clock)["data"]["verdict"] == "refuted"


def test_a_failed_claim_is_told_without_a_verdict(store: Store, workspace_id: str, clock: FakeClock) -> None:
    check = store.claims.create(workspace_id, NewClaim("x")).check
    store.checks.fail(check.check_id, 1, {"type": "t", "title": "No", "status": 500, "detail": "No."})
    delivery = lease_one(store, workspace_id, "full")
    message = read(store, delivery, clock)
    assert message["type"] == "claim.failed"
    assert (message["data"]["status"], message["data"]["verdict"]) == ("failed", None)
    assert message["data"]["claim"]["problem"]["title"] == "No"


def test_an_import_is_told_with_its_counts_and_address(store: Store, workspace_id: str, clock: FakeClock) -> None:
    imported = store.imports.begin(workspace_id)
    store.imports.add_chunk(imported.import_id, 0, [], [])
    store.imports.commit(imported.import_id, 0)
    message = read(store, lease_one(store, workspace_id), clock)
    assert message["type"] == "import.done"
    assert message["data"]["status"] == "done"
    assert message["data"]["links"] == {"self": import_path(imported.import_id)}


def test_a_test_says_nothing_but_that(store: Store, workspace_id: str, clock: FakeClock) -> None:
    webhook = store.webhooks.create(workspace_id, NewWebhook("https://cms.example/", EVENT_KINDS), "whsec_one")
    store.deliveries.add_test(workspace_id, webhook.webhook_id)
    message = read(store, store.dispatch.lease(ROOM, 60)[0], clock)
    assert (message["type"], message["data"]) == ("webhook.test", {})


def test_what_is_gone_from_the_store_is_not_told(store: Store, workspace_id: str, clock: FakeClock) -> None:
    check_claim(store, workspace_id, put_text(store, workspace_id, "a").document)
    delivery = lease_one(store, workspace_id)
    other = store.workspaces.ensure("rivals").workspace_id
    for changed in ({"workspace_id": other}, {"subject": {**delivery.subject, "check_id": "chk_gone"}}):
        assert build_message(store, replace(delivery, **changed), clock.now) is None


@pytest.mark.parametrize("group", ["batch", "article"])
def test_a_group_is_told_with_the_counts_of_now(store: Store, workspace_id: str, clock: FakeClock, group: str) -> None:
    document = put_text(store, workspace_id, "a").document
    path, claims = make_group(store, workspace_id, group)
    for state in claims:
        report = report_on(document)
        assert store.checks.finish(state.check_id, 1, CheckResult(report, report["verdict"], 0.9, [document.document_key]))
    store.webhooks.create(workspace_id, NewWebhook("https://cms.example/", (f"{GROUPS[group]}.done",)), "whsec_one")
    store.outbox.hand_out(10)
    (delivery,) = store.dispatch.lease(ROOM, 60)

    data = read(store, delivery, clock)["data"]
    assert data["links"] == {"self": path}
    assert data["counts"]["by_verdict"] == {"supported": 2}
    store.documents.put(workspace_id, "a", document.content, "withheld")
    assert read(store, delivery, clock)["data"]["counts"]["by_verdict"] == {"not_enough_evidence": 2}
    assert ApiClient(store, clock).get(path).get_json()["counts"] == read(store, delivery, clock)["data"]["counts"]


def test_an_article_that_was_deleted_is_not_told(store: Store, workspace_id: str, clock: FakeClock) -> None:
    _path, (state, other) = make_group(store, workspace_id, "article")
    for check in (state, other):
        store.checks.fail(check.check_id, 1, {"title": "x"})
    store.webhooks.create(workspace_id, NewWebhook("https://cms.example/", ("article.done",)), "whsec_one")
    store.outbox.hand_out(10)
    (delivery,) = store.dispatch.lease(ROOM, 60)
    assert store.articles.delete(workspace_id, delivery.subject["article_id"])
    assert build_message(store, delivery, clock.now) is None


def make_group(store: Store, workspace_id: str, group: str) -> tuple[str, list[ClaimState]]:
    """Send two claims as a batch or as sentences of an article; return its address and how far they are."""
    if group == "batch":
        batch = store.batches.create(workspace_id, [NewItem(NewClaim("One.")), NewItem(NewClaim("Two."))])
        return batch_path(batch.batch_id), [item.claim for item in batch.items if item.claim]
    words = ((0, "One."), (5, "Two."))
    sentences = tuple(NewSentence(start, start + 4, word, 0.9, (), NewClaim(word)) for start, word in words)
    new = NewArticle(text="One. Two.", kind="text", sentences=sentences, total=2, check_at_most=2)
    article = store.articles.put(workspace_id, new)
    return article_path(article.article_id), [sentence.claim for sentence in article.sentences if sentence.claim]


def test_texts_keep_their_letters(store: Store, workspace_id: str, clock: FakeClock) -> None:
    document = store.documents.put(workspace_id, "a", content_of("Die Brücke „Süd“ ist zu – seit März. 🌉")).document
    check_claim(store, workspace_id, document)
    body = build_message(store, lease_one(store, workspace_id, "full"), clock.now)
    assert body is not None
    assert "Die Brücke „Süd“ ist zu – seit März. 🌉".encode() in body
