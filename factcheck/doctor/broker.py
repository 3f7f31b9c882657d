"""The broker with the store: work that the store calls unfinished has a job, and each job has work that waits for it.

Read as RQ keeps it (a test holds the names of its keys), without RQ. What ended a moment ago is left to the reconciler.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from redis import Redis

from factcheck.doctor.clocks import is_off
from factcheck.doctor.findings import Suspects, both, gather
from factcheck.jobs import FUNCTIONS, IMPORT, INDEX, LEASE_PREFIX, QUEUES, SEARCH, job_id_of
from factcheck.portions import in_portions
from factcheck.store import Store
from factcheck.store.inspection import Work

QUEUE_PREFIX, QUEUES_KEY, JOB_PREFIX, RUNS_PREFIX = "rq:queue:", "rq:queues", "rq:job:", "rq:wip:"
IDS_A_CALL = 500
# From a row in the store to its job, and from the end of a run to the next attempt, with pauses after a mistake.
GRACE_SECONDS = 20.0
ENDED_SECONDS = 120.0
RUN_SECONDS = 120.0


class BrokerPart:
    """Compares the queues of the broker with what the store calls unfinished."""

    name = "broker"

    def __init__(self, store: Store, connection: Redis) -> None:
        self._store = store
        self._connection = connection
        self.looked_at = {"jobs": 0, "unfinished": 0}

    def look(self) -> Suspects:
        """Return what does not fit, by kind; raises redis.RedisError."""
        self.looked_at = {"jobs": 0, "unfinished": 0}
        unfinished = list(self._store.inspection.unfinished_work(GRACE_SECONDS))
        self.looked_at["unfinished"] = len(unfinished)
        waiting: set[str] = set()
        found = [*self._judge_queues(waiting), *self._find_abandoned_runs(), *self._judge_clock()]
        # The store was asked first: a job that has been taken from its queue since is leased or has ended by now.
        found += [("job-lost", job_id) for job_id in self._find_lost(unfinished, waiting)]
        return gather(found)

    def look_again(self, suspects: Suspects) -> Suspects:
        """Return which of the suspects still do not fit."""
        return both(suspects, self.look())

    def remove_jobs(self, job_ids: Iterable[str]) -> int:
        """Take jobs out of our queues and forget them; return how many were still in one."""
        removed = 0
        for job_id in job_ids:
            # Only who takes a job off the list owns it.
            for queue in QUEUES:
                if self._connection.lrem(QUEUE_PREFIX + queue, 0, job_id):
                    self._connection.delete(JOB_PREFIX + job_id)
                    removed += 1
        return removed

    def _judge_clock(self) -> Iterator[tuple[str, str]]:
        seconds, microseconds = self._connection.time()
        if is_off(datetime.fromtimestamp(seconds + microseconds / 1e6, UTC)):
            yield "clock-off", self.name

    def _judge_queues(self, waiting: set[str]) -> Iterator[tuple[str, str]]:
        named = {_text(key).removeprefix(QUEUE_PREFIX) for key in cast(set[bytes], self._connection.smembers(QUEUES_KEY))}
        for name in sorted(named - set(QUEUES)):
            if self._connection.llen(QUEUE_PREFIX + name):
                yield "queue-unknown", name
        for name in QUEUES:
            job_ids = [_text(raw) for raw in cast(list[bytes], self._connection.lrange(QUEUE_PREFIX + name, 0, -1))]
            waiting.update(job_ids)
            self.looked_at["jobs"] += len(job_ids)
            for chunk in in_portions(job_ids, IDS_A_CALL):
                yield from self._judge_jobs(chunk)

    def _judge_jobs(self, job_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        with self._connection.pipeline(transaction=False) as pipe:
            for job_id in job_ids:
                pipe.hget(JOB_PREFIX + job_id, "data")
            answers = pipe.execute()
        calls = {job_id: _read_call(data) for job_id, data in zip(job_ids, answers, strict=True) if data is not None}
        known = {job_id: call for job_id, call in calls.items() if call is not None and call[0] in FUNCTIONS}
        yield from (("job-unknown", job_id) for job_id in calls.keys() - known.keys())
        works = {job_id: Work(call[0], *call[1]) for job_id, call in known.items() if call[0] != SEARCH}
        open_ones = self._store.inspection.still_open(set(works.values()))
        yield from (("job-superfluous", job_id) for job_id, work in works.items() if work not in open_ones)

    def _find_lost(self, unfinished: Sequence[Work], waiting: set[str]) -> list[str]:
        candidates = [work for work in unfinished if job_id_of(work.thing_id, work.attempt) not in waiting]
        lost: list[Work] = []
        is_importing = False
        for chunk in in_portions(candidates, IDS_A_CALL):
            with self._connection.pipeline(transaction=False) as pipe:
                for work in chunk:
                    job_id = job_id_of(work.thing_id, work.attempt)
                    pipe.exists(LEASE_PREFIX + job_id)
                    pipe.hget(JOB_PREFIX + job_id, "ended_at")
                answers = pipe.execute()
            for work, leased, ended_at in zip(chunk, answers[::2], answers[1::2], strict=True):
                is_importing = is_importing or (leased and work.function == IMPORT)
                if not leased and not _is_recent(ended_at):
                    lost.append(work)
        # The documents of an import are indexed together with their chunk and have no job of their own.
        return [job_id_of(work.thing_id, work.attempt) for work in lost if not (is_importing and work.function == INDEX)]

    def _find_abandoned_runs(self) -> Iterator[tuple[str, str]]:
        latest = datetime.now(UTC).timestamp() - RUN_SECONDS
        for name in QUEUES:
            for entry in cast(list[bytes], self._connection.zrangebyscore(RUNS_PREFIX + name, 1, latest)):
                yield "run-abandoned", _text(entry)


def _read_call(data: bytes) -> tuple[str, tuple[str, int]] | None:
    """Return function, id and attempt of a job, None if it can't be read as one of ours; a search has no attempt."""
    try:
        function, _instance, args, _kwargs = json.loads(zlib.decompress(data))
        attempt = args[1] if function != SEARCH else 0
        return str(function), (str(args[0]), int(attempt))
    except (zlib.error, ValueError, TypeError, LookupError):
        return None


def _is_recent(ended_at: bytes | None) -> bool:
    if not ended_at:
        return False
    moment = datetime.fromisoformat(_text(ended_at).replace("Z", "+00:00"))
    return datetime.now(UTC) - moment < timedelta(seconds=ENDED_SECONDS)


def _text(raw: Any) -> str:
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
