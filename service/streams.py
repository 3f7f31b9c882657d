"""Server-sent events (WHATWG HTML, 9.2): their shape, how many clients may listen, and how long one answer goes on.

Each listening client occupies a thread of gunicorn, so only some are let in, and none stays for longer than some
minutes: a client of this kind comes back by itself, with the id of the last event that it had.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response

from factcheck.errors import BrokerUnavailableError
from factcheck.progress import ENDED, Note, ProgressLog
from service.problems import unavailable

EVENT_STREAM = "text/event-stream"
# A client that has heard the end comes back all the same; "no content" is what tells it to stop.
END = "end"


@dataclass(frozen=True, slots=True)
class StreamTimings:
    """When a stream looks, breathes and ends, in seconds."""

    look_seconds: float = 1.0  # how often the store is asked whether the end has come, if the broker says nothing
    heartbeat_seconds: float = 10.0  # a client that has gone is noticed when something is written to it
    longest_seconds: float = 240.0
    return_seconds: float = 2.0  # after which a client that was cut off comes back


TIMINGS = StreamTimings()


@dataclass(frozen=True, slots=True)
class Event:
    """One event; ``event_id`` is what a client sends back as ``Last-Event-ID``."""

    event_id: str
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """What the store says now: events to be sent, and whether they are the last ones."""

    events: tuple[Event, ...] = ()
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """What a stream is made of: notes of a topic from a place on, and looks into the store that tell the end.

    ``convert`` makes an event of a note, or None of one that only wakes; ``may_listen`` says whether the client may still.
    """

    log: ProgressLog
    topic: str
    after: str
    look: Callable[[], Look]
    convert: Callable[[Note], Event | None]
    first: tuple[Event, ...] = ()
    may_listen: Callable[[], bool] = lambda: True


class StreamSlots:
    """Counts the clients that occupy a thread of this process for long. Safe to call from several threads."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most)

    def take(self) -> bool:
        """Take a place if one is free."""
        return self._free.acquire(blocking=False)

    def give_back(self) -> None:
        """Give a place back that was taken."""
        self._free.release()


def answer_stream(slots: StreamSlots, chunks: Iterator[str]) -> Response:
    """Return the response that sends these chunks; raises the 503 problem if too many clients listen already."""
    if not slots.take():
        raise unavailable("Too many clients listen to events at the moment.")
    response = Response(chunks, content_type=f"{EVENT_STREAM}; charset=utf-8")
    response.headers["X-Accel-Buffering"] = "no"  # nginx would collect the events before it passes them on
    response.call_on_close(slots.give_back)
    return response


def write_stream(feed: Feed, timings: StreamTimings = TIMINGS) -> Iterator[str]:
    """Yield the text of a stream until the end has been told, its time is over, or the client may listen no more.

    A broker that is away costs the notes and nothing else: the end comes from the store.
    """
    yield f"retry: {int(timings.return_seconds * 1000)}\n\n"
    yield from map(format_event, feed.first)
    began = written = time.monotonic()
    after = feed.after
    while time.monotonic() - began < timings.longest_seconds:
        found = feed.look()
        # What the store says does not wait; the notes before the end are sent before the end.
        notes = _read_notes(feed, after, 0.0 if found.is_end or found.events else timings.look_seconds)
        told = [event for note in notes if note.kind != ENDED and (event := feed.convert(note))]
        texts = [format_event(event) for event in (*told, *found.events)]
        if not texts and time.monotonic() - written >= timings.heartbeat_seconds:
            texts = [": still here\n\n"]
        if texts and not feed.may_listen():
            return
        for text in texts:
            yield text
            written = time.monotonic()
        if found.is_end:
            return
        after = notes[-1].note_id if notes else after


def format_event(event: Event) -> str:
    """Return the event as it goes over the wire; JSON on one line needs no further escape."""
    return f"id: {event.event_id}\nevent: {event.kind}\ndata: {json.dumps(event.data)}\n\n"


def _read_notes(feed: Feed, after: str, seconds: float) -> list[Note]:
    try:
        return feed.log.read(feed.topic, after, seconds)
    except BrokerUnavailableError:
        time.sleep(seconds)
        return []
