"""What workers count: kept in the broker, so that many processes count together and none of them has to be asked.

A worker's process may be killed at any moment and a job runs in a process of its own; counters in their memory would be
lost or counted twice. A broker that was emptied begins again at zero, as Prometheus expects of a restart.
"""

from __future__ import annotations

import json
import logging
import time
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from factcheck.broker import connect_broker

logger = logging.getLogger("factcheck.meters")

COUNTERS_KEY = "factcheck:counters"
# What is counted costs a job this long at most, once; then nothing is counted for a while.
BROKER_SECONDS = 0.5
PAUSE_SECONDS = 10.0
SUM = "sum"
ENDLESS = "+Inf"


@dataclass(frozen=True, slots=True)
class Family:
    """A metric: its name, what it says, its labels, and as a histogram its upper bounds. A counter has no bounds.

    Every value of a label is one of a fixed set of words.
    """

    name: str
    help: str
    labels: tuple[str, ...]
    bounds: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to be counted: for a counter how much, for a histogram the value that was seen."""

    family: Family
    labels: tuple[str, ...]
    value: float = 1.0


JOBS = Family("factcheck_jobs", "Jobs that ended, by how they ended.", ("task", "outcome"))
JOB_SECONDS = Family(
    "factcheck_job_seconds",
    "How long jobs took to run.",
    ("task",),
    (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600),
)
WAIT_SECONDS = Family(
    "factcheck_queue_wait_seconds",
    "How long jobs had waited when a worker took them.",
    ("queue",),
    (0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800),
)
STAGE_SECONDS = Family(
    "factcheck_check_stage_seconds",
    "How long the stages of a check took; total is their sum.",
    ("stage",),
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
VERDICTS = Family("factcheck_verdicts", "Checks that ended with a verdict.", ("verdict",))
RETRIES = Family("factcheck_retries", "Jobs that were tried again.", ("task",))
DELIVERIES = Family("factcheck_webhook_tries", "Tries to deliver an event, by what came of them.", ("outcome",))
FAMILIES = (JOBS, JOB_SECONDS, WAIT_SECONDS, STAGE_SECONDS, VERDICTS, RETRIES, DELIVERIES)


class Meter(Protocol):
    """Counts. Safe to call from several threads."""

    def count(self, *marks: Mark) -> None:
        """Count all of them or, where that can't be done at once, none. Never raises."""


class NoMeter:
    """Meter of a process that nobody watches."""

    def count(self, *marks: Mark) -> None:
        """Forget them."""


NO_METER = NoMeter()


class RedisMeter:
    """Meter in a hash of Redis or Valkey."""

    def __init__(self, connection: Redis, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._connection = connection
        self._monotonic = monotonic
        self._silent_until = float("-inf")

    def count(self, *marks: Mark) -> None:
        """Count all of them in one transaction, none if the broker is away. Never raises."""
        if not marks or self._monotonic() < self._silent_until:
            return
        try:
            with self._connection.pipeline() as pipe:
                for mark in marks:
                    _add(pipe, mark)
                pipe.execute()
        except RedisError as error:
            self._silent_until = self._monotonic() + PAUSE_SECONDS
            logger.warning("Nothing is counted for %.0f s, the broker can't be reached: %s", PAUSE_SECONDS, error)


@dataclass(frozen=True, slots=True)
class Series:
    """What was counted under one set of labels: for a histogram how many by upper bound, cumulated, and their sum."""

    family: Family
    labels: tuple[str, ...]
    value: float
    buckets: tuple[tuple[str, float], ...] = ()


def build_meter(redis_url: str) -> RedisMeter:
    """Return the meter on the broker at this address; connects when it is first used."""
    connection = connect_broker(
        redis_url,
        socket_timeout=BROKER_SECONDS,
        socket_connect_timeout=BROKER_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    return RedisMeter(connection)


def read_series(counters: Mapping[bytes, bytes]) -> list[Series]:
    """Return what the broker's hash says, in the order of FAMILIES; what an older version counted is left out."""
    known = {family.name: family for family in FAMILIES}
    found: dict[tuple[str, tuple[str, ...]], dict[str, float]] = {}
    for field, value in counters.items():
        name, labels, part = json.loads(field)
        if name in known and len(labels) == len(known[name].labels):
            found.setdefault((name, tuple(labels)), {})[part] = float(value)
    order = list(known)
    keys = sorted(found, key=lambda key: (order.index(key[0]), key[1]))
    return [_series(known[name], labels, found[name, labels]) for name, labels in keys]


def _add(pipe: Any, mark: Mark) -> None:
    name, labels, bounds = mark.family.name, list(mark.labels), mark.family.bounds
    pipe.hincrbyfloat(COUNTERS_KEY, json.dumps([name, labels, SUM]), mark.value)
    if bounds:
        place = bisect_left(bounds, mark.value)
        bound = ENDLESS if place == len(bounds) else str(float(bounds[place]))
        pipe.hincrby(COUNTERS_KEY, json.dumps([name, labels, bound]), 1)


def _series(family: Family, labels: tuple[str, ...], parts: Mapping[str, float]) -> Series:
    total, buckets = 0.0, []
    for bound in (*map(str, map(float, family.bounds)), ENDLESS) if family.bounds else ():
        total += parts.get(bound, 0.0)
        buckets.append((bound, total))
    return Series(family, labels, parts.get(SUM, 0.0), tuple(buckets))
