"""Both clients do the same over a transport of httpx: what they send, and what comes of the answers."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from factcheck_client import AsyncClient, Client, RetryPolicy
from factcheck_client.calls import get_document
from factcheck_client.errors import InvalidInputError, UnreachableError, WaitedTooLongError

RETRIES = RetryPolicy(attempts=3, first_pause_seconds=0.001)
PROBLEM = {"type": "urn:factcheck:problem:invalid-input", "title": "T", "status": 422, "detail": "D"}
Handler = Callable[[httpx.Request], httpx.Response]


class Blocking:
    """Uses the blocking client."""

    def __init__(self, handler: Handler) -> None:
        self.transport = httpx.MockTransport(handler)

    def get(self, use: Callable[[Any], Any]) -> Any:
        """Return what the use of the client comes to: items of what can be iterated, as a list."""
        with Client("https://check.example/", "fc_key", retries=RETRIES, transport=self.transport) as client:
            result = use(client)
            return list(result) if isinstance(result, Iterator) or hasattr(result, "pages") else result


class Awaiting(Blocking):
    """Uses the async client."""

    def get(self, use: Callable[[Any], Any]) -> Any:
        async def run() -> Any:
            options: dict[str, Any] = {"retries": RETRIES, "transport": self.transport}
            async with AsyncClient("https://check.example/", "fc_key", **options) as client:
                result = use(client)
                if isinstance(result, AsyncIterator) or hasattr(result, "pages"):
                    return [item async for item in result]
                return await result if inspect.isawaitable(result) else result

        return asyncio.run(run())


both = pytest.mark.parametrize("user", [Blocking, Awaiting])


class Recorder:
    """Answers in turn, the last answer for ever, and keeps what was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@both
def test_a_call_is_authenticated_and_answered(user: type[Blocking]) -> None:
    service = Recorder(httpx.Response(200, json={"claim_id": "clm_1"}))
    assert user(service).get(lambda client: client.get_claim("clm_1")) == {"claim_id": "clm_1"}
    asked = service.asked[0]
    assert str(asked.url) == "https://check.example/v1/claims/clm_1"
    assert asked.headers["Authorization"] == "Bearer fc_key"
    assert asked.headers["User-Agent"].startswith("factcheck-client/")


@both
def test_a_broken_connection_is_tried_again_and_then_told(user: type[Blocking]) -> None:
    service = Recorder(httpx.ConnectError("refused"), httpx.Response(202, json={"claim_id": "clm_1"}))
    assert user(service).get(lambda client: client.create_claim({"text": "T"}))["claim_id"] == "clm_1"
    assert len({request.headers["Idempotency-Key"] for request in service.asked}) == 1
    service = Recorder(httpx.ReadTimeout("late"))
    with pytest.raises(UnreachableError, match="late") as raised:
        user(service).get(lambda client: client.get_claim("clm_1"))
    assert isinstance(raised.value.__cause__, httpx.ReadTimeout)
    assert len(service.asked) == 3


@both
def test_a_problem_is_raised(user: type[Blocking]) -> None:
    headers = {"Content-Type": "application/problem+json"}
    with pytest.raises(InvalidInputError, match="422 T: D"):
        user(Recorder(httpx.Response(422, json=PROBLEM, headers=headers))).get(
            lambda client: client.create_claim({"text": ""})
        )


@both
def test_a_list_is_fetched_page_by_page_while_it_is_iterated(user: type[Blocking]) -> None:
    pages = [{"items": [{"n": 1}, {"n": 2}], "next_cursor": "c2"}, {"items": [{"n": 3}], "next_cursor": None}]
    service = Recorder(*[httpx.Response(200, json=page) for page in pages])
    found = user(service).get(lambda client: client.list_claims(status="done", limit=2))
    assert [item["n"] for item in found] == [1, 2, 3]
    assert [dict(request.url.params) for request in service.asked] == [
        {"status": "done", "limit": "2"},
        {"status": "done", "limit": "2", "cursor": "c2"},
    ]
    service = Recorder(*[httpx.Response(200, json=page) for page in pages])
    assert user(service).get(lambda client: client.list_claims().pages()) == pages


