"""What a worker tells the broker of the index, for probes: kept alive there, also during a long job."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

from redis import Redis

from factcheck.jobs import INDEX_KEY
from workers.queues import INDEX_TTL_SECONDS


class IndexDescription:
    """The last description that the child gave; asked for and published every ``every_seconds``."""

    def __init__(self, connection: Redis, every_seconds: float) -> None:
        self._connection = connection
        self._every_seconds = every_seconds
        self._text: str | None = None
        self._asked_at = self._published_at = float("-inf")

    def is_due(self) -> bool:
        """Say whether it is time to ask the child again."""
        return time.monotonic() - self._asked_at >= self._every_seconds

    def note(self, description: dict[str, Any] | None) -> None:
        """Keep what the child has said, None if it could not; the one before is kept then."""
        self._asked_at = time.monotonic()
        if description is not None:
            self._text = json.dumps({**description, "at": datetime.now(UTC).isoformat()})
            self._published_at = float("-inf")

    def publish(self) -> None:
        """Renew it in the broker if that is due."""
        if self._text and time.monotonic() - self._published_at >= self._every_seconds:
            self._connection.set(INDEX_KEY, self._text, ex=INDEX_TTL_SECONDS)
            self._published_at = time.monotonic()
