"""Too much to do: new claims are refused while those that wait have waited too long. Everything else goes on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from factcheck.errors import BrokerUnavailableError
from factcheck.jobs import CHECKS
from service.context import services
from service.problems import ProblemError
from service.queue import JobQueue

log = logging.getLogger(__name__)

# How long one look at the queue is good for: a hundred claims a second cost one question to the broker.
LOOK_SECONDS = 1.0
RETRY_AFTER_SECONDS = "30"
DETAIL = "More claims wait than can be checked soon. Nothing was taken; send it again when Retry-After has passed."


class OverloadGuard:
    """Knows whether the first check in the queue has waited longer than ``limit_seconds``; 0 never minds."""

    def __init__(self, queue: JobQueue, limit_seconds: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._queue = queue
        self._limit_seconds = limit_seconds
        self._monotonic = monotonic
        self._looked_at = float("-inf")
        self._is_overloaded = False

    def is_overloaded(self) -> bool:
        """Say whether to refuse new claims. A broker that is away says nothing: the store keeps what is taken."""
        now = self._monotonic()
        if self._limit_seconds and now - self._looked_at >= LOOK_SECONDS:
            self._looked_at = now
            self._is_overloaded = self._look()
        return self._is_overloaded

    def _look(self) -> bool:
        try:
            age = self._queue.age_seconds(CHECKS)
        except BrokerUnavailableError:
            return False
        if age > self._limit_seconds:
            log.warning("Claims are refused: the first in the queue has waited %.0f s", age)
        return age > self._limit_seconds


def refuse_when_overloaded() -> None:
    """Raise the 503 problem if claims wait too long already; to be called before anything is stored."""
    if services().overload.is_overloaded():
        raise ProblemError(503, DETAIL, headers={"Retry-After": RETRY_AFTER_SECONDS})
