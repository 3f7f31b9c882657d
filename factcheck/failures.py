"""Why a check failed for good, as problems (RFC 9457) with a type for each kind."""

from __future__ import annotations

from typing import Any

from factcheck.errors import FactcheckError

# After that many attempts that ended in a mistake, the claim itself is taken to be the cause.
MOST_CRASHES = 3
# How an attempt ended, as the worker says it; without a word the worker itself vanished.
FAILED, UNAVAILABLE = "failed", "unavailable"

TITLE = "The check could not be finished"
CRASHED = (
    "check-crashed",
    500,
    f"{MOST_CRASHES} times the worker stopped, or took longer than it may, while checking this claim.",
)
FAILURES = {
    FAILED: (
        "check-failed",
        500,
        f"{MOST_CRASHES} times an unexpected error ended the check; the log of the worker has the details.",
    ),
    UNAVAILABLE: (
        "check-unavailable",
        503,
        "The index, or another part that checks need, could not be used for too long. Ask an operator, then check it anew.",
    ),
}


def describe_failure(outcome: str | None) -> dict[str, Any]:
    """Return the problem of a check whose last attempt ended so."""
    kind, status, detail = FAILURES.get(outcome or "", CRASHED)
    return {"type": kind, "title": TITLE, "status": status, "detail": detail}


def describe_impossible(error: FactcheckError) -> dict[str, Any]:
    """Return the problem of a check that can't be done here, however often it is tried."""
    return {"type": "check-impossible", "title": TITLE, "status": 500, "detail": str(error)}
