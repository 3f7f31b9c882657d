"""Trying a lost job again: a new attempt in the store, then a new job for it in the broker."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from redis import Redis

from factcheck.jobs import Job, check_job, import_job, index_job
from factcheck.logs import work_on
from factcheck.meters import RETRIES, Mark, RedisMeter
from factcheck.settings import Settings
from factcheck.store import Store
from workers.counting import name_task
from workers.executor import OutcomeKind
from workers.queues import enqueue, read_carried_ids

logger = logging.getLogger("factcheck.workers")

# Ends of a run that say little about how the next one will go.
SUDDEN = (OutcomeKind.CRASHED.value, OutcomeKind.INTERRUPTED.value)


@dataclass(frozen=True, slots=True)
class JobTimeouts:
    """The hard limits of jobs, in seconds; after ``give_up_seconds`` without an index a check is given up."""

    check_seconds: int
    indexing_seconds: int
    give_up_seconds: int

    @classmethod
    def of(cls, settings: Settings) -> JobTimeouts:
        """Take the limits from the settings."""
        return cls(settings.check_timeout_seconds, settings.indexing_timeout_seconds, settings.give_up_seconds)


class Recovery:
    """Starts the next attempt of what a lost job was to do. The store refuses if that attempt is not the latest any
    more, so that two processes that notice the same loss do not enqueue it twice.
    """

    def __init__(self, store: Store, connection: Redis, timeouts: JobTimeouts) -> None:
        self._meter = RedisMeter(connection)
        self._store = store
        self._connection = connection
        self._timeouts = timeouts
        self._successors = {
            "workers.tasks.run_check": self._next_check,
            "workers.tasks.index_document": self._next_index,
            "workers.tasks.run_import_chunk": self._next_import,
        }

    def retry(self, function: str, args: Sequence[Any], crashed: bool, outcome: str | None = None) -> Job | None:
        """Enqueue the next attempt and return its job; None if there is none (given up, superseded, or a search).

        ``crashed`` counts against the thing itself: at the third time the store lets it fail. ``outcome`` is how the lost
        attempt ended, if its worker could say so. What was lost while it ran, and had waited its turn, goes before what
        waits; not what took too long or raised an error, so that others come in between.
        """
        successor = self._successors.get(function)
        job = successor(str(args[0]), int(args[1]), crashed, outcome) if successor else None
        if job is not None:
            ids = read_carried_ids(self._connection, f"{args[0]}-{args[1]}")
            with work_on(**ids):
                logger.info("Trying again as job %s", job.job_id)
            enqueue(self._connection, job, ids, at_front=outcome in SUDDEN if outcome else crashed)
            self._meter.count(Mark(RETRIES, (name_task(function),)))
        return job

    def _next_check(self, check_id: str, attempt: int, crashed: bool, outcome: str | None) -> Job | None:
        check = self._store.checks.retry(check_id, attempt, crashed, outcome, self._timeouts.give_up_seconds)
        return None if check is None else check_job(check.check_id, check.attempt, self._timeouts.check_seconds)

    def _next_index(self, document_key: str, attempt: int, crashed: bool, _outcome: str | None) -> Job | None:
        document = self._store.documents.retry_index(document_key, attempt, crashed)
        if document is None:
            return None
        return index_job(document.document_key, document.index_attempt, self._timeouts.indexing_seconds)

    def _next_import(self, chunk_id: str, attempt: int, crashed: bool, _outcome: str | None) -> Job | None:
        chunk = self._store.imports.retry_chunk(chunk_id, attempt, crashed)
        return None if chunk is None else import_job(chunk.chunk_id, chunk.attempt, self._timeouts.indexing_seconds)
