"""Claims over HTTP, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from factcheck.jobs import CHECKS, Job
from factcheck.settings import read_settings
from factcheck.store import Store
from factcheck.store.checks import CheckResult
from factcheck.store.records import DocumentContent
from service import gunicorn_conf
from service.context import EXTENSION
from service.streams import StreamSlots
from service.waiting import MOST_WAITING
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_pointers, read_problem

TEXT = "About 76,000 people were brought to safety."
QUOTE = {"exact": "76,000 people", "prefix": "some ", "suffix": " left", "start": 5, "end": 18}


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


def evidence(document_id: str, stance: str = "supporting") -> dict[str, Any]:
    known = dict.fromkeys(("title", "publisher", "credit", "url")) | {"published_at": "2024-08-09T06:00:00Z"}
    document = {"document_id": document_id, "version": 1, **known}
    return {"stance": stance, "confidence": 0.9, "quote": QUOTE, "document": document, "quantities": []}


def finish(api: ApiClient, *pieces: dict[str, Any]) -> None:
    """Let the queue's workers end each check at once with this evidence."""

    def work(job: Job) -> None:
        if job.queue != CHECKS:
            return
        check_id, attempt = job.args
        assert api.store.checks.start(check_id, attempt)
        keys = [
            document.document_key
            for piece in pieces
            if (document := api.store.documents.get(api.workspace_id, piece["document"]["document_id"]))
        ]
        report = {
            "verdict": "supported",
            "confidence": 0.9,
            "reasons": ["One piece of evidence supports it."],
            "evidence": list(pieces),
            "searched": {"passages": 7, "candidates": 5, "judged": 5, "filters": {}},
            "versions": {"index": "i", "stance_model": "s", "embedding_model": "e", "factcheck": "0"},
            "timings_ms": {"total": 12.5},
        }
        assert api.store.checks.finish(check_id, attempt, CheckResult(report, "supported", 0.9, keys))

    api.queue.work = work


def put(api: ApiClient, document_id: str, **state: Any) -> None:
    api.store.documents.put(
        api.workspace_id, document_id, DocumentContent("some 76,000 people left", "text", "same"), **state
    )


def create(api: ApiClient, **fields: Any) -> str:
    response = api.post("/v1/claims", json={"text": TEXT, **fields})
    assert response.status_code == 202
    claim_id: str = response.get_json()["claim_id"]
    return claim_id


def test_a_claim_is_taken_stored_and_enqueued(api: ApiClient) -> None:
    response = api.post("/v1/claims", json={"text": TEXT})
    claim_id = response.get_json()["claim_id"]
    path = f"/v1/claims/{claim_id}"
    assert response.status_code == 202
    assert response.get_json() == {"claim_id": claim_id, "status": "queued", "links": {"self": path}, "reused": False}
    assert response.headers["Location"] == path
    assert int(response.headers["Retry-After"]) >= 1
    assert "Preference-Applied" not in response.headers
    claim = api.store.claims.get(api.workspace_id, claim_id)
    assert claim is not None
    (job,) = api.queue.jobs
    assert (job.queue, job.args) == (CHECKS, (claim.check.check_id, 1))


def test_a_queued_claim_has_no_verdict_yet(api: ApiClient) -> None:
    given = {"as_of": "2024-08-10T02:00:00+02:00", "language": "EN", "context": "In Kursk.", "external_id": "cms-1"}
    response = api.get(f"/v1/claims/{create(api, **given)}")
    claim = response.get_json()
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert {name: claim[name] for name in ("text", "status", "verdict", "confidence")} == {
        "text": TEXT,
        "status": "queued",
        "verdict": None,
        "confidence": None,
    }
    assert [claim[name] for name in ("reasons", "evidence", "searched", "versions", "timings_ms")] == [[], [], {}, {}, {}]
    assert [claim[name] for name in given] == ["2024-08-10T00:00:00Z", "en", "In Kursk.", "cms-1"]
    assert "problem" not in claim


