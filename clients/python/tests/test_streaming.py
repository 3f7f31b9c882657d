"""Server-sent events: read from pieces of any size, followed over broken connections."""

from __future__ import annotations

import pytest

from factcheck_client import calls
from factcheck_client.errors import NotFoundError, UnavailableError, UnexpectedAnswerError, UnreachableError
from factcheck_client.messages import Response
from factcheck_client.sending import Pause, RetryPolicy
from factcheck_client.streaming import Event, EventReader, Following

POLICY = RetryPolicy(attempts=2, first_pause_seconds=1, chance=lambda: 0.0)
STREAM = (
    ": hello\n\nid: 1\nevent: queued\ndata: {}\n\n: still there\n\n"
    'id:2\r\nevent:judged\r\ndata: {"judged":\r\ndata:1}\r\n\r\n'
    'retry: 5\ndata: {"a\u2028b": "ü"}\n\nid: 3\nevent: done\ndata: {}\n\n'
    "id: 4\nevent: queued\ndata: {}\n\nid: 5\ndata: {"
).encode()
OPEN = Response(200, {}, b"")


def following(**options: str) -> Following:
    return Following(calls.follow_claim("clm_1", **options), POLICY)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_events_are_the_same_in_whatever_pieces_they_come(size: int) -> None:
    reader = EventReader()
    pieces = [STREAM[start : start + size] for start in range(0, len(STREAM), size)]
    assert [event for piece in pieces for event in reader.feed(piece)] == [
        Event("1", "queued", {}),
        Event("2", "judged", {"judged": 1}),
        Event("2", "message", {"a\u2028b": "ü"}),
        Event("3", "done", {}),
        Event("4", "queued", {}),
    ]


@pytest.mark.parametrize("data", [b"{", b"[]"])
def test_data_that_is_no_object_is_refused(data: bytes) -> None:
    with pytest.raises(UnexpectedAnswerError):
        list(EventReader().feed(b"data: " + data + b"\n\n"))


def test_the_last_event_ends_it() -> None:
    stream = following()
    stream.request()
    assert stream.opened(OPEN)
    assert [event.event_id for event in stream.heard(STREAM)] == ["1", "2", "2", "3"]
    assert stream.is_over
    assert stream.ended() == Pause(0)


def test_a_broken_stream_goes_on_after_what_was_heard() -> None:
    stream = following()
    assert "Last-Event-ID" not in stream.request().headers
    stream.opened(OPEN)
    assert [event.event_id for event in stream.heard(b"id: 8\ndata: {}\n\nid: 9\ndata: {")] == ["8"]
    assert stream.ended(UnreachableError("gone")) == Pause(1)
    assert stream.request().headers["Last-Event-ID"] == "8"
    stream.opened(OPEN)
    assert [event.event_id for event in stream.heard(b"id: 9\ndata: {}\n\n")] == ["9"]


def test_it_begins_after_the_event_that_was_named() -> None:
    assert following(last_event_id="7").request().headers["Last-Event-ID"] == "7"


def test_nothing_more_to_hear_is_no_error() -> None:
    stream = following(last_event_id="3")
    stream.request()
    assert not stream.opened(Response(204, {}, b""))
    assert stream.is_over


def test_one_failure_too_many_is_raised_and_any_sign_of_life_counts_anew() -> None:
    stream = following()
    lost = UnreachableError("gone")
    for _ in range(3):
        stream.request()
        stream.opened(OPEN)
        assert list(stream.heard(b": still there\n\n")) == []
        assert stream.ended(lost) == Pause(1)
    stream.request()
    stream.ended(lost)
    stream.request()
    with pytest.raises(UnreachableError, match="gone"):
        stream.ended(lost)


def test_a_service_with_too_many_listeners_is_asked_again_when_it_says() -> None:
    body = b'{"type": "urn:factcheck:problem:unavailable", "title": "T", "detail": "D"}'
    refusal = Response(503, {"retry-after": "5", "content-type": "application/problem+json"}, body)
    stream = following()
    stream.request()
    assert not stream.opened(refusal)
    assert stream.ended() == Pause(5)
    stream.request()
    stream.opened(refusal)
    with pytest.raises(UnavailableError):
        stream.ended()


def test_other_answers_are_raised() -> None:
    body = b'{"type": "urn:factcheck:problem:not-found", "title": "T", "detail": "D"}'
    with pytest.raises(NotFoundError):
        following().opened(Response(404, {"content-type": "application/problem+json"}, body))
    with pytest.raises(UnexpectedAnswerError):
        following().opened(Response(201, {}, b""))
