"""Taking a claim: as a new one, as the one that asks the same, or as a new one with the result of another."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from factcheck.errors import ModelError
from factcheck.model_names import describe_versions
from factcheck.settings import Settings
from factcheck.store import Store
from factcheck.store.checks import CheckResult
from factcheck.store.records import Claim, NewClaim
from factcheck.store.sharing import SharePolicy, TakenClaim

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """A claim that was taken; ``is_reused`` says that the check of an earlier request answers it."""

    claim: Claim
    is_reused: bool


def take_claim(store: Store, workspace_id: str, new: NewClaim, policy: SharePolicy | None) -> Taken:
    """Store the claim, or find the one that is the same; without a policy it always gets a check of its own.

    Raises ValueError for a time without a zone.
    """
    taken = store.sharing.take(workspace_id, new, policy)
    if taken.is_known:
        return Taken(taken.claim, is_reused=True)
    if taken.like is None or not _finish_alike(store, taken):
        return Taken(taken.claim, is_reused=False)
    finished = store.claims.get(workspace_id, taken.claim.claim_id)
    return Taken(finished or taken.claim, is_reused=True)


def read_share_policy(settings: Settings) -> SharePolicy | None:
    """Return which checks may be shared now, None if none may."""
    if settings.share_checks_seconds == 0:
        return None
    try:
        versions = describe_versions(settings.models_dir)
    except ModelError as error:
        log.warning("No checks are shared: %s", error)
        return None
    return SharePolicy(settings.share_checks_seconds, versions)


def _finish_alike(store: Store, taken: TakenClaim) -> bool:
    """Give the new claim's check the result of the other one; a process that dies here leaves a check that is run."""
    check, result = taken.claim.check, taken.like.check if taken.like else None
    if result is None or result.report is None or result.verdict is None or result.confidence is None:
        return False
    if store.checks.start(check.check_id, check.attempt) is None:
        return False
    return store.checks.finish(
        check.check_id,
        check.attempt,
        CheckResult(
            report=result.report,
            verdict=result.verdict,
            confidence=result.confidence,
            cited_document_keys=taken.cited_document_keys,
        ),
    )
