"""How a call is carried out: one idempotency key for all attempts, pauses, polling. No I/O.

Procedures are generators of steps. A client carries out one step after the other and tells a ``Run`` the outcome of each:
a ``Response`` or an ``UnreachableError`` for a ``Request``, nothing for a ``Pause``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import uuid4

from factcheck_client.errors import UnreachableError
from factcheck_client.messages import Answer, Call, Request, Response, build_request, read_answer, retry_after_seconds

T = TypeVar("T")

# These mean that nothing was done: the service's own limit, or something behind it is away.
REFUSED_FOR_NOW = (429, 503)
# Said by proxies: nobody knows what was done.
LOST = (502, 504)
# Between two looks at an attempt that may still go on.
LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is to be done for so long."""

    seconds: float


Steps = Generator[Request | Pause, Response | None, T]
Outcome = Response | UnreachableError | None


class Run(Generic[T]):
    """Steps on their way: ``step`` is what is to be carried out next, ``None`` once there is the ``result``."""

    def __init__(self, steps: Steps[T]) -> None:
        self._steps = steps
        self.step: Request | Pause | None = None
        self.result: T
        self.go_on(None)

    def go_on(self, outcome: Outcome) -> None:
        """Take the outcome of the step; raises what the steps end with."""
        try:
            if isinstance(outcome, UnreachableError):
                self.step = self._steps.throw(outcome)
            else:
                self.step = self._steps.send(outcome)
        except StopIteration as end:
            self.step, self.result = None, end.value


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a request is sent and how long the pauses are: each twice the one before, up to a fourth longer by chance.

    A ``Retry-After`` that is longer than the pause is honoured; one above ``longest_retry_after_seconds`` ends the call.
    """

    attempts: int = 5
    first_pause_seconds: float = 0.5
    longest_pause_seconds: float = 20.0
    longest_retry_after_seconds: float = 120.0
    chance: Callable[[], float] = random.random

    def pause(self, attempt: int, asked_seconds: float | None = None) -> Pause | None:
        """Return the pause after the attempt of this number (from 1); ``None`` to give up."""
        if attempt >= self.attempts or (asked_seconds or 0) > self.longest_retry_after_seconds:
            return None
        own = min(self.first_pause_seconds * 2.0 ** (attempt - 1), self.longest_pause_seconds)
        return Pause(max(own * (1 + self.chance() / 4), asked_seconds or 0))


def carry_out(call: Call[T], policy: RetryPolicy) -> Steps[Answer[T]]:
    """Send a call until it is answered for good; raises what the last attempt ended with."""
    request = build_request(call, {"Idempotency-Key": uuid4().hex} if call.operation.takes_key else {})
    attempts = Attempts(call, policy)
    while True:
        try:
            response = _received((yield request))
        except UnreachableError:
            pause = attempts.after_loss()
            if pause is None:
                raise
        else:
            if attempts.has_been_done(response):
                return Answer(204, response.headers, None)  # type: ignore[arg-type]
            pause = attempts.after(response)
            if pause is None:
                return read_answer(response)
        yield pause


class Attempts:
    """What has come of a call so far, and whether it is to be sent again."""

    def __init__(self, call: Call[Any], policy: RetryPolicy) -> None:
        self._call = call
        self._policy = policy
        self._may_repeat = call.operation.takes_key or (call.operation.is_repeatable and not _has_condition(call))
        self._number = 1
        self._was_lost = False
        # An attempt whose answer was lost may go on for as long as it was asked to hold the answer back.
        self._held_seconds = float(call.wait_seconds or 0)

    def after_loss(self) -> Pause | None:
        """Return the pause after an attempt of which nobody knows what it did; ``None`` if that was the last."""
        self._was_lost = True
        return self._next() if self._may_repeat else None

    def after(self, response: Response) -> Pause | None:
        """Return the pause after this answer; ``None`` if it is final."""
        if response.status in LOST:
            return self.after_loss()
        if response.status == 409 and self._was_lost:
            return self._wait_for_the_lost()
        return self._next(retry_after_seconds(response.headers)) if response.status in REFUSED_FOR_NOW else None

    def has_been_done(self, response: Response) -> bool:
        """Say whether what is not there any more was deleted by an attempt whose answer was lost."""
        return self._was_lost and self._call.operation.method == "DELETE" and response.status == 404

    def _next(self, asked_seconds: float | None = None) -> Pause | None:
        pause = self._policy.pause(self._number, asked_seconds)
        self._number += 1
        return pause

    def _wait_for_the_lost(self) -> Pause | None:
        # Under this key it is still being carried out; its answer will be told to whoever asks then.
        if self._held_seconds <= 0:
            return self._next()
        pause = Pause(min(self._held_seconds, LOOK_SECONDS))
        self._held_seconds -= pause.seconds
        return pause


def _has_condition(call: Call[Any]) -> bool:
    # Repeated after a lost answer, it would fail on what it has done itself.
    headers = call.parameters.headers
    return call.operation.method != "GET" and any(headers.get(name) for name in ("If-Match", "If-None-Match"))


def _received(outcome: Response | None) -> Response:
    if outcome is None:
        raise TypeError("A request has to be answered with a response.")
    return outcome
