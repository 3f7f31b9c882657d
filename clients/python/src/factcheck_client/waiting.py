"""Waiting for what takes its time. No I/O: procedures of steps, as in ``sending``."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from factcheck_client import calls, models
from factcheck_client.errors import WaitedTooLongError
from factcheck_client.messages import Call, retry_after_seconds
from factcheck_client.sending import Pause, RetryPolicy, Steps, carry_out

T = TypeVar("T")
Procedure = Callable[[RetryPolicy], Steps[T]]

# As long as the service holds an answer back at the most.
LONGEST_HELD_SECONDS = 60
FIRST_LOOK_SECONDS = 0.2
LONGEST_LOOK_SECONDS = 5.0
UNFINISHED = ("receiving", "queued", "running")


@dataclass(frozen=True, slots=True)
class Deadline:
    """So much time from now on."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    started: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "started", self.clock())

    @property
    def left_seconds(self) -> float:
        """Never below 0."""
        return max(0.0, self.seconds - (self.clock() - self.started))


def check_claim(
    body: models.NewClaimBody, *, timeout_seconds: float = 300, idempotency_key: str | None = None
) -> Procedure[models.Claim]:
    """Have a claim checked and wait for the report; the check goes on if the time is not enough."""

    def steps(policy: RetryPolicy) -> Steps[models.Claim]:
        deadline = Deadline(timeout_seconds)
        held = min(int(timeout_seconds), LONGEST_HELD_SECONDS)
        create = calls.create_claim(body, wait_seconds=held, idempotency_key=idempotency_key)
        taken = (yield from carry_out(create, policy)).data
        if "text" in taken and taken["status"] not in UNFINISHED:
            return cast(models.Claim, taken)
        return (yield from poll(calls.get_claim(taken["claim_id"]), _has_ended, deadline, policy))

    return steps


def wait_for_claim(claim_id: str, *, timeout_seconds: float = 300) -> Procedure[models.Claim]:
    """Wait until a claim's check is done, failed or canceled."""
    return _waiting(calls.get_claim(claim_id), _has_ended, timeout_seconds)


def wait_for_claim_batch(batch_id: str, *, timeout_seconds: float = 900) -> Procedure[models.ClaimBatch]:
    """Wait until the last check of a batch has ended."""
    return _waiting(calls.get_claim_batch(batch_id), _has_ended, timeout_seconds)


def wait_for_article(article_id: str, *, timeout_seconds: float = 900) -> Procedure[models.Article]:
    """Wait until the last check of an article has ended."""
    return _waiting(calls.get_article(article_id), _has_ended, timeout_seconds)


def wait_for_import(import_id: str, *, timeout_seconds: float = 3600) -> Procedure[models.Import]:
    """Wait until an import is done or failed."""
    return _waiting(calls.get_import(import_id), _has_ended, timeout_seconds)


def wait_for_document(document_id: str, *, timeout_seconds: float = 300) -> Procedure[models.StoredDocument]:
    """Wait until a document is in the index, or can't be."""
    return _waiting(calls.get_document(document_id), lambda it: it["index_status"] != "queued", timeout_seconds)


def poll(call: Call[T], is_ended: Callable[[T], bool], deadline: Deadline, policy: RetryPolicy) -> Steps[T]:
    """Send a call ever less often until what it answers has ended; raises ``WaitedTooLongError``."""
    pause = FIRST_LOOK_SECONDS
    while True:
        longest = min(policy.longest_retry_after_seconds, deadline.left_seconds)
        answer = yield from carry_out(call, replace(policy, longest_retry_after_seconds=longest))
        if is_ended(answer.data):
            return answer.data
        if deadline.left_seconds <= 0:
            raise WaitedTooLongError(f"Not ended within {deadline.seconds:g} s.")
        wanted = max(pause, retry_after_seconds(answer.headers) or 0)
        yield Pause(min(wanted, deadline.left_seconds))
        pause = min(pause * 1.5, LONGEST_LOOK_SECONDS)


def _waiting(call: Call[T], is_ended: Callable[[T], bool], timeout_seconds: float) -> Procedure[T]:
    return lambda policy: poll(call, is_ended, Deadline(timeout_seconds), policy)


def _has_ended(found: Any) -> bool:
    return found["status"] not in UNFINISHED
