"""Server-sent events (WHATWG HTML), read from lines, and followed over broken connections. No I/O."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from factcheck_client.errors import UnexpectedAnswerError, UnreachableError
from factcheck_client.messages import EventsCall, Request, Response, build_request, read_answer, retry_after_seconds
from factcheck_client.sending import LOST, REFUSED_FOR_NOW, Pause, RetryPolicy

# After any of these nothing comes.
LAST_KINDS = ("done", "failed", "canceled")


@dataclass(frozen=True, slots=True)
class Event:
    """A step of a check or of an import; ``event_id`` is what ``last_event_id`` takes."""

    event_id: str
    kind: str
    data: dict[str, Any]

    @property
    def is_last(self) -> bool:
        """Say whether nothing comes after it."""
        return self.kind in LAST_KINDS


class EventReader:
    """Makes events of the pieces of a stream."""

    def __init__(self) -> None:
        self._decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")(errors="replace"), translate=True)
        self._rest = ""
        self._event_id = ""
        self._kind = ""
        self._data: list[str] = []

    def feed(self, piece: bytes) -> Iterator[Event]:
        """Yield the events that the piece completes."""
        *lines, self._rest = (self._rest + self._decoder.decode(piece)).split("\n")
        for line in lines:
            if line:
                self._take(line)
                continue
            if self._data:
                yield Event(self._event_id, self._kind or "message", _parse("\n".join(self._data)))
            self._kind, self._data = "", []

    def _take(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._kind = value
        elif name == "id":
            self._event_id = value


class Following:
    """What is left to hear of a stream, whatever the connection does.

    A client asks for ``request``, tells ``opened`` what the answer is, passes what comes to ``heard``, and tells ``ended``
    when the connection has, by an error or without; then it pauses as told, and begins again unless it ``is_over``.
    """

    def __init__(self, call: EventsCall, policy: RetryPolicy) -> None:
        self._base = build_request(call, {"Accept": "text/event-stream, application/problem+json"})
        self._policy = policy
        self._last_event_id = ""
        self._attempt = 0
        self._refusal: Response | None = None
        self._reader = EventReader()
        self.is_over = False

    def request(self) -> Request:
        """Return the next request, which names the last event that came."""
        self._attempt += 1
        self._reader = EventReader()
        self._refusal = None
        heard = {"Last-Event-ID": self._last_event_id} if self._last_event_id else {}
        return replace(self._base, headers={**self._base.headers, **heard})

    def opened(self, response: Response) -> bool:
        """Take the head of an answer, of others than 200 with its content; say whether events follow."""
        if response.status in (*REFUSED_FOR_NOW, *LOST):
            self._refusal = response
        elif response.status == 204:
            self.is_over = True
        elif response.status != 200:
            read_answer(response)
            raise UnexpectedAnswerError(f"The answer ({response.status}) is no stream of events.")
        return response.status == 200

    def heard(self, piece: bytes) -> Iterator[Event]:
        """Yield the events that a piece completes, up to the last. Whatever comes shows that the stream is alive."""
        self._attempt = 0
        for event in self._reader.feed(piece):
            self._last_event_id = event.event_id or self._last_event_id
            self.is_over = event.is_last
            yield event
            if self.is_over:
                return

    def ended(self, error: UnreachableError | None = None) -> Pause:
        """Take it that the connection has ended; return the pause before the next. Raises what was one failure too many."""
        if self.is_over:
            return Pause(0)
        asked = retry_after_seconds(self._refusal.headers) if self._refusal else None
        pause = self._policy.pause(max(self._attempt, 1), asked)
        if pause is None and self._refusal:
            read_answer(self._refusal)
        if pause is None:
            raise error or UnreachableError("The stream ends again and again before anything comes.")
        return pause


def _parse(data: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError as error:
        raise UnexpectedAnswerError("An event is not JSON.") from error
    if not isinstance(found, dict):
        raise UnexpectedAnswerError("An event is no JSON object.")
    return found
