"""Claims that ask what was asked a moment ago, of the same archive and the same models: they share one check.

Whether the archive is the same says ``factcheck.store.corpus_state``. An embargo that ran out meanwhile is looked for
here, as nobody writes anything when it does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.store.claims import add_claim, claim_record, select_claims
from factcheck.store.corpus_state import hash_question, read_corpus_state
from factcheck.store.engine import Database
from factcheck.store.records import Claim, NewClaim
from factcheck.store.tables import CheckRow, CitationRow, ClaimRow, DocumentRow, ShareRow
from factcheck.store.watches import should_watch
from factcheck.store.writes import name_made

SHARED_STATUSES = ("queued", "running", "done")
MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class SharePolicy:
    """Which checks may be shared: not older than that many seconds, if done by what reports call these ``versions``."""

    seconds: int
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TakenClaim:
    """A claim that was taken. ``is_known``: it was there already. ``like``: another claim whose result answers it, too.

    ``cited_document_keys`` are those of the documents that the result cites.
    """

    claim: Claim
    is_known: bool = False
    like: Claim | None = None
    cited_document_keys: tuple[str, ...] = ()


class Sharing:
    """Takes claims, and finds those that need no check of their own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, workspace_id: str, new: NewClaim, policy: SharePolicy | None) -> TakenClaim:
        """Return the claim that asks the same, or store a new one with its first check, in one transaction.

        A claim is the same if only its typing differs, ``external_id`` and all. If ``external_id`` differs, a new one is
        stored, ``like`` names the finished one, and it is up to the caller to finish its check with the same report.
        Without a policy nothing is shared. Raises ValueError for a time without a zone.
        """
        now = self._database.now()

        def work(session: Session) -> TakenClaim:
            equal = _find_equal(session, now, workspace_id, new, policy) if policy is not None else []
            known = next((claim for claim in equal if claim.external_id == new.external_id), None)
            if known is not None:
                name_made(session, "claim_id", known.claim_id)
                return TakenClaim(known, is_known=True)
            claim = add_claim(session, now, workspace_id, new)
            name_made(session, "claim_id", claim.claim_id)
            like = next((other for other in equal if other.check.status == "done" and other.text == new.text), None)
            # A watched claim keeps what its own check found.
            if like is None or should_watch(session, workspace_id, new.watch):
                return TakenClaim(claim)
            return TakenClaim(claim, like=like, cited_document_keys=_cited_keys(session, like))

        return self._database.write(work)


def take_of_group(session: Session, now: datetime, workspace_id: str, new: NewClaim, policy: SharePolicy | None) -> Claim:
    """Return the claim that asks the same under the same ``external_id``, else a new one, for a batch or an article.

    Its check can't end before the transaction does, so that what ends groups will know of this one. Without a policy
    nothing is shared.
    """
    equal = _find_equal(session, now, workspace_id, new, policy) if policy is not None else []
    known = next((claim for claim in equal if claim.external_id == new.external_id), None)
    if known is not None and _hold(session, known):
        return known
    return add_claim(session, now, workspace_id, new)


def _hold(session: Session, claim: Claim) -> bool:
    """Lock a claim's check and say whether it is still one that may be shared."""
    query = select(CheckRow.status).where(CheckRow.check_id == claim.check.check_id, CheckRow.latest).with_for_update()
    return session.scalar(query) in SHARED_STATUSES


def _find_equal(session: Session, now: datetime, workspace_id: str, new: NewClaim, policy: SharePolicy) -> Sequence[Claim]:
    query = (
        select_claims()
        .join(ShareRow, ShareRow.claim_id == ClaimRow.claim_id)
        .where(
            ShareRow.workspace_id == workspace_id,
            ShareRow.question_sha256 == hash_question(new),
            ShareRow.corpus_state == read_corpus_state(session, workspace_id),
            CheckRow.status.in_(SHARED_STATUSES),
            CheckRow.queued_at > now - timedelta(seconds=policy.seconds),
        )
        .order_by(ShareRow.claim_id.desc())
        .limit(MOST_CANDIDATES)
    )
    claims = [claim_record(claim, check) for claim, check in session.execute(query)]
    made_alike = [claim for claim in claims if _is_made_by(claim, policy.versions)]
    if not made_alike or _has_embargo_ended(session, workspace_id, made_alike[-1].check.queued_at, now):
        return []
    return made_alike


def _is_made_by(claim: Claim, versions: Mapping[str, str]) -> bool:
    """Say whether the claim's report was made by these versions; one that is not finished will be."""
    report = claim.check.report
    return report is None or all(report["versions"].get(name) == version for name, version in versions.items())


def _has_embargo_ended(session: Session, workspace_id: str, since: datetime, now: datetime) -> bool:
    ended = (
        select(DocumentRow.document_key)
        .where(
            DocumentRow.workspace_id == workspace_id,
            DocumentRow.deleted_at.is_(None),
            DocumentRow.embargoed_until > since,
            DocumentRow.embargoed_until <= now,
        )
        .limit(1)
    )
    return session.scalar(ended) is not None


def _cited_keys(session: Session, claim: Claim) -> tuple[str, ...]:
    query = select(CitationRow.document_key).where(CitationRow.check_id == claim.check.check_id)
    return tuple(session.scalars(query.order_by(CitationRow.document_key)))
