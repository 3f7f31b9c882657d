"""What batches and articles share: how the states of several claims are answered and handed to the workers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from factcheck.jobs import check_job
from factcheck.showing import claim_path
from factcheck.store.progress import ClaimState, count_states
from service.context import services
from service.queue import hand_over


def hand_over_states(states: Iterable[ClaimState | None]) -> None:
    """Enqueue the checks of those claims that wait for one; those that the broker knows already are passed over."""
    timeout = services().settings.check_timeout_seconds
    waiting = {state.check_id: state for state in states if state is not None and state.status == "queued"}
    hand_over(services().queue, (check_job(state.check_id, state.attempt, timeout) for state in waiting.values()))


def present_state(state: ClaimState | None) -> dict[str, Any] | None:
    """Return how far a claim is."""
    if state is None:
        return None
    return {**asdict(state), "links": {"self": claim_path(state.claim_id)}}


def present_counts(states: Iterable[ClaimState | None]) -> dict[str, Any]:
    """Return how many claims have which status and verdict; one that occurs twice counts once."""
    counted = {state.claim_id: state for state in states if state is not None}
    return asdict(count_states(counted.values()))
