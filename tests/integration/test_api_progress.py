"""Streams of events and canceled checks over HTTP, on both databases."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from factcheck.progress import ENDED
from factcheck.store import Store
from factcheck.store.checks import CheckResult
from factcheck.store.records import SCOPES, Claim, LineError, NewClaim
from service.context import EXTENSION
from service.streams import Event, Feed, Look, StreamSlots, StreamTimings, write_stream
from tests.conftest import FakeClock
from tests.fakes import FakeProgressLog
from tests.integration.api_client import ApiClient, read_problem
from tests.store_samples import report_on


class Heard(NamedTuple):
    """One event as a client hears it."""

    event_id: str
    kind: str
    data: dict[str, Any]


@pytest.fixture
def api(store: Store, clock: FakeClock) -> ApiClient:
    return ApiClient(store, clock)


@pytest.fixture
def claim(api: ApiClient) -> Claim:
    return api.store.claims.create(api.workspace_id, NewClaim("It snowed."))


def path(claim: Claim) -> str:
    return f"/v1/claims/{claim.claim_id}/events"


def finish(api: ApiClient, claim: Claim) -> None:
    assert api.store.checks.finish(
        claim.check.check_id, 1, CheckResult({**report_on(), "verdict": "refuted"}, "refuted", 0.9, [])
    )
    api.progress.note(claim.check.check_id, ENDED, {})


def read_events(text: str) -> list[Heard]:
    """Read a stream as the standard says, comments and the time for coming back left out."""
    heard = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith((":", "retry")))
        if fields:
            heard.append(Heard(fields["id"], fields["event"], json.loads(fields["data"])))
    return heard


def hear(api: ApiClient, address: str, last: str | None = None) -> list[Heard]:
    """Listen to the end of a stream, going on behind the last event that was heard."""
    response = api.get(address, headers={} if last is None else {"Last-Event-ID": last}, buffered=True)
    assert response.status_code == 200
    assert response.content_type == "text/event-stream; charset=utf-8"
    text = response.get_data(as_text=True)
    assert text.startswith("retry: 2000\n\n")
    return read_events(text)


def test_a_client_that_comes_late_hears_everything(api: ApiClient, claim: Claim) -> None:
    api.progress.note(claim.check.check_id, "retrieved", {"candidates": 7})
    api.progress.note(claim.check.check_id, "judged", {"judged": 6, "total": 6})
    finish(api, claim)
    heard = hear(api, path(claim))
    assert [event.kind for event in heard] == ["queued", "retrieved", "judged", "done"]
    ids = {"claim_id": claim.claim_id, "check_id": claim.check.check_id}
    assert [event.data for event in heard[:3]] == [ids, {**ids, "candidates": 7}, {**ids, "judged": 6, "total": 6}]
    links = {"self": f"/v1/claims/{claim.claim_id}"}
    assert heard[3].data == {**ids, "status": "done", "verdict": "refuted", "links": links}


def test_a_client_goes_on_where_it_stopped(api: ApiClient, claim: Claim) -> None:
    for judged in (3, 6):
        api.progress.note(claim.check.check_id, "judged", {"judged": judged})
    finish(api, claim)
    heard = hear(api, path(claim))
    for place in range(3):
        rest = hear(api, path(claim), heard[place].event_id)
        assert rest == heard[place + 1 :]
    assert api.get(path(claim), headers={"Last-Event-ID": heard[-1].event_id}).status_code == 204
    for odd in ("", "2.0-0", "1.x", "2.end", f"1.{'9' * 30}-0"):
        assert hear(api, path(claim), odd) == heard


@pytest.mark.parametrize("end", ["done", "failed", "canceled"])
def test_without_a_broker_the_end_is_told_all_the_same(api: ApiClient, claim: Claim, end: str) -> None:
    api.progress.down = True
    if end == "done":
        finish(api, claim)
    elif end == "failed":
        problem = {"type": "t", "title": "It failed", "status": 500, "detail": "It did."}
        api.store.checks.fail(claim.check.check_id, 1, problem)
    else:
        api.store.checks.cancel(api.workspace_id, claim.claim_id)
    assert [event.kind for event in hear(api, path(claim))] == ["queued", end]


def test_events_come_while_the_check_runs(api: ApiClient, claim: Claim) -> None:
    response = api.get(path(claim), buffered=False)
    chunks = iter(response.response)
    assert [next(chunks), read_events(str(next(chunks), "utf-8"))[0].kind][1] == "queued"
    threading.Thread(target=api.progress.note, args=(claim.check.check_id, "retrieved", {"candidates": 1})).start()
    assert read_events(str(next(chunks), "utf-8"))[0].kind == "retrieved"
    threading.Thread(target=finish, args=(api, claim)).start()
    assert read_events(str(next(chunks), "utf-8"))[0].kind == "done"
    response.close()


def test_only_some_may_listen_and_a_place_is_given_back(api: ApiClient, claim: Claim) -> None:
    extensions = api.app.extensions
    extensions[EXTENSION] = replace(extensions[EXTENSION], streams=StreamSlots(1))
    listening = api.get(path(claim), buffered=False)
    problem = api.get(path(claim))
    read_problem(problem, 503)
    assert problem.headers["Retry-After"]
    listening.close()
    finish(api, claim)
    for _ in range(3):
        assert api.send("HEAD", path(claim), buffered=True).status_code == 200
        assert hear(api, path(claim))[-1].kind == "done"


def test_an_import_is_followed_to_its_end(api: ApiClient) -> None:
    imports = api.store.imports
    import_id = imports.begin(api.workspace_id).import_id
    chunk_ids = [imports.add_chunk(import_id, number, [(number + 1, "{}")], []) for number in range(2)]
    imports.commit(import_id, 2)
    address = f"/v1/imports/{import_id}/events"
    response = api.get(address, buffered=False)
    chunks = iter(response.response)
    next(chunks)
    (first,) = read_events(str(next(chunks), "utf-8"))
    assert (first.kind, first.data["total"], first.data["done"]) == ("progress", 2, 0)
    for chunk_id in chunk_ids:
        imports.start_chunk(chunk_id, 1)
    imports.finish_chunk(chunk_ids[0], 1, 1, [])
    api.progress.note(import_id, ENDED, {})
    (second,) = read_events(str(next(chunks), "utf-8"))
    assert (second.kind, second.data["done"]) == ("progress", 1)
    imports.finish_chunk(chunk_ids[1], 1, 0, [LineError(2, "It is empty.")])
    api.progress.note(import_id, ENDED, {})
    (last,) = read_events(str(next(chunks), "utf-8"))
    assert (last.kind, last.data["done"], last.data["failed"]) == ("done", 1, 1)
    assert last.data["links"] == {"self": f"/v1/imports/{import_id}"}
    response.close()
    assert hear(api, address, second.event_id) == [last]
    assert api.get(address, headers={"Last-Event-ID": last.event_id}).status_code == 204


def test_a_stream_breathes_and_ends_after_its_time() -> None:
    timings = StreamTimings(look_seconds=0.01, heartbeat_seconds=0.03, longest_seconds=0.2)
    feed = Feed(FakeProgressLog(), "chk_1", "0-0", Look, lambda note: Event(note.note_id, note.kind, note.data))
    text = "".join(write_stream(feed, timings))
    assert text.count(": still here\n\n") >= 2
    assert read_events(text) == []


def test_a_stream_does_not_breathe_for_a_client_that_may_listen_no_more() -> None:
    answers = iter([True, False])
    feed = Feed(FakeProgressLog(), "chk_1", "0-0", Look, lambda _: None, may_listen=lambda: next(answers))
    stream = write_stream(feed, StreamTimings(look_seconds=0.0, heartbeat_seconds=0.0))
    assert list(stream) == ["retry: 2000\n\n", ": still here\n\n"]


@pytest.mark.parametrize("end", ["revoked", "expired"])
@pytest.mark.parametrize("what", ["claim", "import"])
def test_a_key_that_has_ended_hears_nothing_more(
    api: ApiClient, clock: FakeClock, claim: Claim, what: str, end: str
) -> None:
    import_id = api.store.imports.begin(api.workspace_id).import_id
    api.store.imports.add_chunk(import_id, 0, [(1, "{}")], [])
    key, token = api.store.keys.create(api.workspace_id, SCOPES, clock() + timedelta(hours=1))
    address = path(claim) if what == "claim" else f"/v1/imports/{import_id}/events"
    chunks = iter(api.get(address, headers={"Authorization": f"Bearer {token}"}, buffered=False).response)
    assert [next(chunks), len(read_events(str(next(chunks), "utf-8")))][1] == 1
    if end == "revoked":
        api.store.keys.revoke(key.key_id)
    else:
        clock.advance(3600)

    api.store.imports.commit(import_id, 1)
    api.progress.note(claim.check.check_id, "retrieved", {"candidates": 1})
    finish(api, claim)

    assert list(chunks) == []


def test_a_client_that_goes_frees_its_stream() -> None:
    feed = Feed(FakeProgressLog(), "chk_1", "0-0", Look, lambda _: None)
    stream: Iterator[str] = write_stream(feed, StreamTimings(look_seconds=0.01, heartbeat_seconds=0.0))
    assert [next(stream), next(stream)] == ["retry: 2000\n\n", ": still here\n\n"]
    stream.close()  # type: ignore[attr-defined]
    assert list(stream) == []


def test_a_check_is_canceled_and_its_job_dropped(api: ApiClient) -> None:
    made = api.post("/v1/claims", json={"text": "It snowed."}).get_json()
    assert len(api.queue.jobs) == 1
    canceled = api.post(f"/v1/claims/{made['claim_id']}:cancel")
    assert canceled.status_code == 200
    assert (canceled.get_json()["claim_id"], canceled.get_json()["status"]) == (made["claim_id"], "canceled")
    assert api.queue.jobs == []
    read_problem(api.post(f"/v1/claims/{made['claim_id']}:cancel"), 409)
    shown = api.get(f"/v1/claims/{made['claim_id']}").get_json()
    assert (shown["status"], shown["verdict"]) == ("canceled", None)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_verb_behind_an_id_is_not_part_of_the_id(api: ApiClient, claim: Claim, method: str) -> None:
    answer = api.send(method, f"/v1/claims/{claim.claim_id}:cancel")
    read_problem(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


def test_a_broker_that_is_down_does_not_keep_a_check_from_being_canceled(api: ApiClient, claim: Claim) -> None:
    api.queue.down = api.progress.down = True
    assert api.post(f"/v1/claims/{claim.claim_id}:cancel").get_json()["status"] == "canceled"


def test_a_check_that_has_ended_is_not_canceled(api: ApiClient, claim: Claim) -> None:
    finish(api, claim)
    read_problem(api.post(f"/v1/claims/{claim.claim_id}:cancel"), 409)
    assert api.get(f"/v1/claims/{claim.claim_id}").get_json()["status"] == "done"


def test_others_hear_and_cancel_nothing(api: ApiClient, claim: Claim) -> None:
    headers = {"Authorization": f"Bearer {api.new_token(['admin'], 'other')}"}
    import_id = api.store.imports.begin(api.workspace_id).import_id
    read_problem(api.get(path(claim), headers=headers), 404)
    read_problem(api.get(f"/v1/imports/{import_id}/events", headers=headers), 404)
    read_problem(api.post(f"/v1/claims/{claim.claim_id}:cancel", headers=headers), 404)
    reading = {"Authorization": f"Bearer {api.new_token(['claims:read'])}"}
    read_problem(api.post(f"/v1/claims/{claim.claim_id}:cancel", headers=reading), 403)
