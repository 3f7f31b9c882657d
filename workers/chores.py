"""What a worker does between jobs: the index is tended and described, documents that were missed are compared."""

from __future__ import annotations

import time
from collections.abc import Callable

from redis import Redis

from workers.describing import IndexDescription
from workers.executor import Outcome
from workers.queues import MATCHED_KEY, OPTIMIZED_KEY
from workers.tasks import DESCRIBE_INDEX, MATCH_DOCUMENTS, OPTIMIZE_INDEX
from workers.timings import Timings

# Where the processor is short chores take longer than the time between them: jobs get at least so many times as much.
JOBS_SHARE = 4.0


class Chores:
    """Does what is due, by ``do``. ``optimize_every_seconds`` is None for a worker that does not tend the index.

    A key in the broker, which lasts until a chore is due again, keeps two workers from doing the same.
    """

    def __init__(
        self,
        connection: Redis,
        do: Callable[[str], Outcome],
        timings: Timings,
        optimize_every_seconds: int | None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._do = do
        self._timings = timings
        self._optimize_every_seconds = optimize_every_seconds
        self._monotonic = monotonic
        self._rest_until = float("-inf")
        self._description = IndexDescription(connection, timings.describe_every_seconds)

    def do_due(self) -> None:
        """Do what is due, unless jobs have not had their share of the time since the last chores."""
        began = self._monotonic()
        if began >= self._rest_until:
            if self._optimize_every_seconds is not None:
                self._do_if_free(MATCH_DOCUMENTS, MATCHED_KEY, self._timings.match_every_seconds)
                self._do_if_free(OPTIMIZE_INDEX, OPTIMIZED_KEY, self._optimize_every_seconds)
            if self._description.is_due():
                self._description.note(self._do(DESCRIBE_INDEX).result)
            ended = self._monotonic()
            self._rest_until = ended + JOBS_SHARE * (ended - began)
        self.publish()

    def publish(self) -> None:
        """Renew in the broker what is known of the index, also during a long job."""
        self._description.publish()

    def _do_if_free(self, name: str, key: str, every_seconds: int) -> None:
        if self._connection.set(key, "", ex=every_seconds, nx=True):
            self._do(name)
