"""Claims that ask what was just asked of the same archive share a check. On both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from factcheck.domain import EvidenceFloor
from factcheck.jobs import CHECKS, Job
from factcheck.model_names import describe_versions
from factcheck.settings import read_settings
from factcheck.store import Store
from factcheck.store.checks import CheckResult
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient
from tests.store_samples import BRIDGE, content_of, put_text, report_on

TEXT = "The bridge - at Sant Pere - was closed..."


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    """A client whose workers end each check at once, with a report that cites the document a."""
    client = ApiClient(store, clock)
    document = put_text(store, client.workspace_id, "a").document
    versions = describe_versions(read_settings().models_dir)

    def work(job: Job) -> None:
        if job.queue == CHECKS:
            check_id, attempt = str(job.args[0]), int(str(job.args[1]))
            store.checks.start(check_id, attempt)
            report = {**report_on(document), "versions": versions}
            store.checks.finish(check_id, attempt, CheckResult(report, "supported", 0.9, [document.document_key]))

    client.queue.work = work
    return client


def post(api: ApiClient, text: str = TEXT, **body: Any) -> tuple[str, bool]:
    answer = api.post("/v1/claims", json={"text": text, **body}).get_json()
    return answer["claim_id"], answer["reused"]


def test_the_same_claim_is_the_same_claim(api: ApiClient) -> None:
    first, is_reused = post(api)
    assert not is_reused
    assert post(api) == (first, True)
    assert post(api, "  The  bridge — at Sant Pere – was closed… ") == (first, True)
    assert len(api.queue.jobs) == 1


def test_a_claim_that_still_waits_is_shared(api: ApiClient) -> None:
    api.queue.work = lambda _: None
    first, _ = post(api)
    assert post(api) == (first, True)
    own, is_reused = post(api, external_id="x")
    assert (own != first, is_reused) == (True, False)


def test_a_claim_of_another_name_gets_the_result_and_keeps_it_in_line(api: ApiClient) -> None:
    first, _ = post(api, external_id="x")
    second, is_reused = post(api, external_id="y")
    assert (second != first, is_reused, len(api.queue.jobs)) == (True, True, 1)
    reports = [api.get(f"/v1/claims/{claim_id}").get_json() for claim_id in (first, second)]
    assert [report["status"] for report in reports] == ["done", "done"]
    assert reports[0]["evidence"] == reports[1]["evidence"] != []
    kinds = [event.kind for event in api.store.outbox.pending(10)]
    assert kinds.count("claim.done") == 2
    api.store.documents.delete(api.workspace_id, "a")
    for claim_id in (first, second):
        assert api.get(f"/v1/claims/{claim_id}").get_json()["evidence"] == []


@pytest.mark.parametrize(
    "other",
    [
        {"fresh": True},
        {"as_of": "2025-01-01T00:00:00Z"},
        {"language": "en"},
        {"context": "There."},
        {"watch": True},
        {"exclude_document_ids": ["b"]},
    ],
)
def test_what_asks_something_else_is_not_shared(api: ApiClient, other: dict[str, Any]) -> None:
    first, _ = post(api)
    second, is_reused = post(api, **other)
    assert (second != first, is_reused) == (True, False)


def test_the_same_is_left_out_in_any_order(api: ApiClient) -> None:
    first, _ = post(api, exclude_document_ids=["b", "c"])
    assert post(api, exclude_document_ids=["c", "b", "c"]) == (first, True)
    assert post(api, exclude_document_ids=["c"])[1] is False
    assert post(api)[1] is False


def test_nothing_is_shared_after_a_while(api: ApiClient, clock: FakeClock) -> None:
    first, _ = post(api)
    clock.advance(599)
    assert post(api) == (first, True)
    clock.advance(1)
    assert post(api)[1] is False


@pytest.mark.parametrize("change", ["new", "version", "withheld", "delete", "indexed", "floor", "embargo ends"])
def test_nothing_is_shared_when_the_archive_has_changed(api: ApiClient, clock: FakeClock, change: str) -> None:
    documents, workspace_id = api.store.documents, api.workspace_id
    documents.put(workspace_id, "later", content_of("Later."), embargoed_until=clock() + timedelta(seconds=60))
    post(api)
    clock.advance(59)
    assert post(api)[1] is True
    document = documents.get(workspace_id, "a")
    assert document is not None
    match change:
        case "new":
            put_text(api.store, workspace_id, "b")
        case "version":
            put_text(api.store, workspace_id, "a", "Another text.")
        case "withheld":
            documents.put(workspace_id, "a", BRIDGE, status="withheld")
        case "delete":
            documents.delete(workspace_id, "a")
        case "indexed":
            documents.mark_indexed(document.document_key, document.index_attempt)
        case "floor":
            api.store.workspace_settings.set_floor(workspace_id, EvidenceFloor(), 30)
        case _:
            clock.advance(1)
    assert post(api)[1] is False


def test_the_same_document_again_is_no_change(api: ApiClient) -> None:
    post(api)
    put_text(api.store, api.workspace_id, "a")
    put_text(api.store, api.store.workspaces.ensure("elsewhere").workspace_id, "a")
    assert post(api)[1] is True


def test_nothing_is_shared_across_models_or_when_models_cannot_be_read(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(api)
    monkeypatch.setattr("factcheck.taking.describe_versions", lambda _: {"stance_model": "another@1"})
    assert post(api)[1] is False


def test_a_failed_check_is_not_shared(api: ApiClient) -> None:
    def fail(job: Job) -> None:
        check_id = str(job.args[0])
        api.store.checks.start(check_id, 1)
        api.store.checks.fail(check_id, 1, {"type": "a", "title": "b", "status": 500, "detail": "c"})

    api.queue.work = fail
    post(api)
    assert post(api)[1] is False


def test_other_workspaces_share_nothing(api: ApiClient) -> None:
    first, _ = post(api)
    headers = {"Authorization": f"Bearer {api.new_token(['claims:write'], 'elsewhere')}"}
    answer = api.post("/v1/claims", json={"text": TEXT}, headers=headers).get_json()
    assert (answer["claim_id"] != first, answer["reused"]) == (True, False)


def post_batch(api: ApiClient, *claims: Any, **body: Any) -> tuple[list[str], str]:
    answer = api.post("/v1/claim-batches", json={"claims": list(claims), **body}).get_json()
    found = api.get(answer["links"]["self"]).get_json()
    return [item["claim"]["claim_id"] for item in found["items"]], found["status"]


def test_a_batch_shares_with_claims_and_within_itself(api: ApiClient) -> None:
    first, _ = post(api)
    ids, status = post_batch(
        api, {"text": TEXT}, {"text": "Another."}, {"text": "Another.  "}, {"text": TEXT, "external_id": "x"}
    )
    assert (status, ids[0], ids[1] == ids[2], len({*ids})) == ("done", first, True, 3)
    assert len(api.queue.jobs) == 3
    again, status = post_batch(api, {"text": TEXT}, {"text": "Another."})
    assert (status, again, len(api.queue.jobs)) == ("done", ids[:2], 3)
    assert not {*post_batch(api, {"text": TEXT}, {"text": "Another."}, fresh=True)[0]} & {*ids}
    kinds = [event.kind for event in api.store.outbox.pending(50)]
    assert kinds.count("claim_batch.done") == 3


def test_a_batch_waits_for_the_check_that_it_shares(api: ApiClient) -> None:
    work, api.queue.work = api.queue.work, lambda _: None
    first, _ = post(api)
    answer = api.post("/v1/claim-batches", json={"claims": [{"text": TEXT}]}).get_json()
    assert (answer["items"][0]["claim"]["claim_id"], answer["status"]) == (first, "running")
    work(api.queue.jobs[0])
    assert api.get(answer["links"]["self"]).get_json()["status"] == "done"


def test_an_article_without_a_name_sent_again_shares_its_checks(api: ApiClient) -> None:
    draft = {"text": "The bridge at Sant Pere was closed in March 2024. Some 1,400 people left their homes."}
    made = [api.post("/v1/articles", json={**draft, **more}).get_json() for more in ({}, {}, {"fresh": True})]
    ids = [[sentence["claim"]["claim_id"] for sentence in article["sentences"]] for article in made]
    assert made[0]["article_id"] != made[1]["article_id"]
    assert ids[0] == ids[1] != []
    assert not {*ids[0]} & {*ids[2]}
    assert [api.get(article["links"]["self"]).get_json()["status"] for article in made] == ["done"] * 3
    other = {"text": f"{draft['text']} It rained."}
    (kept, changed) = [
        item["claim"]["claim_id"] for item in api.post("/v1/articles", json=other).get_json()["sentences"][:2]
    ]
    assert (kept, changed in {*ids[0], *ids[2]}) == (ids[2][0], False), "what stands beside the second sentence has changed"
