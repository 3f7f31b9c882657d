"""What workers say of their progress while they work, for those who watch.

Not truth: each thing (a check, an import) has a stream in the broker that is gone five minutes after its end, an hour after
its last note, or at once with the broker. Whoever watches hears of the end from the store.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from factcheck.broker import connect_broker
from factcheck.errors import BrokerUnavailableError

logger = logging.getLogger("factcheck.progress")

KEPT_SECONDS = 3600
# Of the broker's memory a stream takes 4 KB at least: 30,000 claims in an hour would be 130 MB.
KEPT_AFTER_END_SECONDS = 300
MOST_NOTES = 500
# A broker that is away may hold a check up for this long at most, and not again before the pause is over.
NOTE_SECONDS = 0.5
PAUSE_SECONDS = 10.0
# Said after the end stands in the store, to wake those who wait; the note itself tells nothing.
ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was said; ids of one topic grow."""

    note_id: str
    kind: str
    data: dict[str, Any]


class ProgressLog(Protocol):
    """Notes by topic, a check's or an import's id. Safe to call from several threads."""

    def note(self, topic: str, kind: str, data: Mapping[str, Any]) -> None:
        """Say how far something is. Never raises; loses the note where it can't be kept."""

    def read(self, topic: str, after: str, seconds: float) -> list[Note]:
        """Return the notes after this id, oldest first, waiting up to ``seconds`` for the first one.

        Raises BrokerUnavailableError.
        """


class RedisProgressLog:
    """ProgressLog in streams of Redis or Valkey."""

    def __init__(self, connection: Redis, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._connection = connection
        self._monotonic = monotonic
        self._silent_until = float("-inf")

    def note(self, topic: str, kind: str, data: Mapping[str, Any]) -> None:
        """Say how far something is. Never raises; loses the note where it can't be kept."""
        if self._monotonic() < self._silent_until:
            return
        try:
            with self._connection.pipeline() as pipe:
                pipe.xadd(_key(topic), {"kind": kind, "data": json.dumps(data)}, maxlen=MOST_NOTES)
                pipe.expire(_key(topic), KEPT_AFTER_END_SECONDS if kind == ENDED else KEPT_SECONDS)
                pipe.execute()
        except RedisError as error:
            self._silent_until = self._monotonic() + PAUSE_SECONDS
            logger.warning("Progress is not told for %.0f s, the broker can't be reached: %s", PAUSE_SECONDS, error)

    def read(self, topic: str, after: str, seconds: float) -> list[Note]:
        """Return the notes after this id, oldest first, waiting up to ``seconds`` for the first one."""
        # To wait for 0 ms would mean to the broker to wait for ever.
        block = max(1, int(seconds * 1000)) if seconds > 0 else None
        try:
            found: Any = self._connection.xread({_key(topic): after}, count=MOST_NOTES, block=block)
        except RedisError as error:
            raise BrokerUnavailableError(f"The broker can't be reached: {error}") from error
        return [_read_note(note_id, fields) for _stream, entries in found or () for note_id, fields in entries]


class NoProgressLog:
    """ProgressLog of a process that has no broker: nothing is kept."""

    def note(self, topic: str, kind: str, data: Mapping[str, Any]) -> None:  # noqa: ARG002
        """Lose the note."""
        return

    def read(self, topic: str, after: str, seconds: float) -> list[Note]:  # noqa: ARG002
        """Raise BrokerUnavailableError."""
        raise BrokerUnavailableError("This process has no broker.")


@dataclass(frozen=True, slots=True)
class Teller:
    """Says how far one thing is; by default to nobody."""

    log: ProgressLog
    topic: str

    def tell(self, kind: str, **data: int) -> None:
        """Say how far it is."""
        self.log.note(self.topic, kind, data)


NO_LOG = NoProgressLog()
SILENT = Teller(NO_LOG, "")


def build_progress_log(redis_url: str, longest_wait_seconds: float = NOTE_SECONDS) -> RedisProgressLog:
    """Return the log on the broker at this address; connects when it is first used."""
    connection = connect_broker(
        redis_url,
        socket_timeout=longest_wait_seconds,
        socket_connect_timeout=NOTE_SECONDS,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )
    return RedisProgressLog(connection)


def _key(topic: str) -> str:
    return f"factcheck:progress:{topic}"


def _read_note(note_id: bytes, fields: Mapping[bytes, bytes]) -> Note:
    return Note(note_id.decode(), fields[b"kind"].decode(), json.loads(fields[b"data"]))