def test_documents_that_are_left_out_are_kept_and_shown(api: ApiClient) -> None:
    claim_id = create(api, exclude_document_ids=["own", "wire:7", "own"])
    assert api.get(f"/v1/claims/{claim_id}").get_json()["exclude_document_ids"] == ["own", "wire:7"]
    assert api.get("/v1/claims").get_json()["items"][0]["exclude_document_ids"] == ["own", "wire:7"]
    assert api.get(f"/v1/claims/{create(api)}").get_json()["exclude_document_ids"] == []
    many = [f"d{number}" for number in range(50)]
    assert api.get(f"/v1/claims/{create(api, exclude_document_ids=many)}").get_json()["exclude_document_ids"] == many


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ("own", ""),
        (None, ""),
        ({"own": 1}, ""),
        (["own", "two words"], "/1"),
        (["own", 7], "/1"),
        (["a/b"], "/0"),
        ([""], "/0"),
        (["x" * 201], "/0"),
        ([["own"]], "/0"),
        ([None], "/0"),
        (["own"] * 51, ""),
    ],
)
def test_what_names_no_documents_is_refused(api: ApiClient, sent: Any, pointer: str) -> None:
    answer = api.post("/v1/claims", json={"text": TEXT, "exclude_document_ids": sent})
    assert read_pointers(answer) == [f"/exclude_document_ids{pointer}"]
    answer = api.post("/v1/articles", json={"text": TEXT, "exclude_document_ids": sent})
    assert read_pointers(answer) == [f"/exclude_document_ids{pointer}"]


def test_a_claim_is_kept_as_it_came(api: ApiClient) -> None:
    text = "  The cafe\u0301 closed.\n"
    assert api.get(f"/v1/claims/{create(api, text=text)}").get_json()["text"] == text


def test_waiting_answers_with_the_whole_report(api: ApiClient) -> None:
    put(api, "a")
    finish(api, evidence("a"))
    response = api.post("/v1/claims", json={"text": TEXT}, headers={"Prefer": "wait=30"})
    claim = response.get_json()
    assert response.status_code == 200
    assert response.headers["Preference-Applied"] == "wait=30"
    assert response.headers["Location"] == claim["links"]["self"]
    assert (claim["status"], claim["verdict"], claim["confidence"]) == ("done", "supported", 0.9)
    assert claim["evidence"] == [evidence("a")]
    assert claim["searched"] == {"passages": 7, "candidates": 5, "judged": 5, "filters": {}}
    assert claim["versions"]["index"] == "i"
    assert claim["timings_ms"] == {"total": 12.5}
    assert claim.pop("reused") is False
    assert api.get(response.headers["Location"]).get_json() == claim


@pytest.mark.parametrize(("prefer", "applied"), [("wait=0", "wait=0"), ("wait=soon", None), ("respond-async", None)])
def test_without_a_time_to_wait_the_answer_comes_at_once(api: ApiClient, prefer: str, applied: str | None) -> None:
    response = api.post("/v1/claims", json={"text": TEXT}, headers={"Prefer": prefer})
    assert response.status_code == 202
    assert response.headers.get("Preference-Applied") == applied


def test_a_check_that_takes_longer_than_the_client_waits_is_answered_202(api: ApiClient) -> None:
    response = api.post("/v1/claims", json={"text": TEXT}, headers={"Prefer": "wait=1"})
    assert response.status_code == 202
    assert response.headers["Preference-Applied"] == "wait=1"


def test_where_too_many_wait_the_answer_comes_at_once_and_a_place_is_given_back(api: ApiClient) -> None:
    extensions = api.app.extensions
    places = StreamSlots(1)
    extensions[EXTENSION] = replace(extensions[EXTENSION], waits=places)
    assert places.take()
    response = api.post("/v1/claims", json={"text": TEXT}, headers={"Prefer": "wait=60"})
    assert response.status_code == 202
    assert "Preference-Applied" not in response.headers
    places.give_back()
    finish(api)
    for text in ("One more claim.", "And another claim."):
        assert api.post("/v1/claims", json={"text": text}, headers={"Prefer": "wait=60"}).status_code == 200


def test_those_who_wait_and_those_who_listen_leave_threads_to_others() -> None:
    assert MOST_WAITING + read_settings().event_streams <= gunicorn_conf.threads - 4


def test_a_broker_that_is_down_loses_no_claim(api: ApiClient) -> None:
    api.queue.down = True
    claim_id = create(api)
    assert api.store.claims.get(api.workspace_id, claim_id) is not None


def test_a_failed_check_says_why(api: ApiClient) -> None:
    problem = {"type": "check-crashed", "title": "Crashed", "status": 500, "detail": "Three times."}

    def work(job: Job) -> None:
        check_id, attempt = job.args
        assert api.store.checks.fail(check_id, attempt, problem)

    api.queue.work = work
    claim = api.post("/v1/claims", json={"text": TEXT}, headers={"Prefer": "wait=5"}).get_json()
    assert (claim["status"], claim["verdict"], claim["evidence"]) == ("failed", None, [])
    assert claim["problem"] == problem