@both
def test_events_are_followed_over_a_broken_connection(user: type[Blocking]) -> None:
    first = httpx.Response(200, content=b"id: 1\nevent: queued\ndata: {}\n\nid: 2\nevent: run")
    rest = httpx.Response(200, content=b'id: 2\nevent: done\ndata: {"verdict": "supported"}\n\n')
    service = Recorder(httpx.ConnectError("refused"), first, rest)
    events = user(service).get(lambda client: client.follow_claim("clm_1"))
    assert [(event.event_id, event.kind) for event in events] == [("1", "queued"), ("2", "done")]
    assert [request.headers.get("Last-Event-ID") for request in service.asked] == [None, None, "1"]
    assert user(Recorder(httpx.Response(204))).get(lambda client: client.follow_claim("clm_1", last_event_id="9")) == []


class Endless(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A stream that a proxy keeps open after its end."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"id: 1\nevent: done\ndata: {}\n\n"
        raise AssertionError("read beyond the last event")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


@both
def test_nothing_is_waited_for_after_the_last_event(user: type[Blocking]) -> None:
    events = user(Recorder(httpx.Response(200, stream=Endless()))).get(lambda client: client.follow_import("imp_1"))
    assert [event.kind for event in events] == ["done"]


@both
def test_a_claim_is_waited_for(user: type[Blocking]) -> None:
    ended = {"claim_id": "clm_1", "text": "T", "status": "done", "verdict": "supported"}
    service = Recorder(
        httpx.Response(202, json={"claim_id": "clm_1", "status": "queued"}),
        httpx.Response(200, json={**ended, "status": "running"}),
        httpx.Response(200, json=ended),
    )
    assert user(service).get(lambda client: client.check_claim({"text": "T"}, timeout_seconds=30)) == ended
    assert service.asked[0].headers["Prefer"] == "wait=30"
    assert [request.method for request in service.asked] == ["POST", "GET", "GET"]
    held = Recorder(httpx.Response(200, json={**ended, "reused": True}))
    assert user(held).get(lambda client: client.check_claim({"text": "T"}))["verdict"] == "supported"
    assert len(held.asked) == 1


@both
def test_waiting_ends_when_the_time_is_over(user: type[Blocking]) -> None:
    service = Recorder(httpx.Response(200, json={"status": "queued"}, headers={"Retry-After": "60"}))
    with pytest.raises(WaitedTooLongError):
        user(service).get(lambda client: client.wait_for_claim("clm_1", timeout_seconds=0.02))
    assert len(service.asked) == 2


@both
def test_a_file_is_sent_anew_at_each_attempt(user: type[Blocking], tmp_path: Path) -> None:
    archive = tmp_path / "archive.jsonl"
    archive.write_text(json.dumps({"document_id": "a", "text": "x" * 100_000}) + "\n", encoding="utf-8")
    bodies = []

    async def take(request: httpx.Request) -> httpx.Response:
        bodies.append(await request.aread())
        return httpx.Response(503 if len(bodies) == 1 else 202, json={"import_id": "imp_1"})

    def take_now(request: httpx.Request) -> httpx.Response:
        bodies.append(request.read())
        return httpx.Response(503 if len(bodies) == 1 else 202, json={"import_id": "imp_1"})

    handler: Any = take if user is Awaiting else take_now
    assert user(handler).get(lambda client: client.create_import(archive))["import_id"] == "imp_1"
    assert bodies == [archive.read_bytes()] * 2


@both
def test_an_answer_has_its_etag(user: type[Blocking]) -> None:
    service = Recorder(httpx.Response(200, json={"version": 1}, headers={"ETag": '"e"', "Idempotency-Replayed": "true"}))
    answer = user(service).get(lambda client: client.send(get_document("a")))
    assert (answer.data["version"], answer.etag, answer.is_replayed) == (1, '"e"', True)


def test_methods_show_what_they_take() -> None:
    with Client("https://check.example", "fc_key") as client:
        assert list(inspect.signature(client.get_version).parameters) == ["document_id", "version", "if_none_match"]
        assert client.get_version.__doc__
        assert "fc_key" not in repr(client)
