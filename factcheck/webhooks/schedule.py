"""When to try again: a pure function of what came of a try."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from factcheck.store.webhook_records import DELIVERED, FAILED, PENDING, NextStep
from factcheck.webhooks.sending import Answer

MINUTE, HOUR = 60, 3600
# After the first try and each further one: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.
DELAYS_SECONDS = (5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR)
# So that what failed together does not come back together: up to that share later, never earlier.
JITTER = 0.2
LONGEST_WAIT_SECONDS = 24 * HOUR
GONE = 410


def next_step(answer: Answer, tries: int, now: datetime, chance: float) -> NextStep:
    """Return what follows from the answer number ``tries``; ``chance``, from 0 to 1, spreads the next try."""
    if answer.is_success:
        return NextStep(DELIVERED)
    if answer.status_code == GONE:
        return NextStep(FAILED, is_gone=True)
    if tries > len(DELAYS_SECONDS):
        return NextStep(FAILED)
    wait = max(DELAYS_SECONDS[tries - 1] * (1 + JITTER * chance), read_retry_after(answer.retry_after, now))
    return NextStep(PENDING, due_at=now + timedelta(seconds=wait))


def read_retry_after(value: str | None, now: datetime) -> float:
    """Return the seconds that a Retry-After header asks for, at most a day; 0 without one (RFC 9110, 10.2.3)."""
    text = (value or "").strip()
    if re.fullmatch("[0-9]{1,10}", text):
        return min(float(text), LONGEST_WAIT_SECONDS)
    try:
        asked = parsedate_to_datetime(text)
        wait = (asked if asked.tzinfo else asked.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return 0.0
    return min(max(0.0, wait.total_seconds()), LONGEST_WAIT_SECONDS)
