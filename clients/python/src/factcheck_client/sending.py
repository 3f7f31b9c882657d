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
    operation = call.operation
    request = build_request(call, {"Idempotency-Key": uuid4().hex} if operation.takes_key else {})
    may_repeat = operation.takes_key or (operation.is_repeatable and not _has_condition(call))
    was_lost = False
    attempt = 1
    while True:
        try:
            response = _received((yield request))
        except UnreachableError:
            pause = policy.pause(attempt) if may_repeat else None
            if pause is None:
                raise
            was_lost = True
        else:
            if was_lost and operation.method == "DELETE" and response.status == 404:
                # The attempt whose answer was lost has done it.
                return Answer(204, response.headers, None)  # type: ignore[arg-type]
            pause = _pause_after(response, policy, attempt, may_repeat, was_lost)
            if pause is None:
                return read_answer(response)
            was_lost = was_lost or response.status in LOST
        yield pause
        attempt += 1


def _is_final(response: Response, may_repeat: bool, was_lost: bool) -> bool:
    if response.status in REFUSED_FOR_NOW:
        return False
    if response.status == 409:
        # The attempt whose answer was lost is still being carried out under this key.
        return not was_lost
    return not (may_repeat and response.status in LOST)


def _pause_after(response: Response, policy: RetryPolicy, attempt: int, may_repeat: bool, was_lost: bool) -> Pause | None:
    if _is_final(response, may_repeat, was_lost):
        return None
    return policy.pause(attempt, retry_after_seconds(response.headers))


def _has_condition(call: Call[Any]) -> bool:
    # Repeated after a lost answer, it would fail on what it has done itself.
    headers = call.parameters.headers
    return call.operation.method != "GET" and any(headers.get(name) for name in ("If-Match", "If-None-Match"))


def _received(outcome: Response | None) -> Response:
    if outcome is None:
        raise TypeError("A request has to be answered with a response.")
    return outcome