@pytest.mark.parametrize("fate", ["withheld", "canceled", "embargoed", "deleted"])
def test_evidence_that_may_no_longer_be_shown_is_not_shown(api: ApiClient, clock: FakeClock, fate: str) -> None:
    put(api, "kept")
    put(api, "gone")
    finish(api, evidence("kept"), evidence("gone"))
    path = f"/v1/claims/{create(api)}"
    assert len(api.get(path).get_json()["evidence"]) == 2
    if fate == "deleted":
        assert api.delete("/v1/documents/gone").status_code == 204
    elif fate == "embargoed":
        put(api, "gone", embargoed_until=clock() + timedelta(days=1))
    else:
        put(api, "gone", status=fate)
    claim = api.get(path).get_json()
    assert claim["evidence"] == [evidence("kept")]
    assert "no longer available" in claim["reasons"][-1]
    clock.advance(2 * 86400)
    assert len(api.get(path).get_json()["evidence"]) == (2 if fate == "embargoed" else 1)


def test_claims_are_listed_newest_first_page_by_page(api: ApiClient) -> None:
    ids = [create(api, fresh=True) for _ in range(5)]
    seen, cursor = [], ""
    for _ in range(3):
        page = api.get(f"/v1/claims?limit=2{cursor}").get_json()
        seen += [item["claim_id"] for item in page["items"]]
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == ids[::-1]
    assert page["next_cursor"] is None


def test_the_list_is_filtered(api: ApiClient) -> None:
    queued = create(api, external_id="a")
    finish(api)
    done = create(api, external_id="b")

    def found(query: str) -> list[str]:
        return [item["claim_id"] for item in api.get(f"/v1/claims?{query}").get_json()["items"]]

    assert found("status=queued") == [queued]
    assert found("status=done&verdict=supported") == [done]
    assert found("verdict=refuted") == []
    assert found("external_id=a") == [queued]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "/limit"),
        ("limit=201", "/limit"),
        ("limit=-1", "/limit"),
        ("limit=1_0", "/limit"),
        ("limit=%D9%A3", "/limit"),
        ("limit=99999999999999999999999", "/limit"),
        ("limit=", "/limit"),
        ("cursor=nonsense", "/cursor"),
        ("cursor=", "/cursor"),
        ("cursor=%00", "/cursor"),
        ("status=asleep", "/status"),
        ("verdict=true", "/verdict"),
        ("external_id=a%00b", "/external_id"),
        ("stauts=done", "/stauts"),
    ],
)
def test_what_is_wrong_in_a_query_is_named(api: ApiClient, query: str, pointer: str) -> None:
    assert read_pointers(api.get(f"/v1/claims?{query}")) == [pointer]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": ""}, "/text"),
        ({"text": " \n "}, "/text"),
        ({"text": "x"}, "/text"),
        ({"text": "x" * 2001}, "/text"),
        ({"text": 7}, "/text"),
        ({"text": ["a claim"]}, "/text"),
        ({"text": "a\x00b"}, "/text"),
        ({"text": "half \ud800"}, "/text"),
        ({"text": TEXT, "as_of": "2024-08-10T00:00:00"}, "/as_of"),
        ({"text": TEXT, "as_of": "2024-08-10"}, "/as_of"),
        ({"text": TEXT, "language": "every language"}, "/language"),
        ({"text": TEXT, "context": "x" * 2001}, "/context"),
        ({"text": TEXT, "external_id": "x" * 201}, "/external_id"),
        ({"text": TEXT, "verdict": "supported"}, "/verdict"),
        ([], ""),
        ("a claim", ""),
    ],
)
def test_what_is_wrong_in_a_claim_is_named_and_nothing_is_stored(api: ApiClient, body: Any, pointer: str) -> None:
    assert read_pointers(api.post("/v1/claims", json=body)) == [pointer]
    assert api.store.claims.list(api.workspace_id).items == ()
    assert api.queue.jobs == []


def test_the_limits_of_a_claim_are_said(api: ApiClient) -> None:
    assert "2,000" in read_problem(api.post("/v1/claims", json={"text": "x" * 2001}), 422)["detail"]
    assert "at least 2" in read_problem(api.post("/v1/claims", json={"text": "x"}), 422)["detail"]
    create(api, text="ab")
    create(api, text=" " + "\U0001f30a" * 2000 + " ")


@pytest.mark.parametrize("claim_id", ["clm_" + "0" * 32, "clm_1", "x", "%00", "%ff", "' OR 1=1", "x" * 3000])
def test_unknown_ids_are_not_found(api: ApiClient, claim_id: str) -> None:
    read_problem(api.get(f"/v1/claims/{claim_id}"), 404)


def test_another_workspace_sees_nothing(api: ApiClient) -> None:
    claim_id = create(api)
    other = {"Authorization": f"Bearer {api.new_token(['claims:read'], 'rivals')}"}
    read_problem(api.get(f"/v1/claims/{claim_id}", headers=other), 404)
    assert api.get("/v1/claims", headers=other).get_json() == {"items": [], "next_cursor": None}
