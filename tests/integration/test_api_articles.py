"""Articles over HTTP, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.store import Store
from factcheck.store.checks import CheckResult
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_pointers, read_problem
from tests.store_samples import report_on

FLOOD = "The river Alm rose by 2.5 metres on Monday."
HOMES = "About 1,400 people left their homes, the police said."
SHIP = "A freighter sank off Velmouth in 2019."
OPINION = "What a terrible night!"
HTML = f"""<h2>Flood</h2><p>The river <b>Alm</b> rose&nbsp;by 2.5 metres on&#32;Monday.</p><script>x = "{SHIP}"</script>
<figure><img src="x"><figcaption>The Alm rose by 3 metres on Tuesday.</figcaption></figure><p>{OPINION} {HOMES}</p>"""


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


def post(api: ApiClient, **body: Any) -> dict[str, Any]:
    answer = api.post("/v1/articles", json=body)
    assert answer.status_code == 202, answer.get_data(as_text=True)
    made: dict[str, Any] = answer.get_json()
    assert answer.headers["Location"] == made["links"]["self"] == f"/v1/articles/{made['article_id']}"
    for sentence in made["sentences"]:
        assert made["text"][sentence["start"] : sentence["end"]] == sentence["selector"]["exact"]
    return made


def exact(article: dict[str, Any]) -> list[str]:
    return [sentence["selector"]["exact"] for sentence in article["sentences"]]


def claims(article: dict[str, Any]) -> list[str | None]:
    return [sentence["claim"] and sentence["claim"]["claim_id"] for sentence in article["sentences"]]


def finish_all(api: ApiClient) -> None:
    for job in api.queue.jobs:
        report = {**report_on(), "verdict": "refuted"}
        api.store.checks.finish(str(job.args[0]), 1, CheckResult(report, "refuted", 0.9, []))
    api.queue.jobs.clear()


def test_offsets_count_in_the_text_as_it_was_sent(api: ApiClient) -> None:
    text = f"\ufeff\U0001f30a flood\r\n\r\n{OPINION} {FLOOD}\r\nWrapped: {HOMES}\r\n"
    made = post(api, text=text, title="Alm floods the town")
    assert made["text"] == text
    assert exact(made) == [FLOOD, f"Wrapped: {HOMES}"]
    assert made["counts"]["checkable"] == 2
    assert all(sentence["claim"]["status"] == "queued" for sentence in made["sentences"])
    first = made["sentences"][0]
    assert (first["selector"]["type"], first["selector"]["prefix"][-5:]) == ("TextQuoteSelector", "ght! ")
    assert {"figure", "date", "name"} <= set(first["reasons"])
    claim = api.get(first["claim"]["links"]["self"]).get_json()
    assert (claim["text"], claim["context"].split("\n")[:2]) == (FLOOD, ["Alm floods the town", OPINION])


def test_of_html_what_is_visible_is_read(api: ApiClient) -> None:
    made = post(api, html=HTML)
    assert made["text"].startswith("Flood\nThe river Alm rose\xa0by 2.5 metres on Monday.\n")
    assert exact(made) == [FLOOD.replace("rose by", "rose\xa0by"), HOMES]
    claim = api.get(made["sentences"][0]["claim"]["links"]["self"]).get_json()
    assert claim["text"] == FLOOD
    assert (made["kind"], made["counts"]["sentences"]) == ("html", 3)


def test_the_best_are_checked_and_all_are_ranked(api: ApiClient) -> None:
    text = " ".join((FLOOD, "Bathing in the Alm was not allowed then.", HOMES, SHIP))
    made = post(api, text=text, check_at_most=2)
    ranks = {sentence["rank"]: sentence for sentence in made["sentences"]}
    assert sorted(ranks) == list(range(1, len(ranks) + 1))
    scores = [ranks[rank]["score"] for rank in sorted(ranks)]
    assert scores == sorted(scores, reverse=True)
    assert [ranks[rank]["claim"] is not None for rank in sorted(ranks)][:3] == [True, True, False]
    assert len(api.queue.jobs) == 2
    assert post(api, text=text, check_at_most=0)["status"] == "done"


def test_an_edited_article_has_only_its_changes_checked(api: ApiClient) -> None:
    first = post(api, text=f"{FLOOD} {HOMES}", external_id="cms-1")
    assert len(api.queue.jobs) == 2
    finish_all(api)
    found = api.get(first["links"]["self"]).get_json()
    assert (found["status"], found["counts"]["by_verdict"]) == ("done", {"refuted": 2})
    second = post(api, text=f"{SHIP}\n\n{HOMES.replace(' said', '  said')} {FLOOD}", external_id="cms-1")
    assert (second["article_id"], second["revision"], second["status"]) == (first["article_id"], 2, "running")
    assert claims(second)[1:] == claims(first)[::-1]
    assert len(api.queue.jobs) == 1
    finish_all(api)
    assert api.get(first["links"]["self"]).get_json()["status"] == "done"
    fresh = post(api, text=FLOOD, external_id="cms-1", fresh=True)
    assert claims(fresh)[0] not in claims(second)


def test_an_article_leaves_out_what_its_sender_names(api: ApiClient) -> None:
    first = post(api, text=FLOOD, external_id="cms-1", exclude_document_ids=["own", "own", "wire"])
    assert first["exclude_document_ids"] == ["own", "wire"]
    finish_all(api)
    claim = api.get(first["sentences"][0]["claim"]["links"]["self"]).get_json()
    assert claim["exclude_document_ids"] == ["own", "wire"]
    same = post(api, text=FLOOD, external_id="cms-1", exclude_document_ids=["wire", "own"])
    assert claims(same) == claims(first)
    other = post(api, text=FLOOD, external_id="cms-1")
    assert (other["exclude_document_ids"], claims(other) == claims(first)) == ([], False)


def test_an_article_can_be_deleted_and_is_of_one_workspace(api: ApiClient) -> None:
    made = post(api, text=FLOOD, external_id="cms-1")
    other = {"Authorization": f"Bearer {api.new_token(['admin'], 'other')}"}
    read_problem(api.get(made["links"]["self"], headers=other), 404)
    read_problem(api.delete(made["links"]["self"], headers=other), 404)
    assert api.delete(made["links"]["self"]).status_code == 204
    read_problem(api.get(made["links"]["self"]), 404)
    read_problem(api.delete(made["links"]["self"]), 404)
    assert api.get(made["sentences"][0]["claim"]["links"]["self"]).status_code == 200
    read_problem(api.get("/v1/articles/art_1"), 404)


def test_an_article_without_claims_is_done_at_once(api: ApiClient) -> None:
    for body in ({"text": OPINION}, {"html": "<p></p>"}, {"html": "<!-- nothing -->"}):
        made = post(api, **body)
        assert (made["status"], made["sentences"]) == ("done", [])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ({"text": FLOOD, "html": FLOOD}, ""),
        ({"text": " "}, "/text"),
        ({"text": "x" * 200_001}, "/text"),
        ({"text": FLOOD, "check_at_most": 101}, "/check_at_most"),
        ({"text": FLOOD, "fresh": "yes"}, "/fresh"),
        ({"text": FLOOD, "fresh": 0}, "/fresh"),
        ({"text": FLOOD, "as_of": "2024-01-01"}, "/as_of"),
        ({"text": FLOOD, "author": "me"}, "/author"),
    ],
)
def test_a_body_that_breaks_a_rule_is_refused(api: ApiClient, body: dict[str, Any], pointer: str) -> None:
    assert read_pointers(api.post("/v1/articles", json=body)) == [pointer]


def test_a_request_that_is_sent_again_is_answered_as_things_stand_now(api: ApiClient) -> None:
    headers = {"Idempotency-Key": "draft-7"}
    first = api.post("/v1/articles", json={"text": FLOOD}, headers=headers).get_json()
    finish_all(api)
    again = api.post("/v1/articles", json={"text": FLOOD}, headers=headers)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (202, "true")
    assert again.headers["Location"] == first["links"]["self"]
    assert (again.get_json()["article_id"], again.get_json()["status"]) == (first["article_id"], "done")
    assert api.delete(first["links"]["self"]).status_code == 204
    read_problem(api.post("/v1/articles", json={"text": FLOOD}, headers=headers), 404)
