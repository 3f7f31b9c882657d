"""Embargo and kill, on every route: what is hidden is hidden from whoever may not send documents, until its time comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from factcheck.domain import ClaimQuery, StanceScores
from factcheck.jobs import Job
from factcheck.pipeline.searching import search_passages
from factcheck.store import open_store
from factcheck.store.checks import CheckResult
from tests.conftest import FakeClock
from tests.integration.api_client import ApiClient, read_problem
from tests.unit.pipeline.conftest import Newsroom

TEXT = "The Aller bridge opened to traffic on Monday after four years of work."
CLAIM = "The Aller bridge opened to traffic."
HIDDEN = {
    "embargo": {"embargoed_until": "2025-03-01T13:00:00Z"},
    "withheld": {"status": "withheld"},
    "canceled": {"status": "canceled"},
}


class Desk:
    """The API in front of a whole newsroom: jobs are done at once, with fakes for index and models."""

    def __init__(self, store_url: str, clock: FakeClock) -> None:
        self.api = ApiClient(open_store(store_url, clock), clock)
        self.newsroom = Newsroom(self.api.store, clock)
        self.newsroom.workspace_id = self.api.workspace_id
        self.newsroom.script[TEXT] = StanceScores(0.9, 0.05, 0.05)
        self.api.queue.work = self._work
        self.reader = {"Authorization": f"Bearer {self.api.new_token(['corpus:read', 'claims:read', 'claims:write'])}"}

    def put(self, **state: Any) -> None:
        assert self.api.put("/v1/documents/d", json={"text": TEXT, **state}).status_code in (200, 201)

    def read(self, path: str, **rest: Any) -> Any:
        return self.api.send(rest.pop("method", "GET"), path, headers=self.reader, **rest)

    def check(self) -> dict[str, Any]:
        answer = self.read("/v1/claims", method="POST", json={"text": CLAIM, "fresh": True})
        assert answer.status_code == 202, answer.get_json()
        claim: dict[str, Any] = self.read(answer.headers["Location"]).get_json()
        return claim

    def _work(self, job: Job) -> Any:
        store = self.api.store
        if job.function.endswith("search"):
            return search_passages(self.newsroom.retriever, ClaimQuery(str(job.args[0]), str(job.args[1])), 10)
        if job.function.endswith("index_document"):
            document = store.documents.get_by_keys([str(job.args[0])])[str(job.args[0])]
            self.newsroom.indexer.index_documents([document])
            store.documents.mark_indexed(document.document_key, document.index_attempt)
        if job.function.endswith("run_check"):
            started = store.checks.start(str(job.args[0]), int(job.args[1] or 0))
            assert started is not None
            outcome = self.newsroom.check(started[0].text)
            verdict = outcome.report.verdict
            store.checks.finish(
                started[1].check_id,
                started[1].attempt,
                CheckResult(outcome.serialised, verdict.label.value, verdict.confidence, outcome.cited_document_keys),
            )
        return None


@pytest.fixture
def desk(sqlite_url: str, clock: FakeClock) -> Iterator[Desk]:
    made = Desk(sqlite_url, clock)
    yield made
    made.api.store.close()


def sees_list(desk: Desk) -> bool:
    return bool(desk.read("/v1/documents").get_json()["items"])


def sees_document(desk: Desk) -> bool:
    return bool(desk.read("/v1/documents/d").status_code == 200)


def sees_versions(desk: Desk) -> bool:
    return bool(desk.read("/v1/documents/d/versions").status_code == 200)


def sees_version(desk: Desk) -> bool:
    return bool(desk.read("/v1/documents/d/versions/1").status_code == 200)


def sees_quote(desk: Desk) -> bool:
    body = {"document_id": "d", "exact": "bridge"}
    answers = [desk.read("/v1/quotes:verify", method="POST", json=sent) for sent in (body, {**body, "version": 1})]
    assert answers[0].status_code == answers[1].status_code
    return bool(answers[0].status_code == 200)


def sees_passage(desk: Desk) -> bool:
    return bool(desk.read("/v1/search?q=Aller+bridge").get_json()["items"])


def sees_evidence(desk: Desk) -> bool:
    claim = desk.check()
    shown = bool(claim["evidence"])
    assert (TEXT in str(claim)) is shown
    assert (claim["verdict"] == "supported") is shown
    return shown


SIGHTS = [sees_list, sees_document, sees_versions, sees_version, sees_quote, sees_passage, sees_evidence]


@pytest.mark.parametrize("sees", SIGHTS)
@pytest.mark.parametrize("kind", HIDDEN)
def test_what_is_hidden_is_not_shown(desk: Desk, sees: Callable[[Desk], bool], kind: str) -> None:
    desk.put(**HIDDEN[kind])
    assert not sees(desk)
    desk.put()
    assert sees(desk)
    desk.put(**HIDDEN[kind])
    assert not sees(desk)


@pytest.mark.parametrize("sees", SIGHTS)
def test_an_embargo_runs_out_without_anybodys_doing(desk: Desk, clock: FakeClock, sees: Callable[[Desk], bool]) -> None:
    desk.put(**HIDDEN["embargo"])
    clock.now += timedelta(minutes=59, seconds=59)
    assert not sees(desk)
    clock.advance(1)
    assert sees(desk)


@pytest.mark.parametrize("kind", HIDDEN)
def test_a_finished_report_loses_what_is_hidden_and_gets_it_back(desk: Desk, kind: str) -> None:
    desk.put()
    claim = desk.check()
    for state, verdict, pieces in ((HIDDEN[kind], "not_enough_evidence", 0), ({}, "supported", 1)):
        desk.put(**state)
        found = desk.read(claim["links"]["self"]).get_json()
        assert (found["verdict"], len(found["evidence"])) == (verdict, pieces)
        (listed,) = desk.read("/v1/claims").get_json()["items"]
        assert listed["verdict"] == verdict


@pytest.mark.parametrize("kind", HIDDEN)
def test_whoever_sends_documents_sees_them_with_their_state(desk: Desk, kind: str) -> None:
    desk.put(**HIDDEN[kind])
    state = HIDDEN[kind]
    document = desk.api.get("/v1/documents/d").get_json()
    assert {name: document[name] for name in state} == state
    assert len(desk.api.get("/v1/documents").get_json()["items"]) == 1
    assert desk.api.get("/v1/documents/d/versions/1").get_json()["text"] == TEXT
    assert desk.api.get("/v1/search?q=Aller+bridge").get_json()["items"] == []


def test_a_hidden_document_answers_like_one_that_never_was(desk: Desk) -> None:
    desk.put(status="withheld")
    hidden, unknown = (read_problem(desk.read(f"/v1/documents/{name}"), 404) for name in ("d", "e"))
    assert hidden == unknown
