"""What several checks belong to: how far its claims are, and its end in the transaction that ends the last check.

Of two checks that end at the same time the later one must see that the other has ended, so the row of the batch or the
article is locked before anything is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from factcheck.portions import in_portions
from factcheck.store.outbox import add_event
from factcheck.store.records import UNFINISHED
from factcheck.store.tables import ArticleRow, ArticleSentenceRow, CheckRow, ClaimBatchItemRow, ClaimBatchRow

# Bound values of one statement.
CLAIMS_A_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class ClaimState:
    """How far a claim is: its latest check without the report."""

    claim_id: str
    check_id: str
    attempt: int
    status: str
    verdict: str | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many claims have which status, and which verdict, by their latest checks; only what occurs is there."""

    by_status: dict[str, int]
    by_verdict: dict[str, int]


def count_states(states: Iterable[ClaimState]) -> Counts:
    """Count claims by status and by verdict, in the order of the alphabet."""
    listed = list(states)
    statuses = Counter(state.status for state in listed)
    verdicts = Counter(state.verdict for state in listed if state.verdict is not None)
    return Counts(dict(sorted(statuses.items())), dict(sorted(verdicts.items())))


def read_states(session: Session, claim_ids: Collection[str]) -> dict[str, ClaimState]:
    """Return how far these claims are, by claim id."""
    ids = sorted(set(claim_ids))
    columns = CheckRow.claim_id, CheckRow.check_id, CheckRow.attempt, CheckRow.status, CheckRow.verdict, CheckRow.confidence
    return {
        row.claim_id: ClaimState(*row)
        for portion in in_portions(ids, CLAIMS_A_STATEMENT)
        for row in session.execute(select(*columns).where(CheckRow.claim_id.in_(portion), CheckRow.latest))
    }


def end_groups(session: Session, now: datetime, claim_id: str) -> None:
    """End, each with its event, the batches and articles of which this claim's check was the last to end."""
    session.flush()
    batch_ids = select(ClaimBatchItemRow.batch_id).where(ClaimBatchItemRow.claim_id == claim_id)
    batches = (
        select(ClaimBatchRow)
        .where(ClaimBatchRow.batch_id.in_(batch_ids), ClaimBatchRow.finished_at.is_(None))
        .order_by(ClaimBatchRow.batch_id)
        .with_for_update()
    )
    for batch in session.scalars(batches):
        end_batch_if_done(session, now, batch)
    article_ids = select(ArticleSentenceRow.article_id).where(ArticleSentenceRow.claim_id == claim_id)
    # Finished ones as well: a new revision that is being written at this moment opens its article again.
    articles = select(ArticleRow).where(ArticleRow.article_id.in_(article_ids)).order_by(ArticleRow.article_id)
    for article in session.scalars(articles.with_for_update()):
        if article.finished_at is None:
            end_article_if_done(session, now, article)


def end_batch_if_done(session: Session, now: datetime, row: ClaimBatchRow) -> None:
    """End a batch whose claims have all been checked."""
    session.flush()
    items = ClaimBatchItemRow.batch_id == row.batch_id
    if _is_open(session, exists().where(items, ClaimBatchItemRow.claim_id == CheckRow.claim_id)):
        return
    row.finished_at = now
    claim_ids = session.scalars(select(ClaimBatchItemRow.claim_id).where(items)).all()
    refused = claim_ids.count(None)
    payload = {"batch_id": row.batch_id, "counts": {**_count(session, claim_ids), "refused": refused}}
    add_event(session, now, row.workspace_id, "claim_batch.done", payload)


def end_article_if_done(session: Session, now: datetime, row: ArticleRow) -> None:
    """End an article whose claims have all been checked."""
    session.flush()
    sentences = ArticleSentenceRow.article_id == row.article_id
    if _is_open(session, exists().where(sentences, ArticleSentenceRow.claim_id == CheckRow.claim_id)):
        return
    row.finished_at = now
    claim_ids = session.scalars(select(ArticleSentenceRow.claim_id).where(sentences)).all()
    counts = {**_count(session, claim_ids), "sentences": row.sentences, "checkable": len(claim_ids)}
    payload = {"article_id": row.article_id, "status": "done", "counts": counts}
    add_event(session, now, row.workspace_id, "article.done", payload)


def _is_open(session: Session, belongs: ColumnElement[bool]) -> bool:
    unfinished = exists().where(CheckRow.latest, CheckRow.status.in_(UNFINISHED), belongs)
    return bool(session.scalar(select(unfinished)))


def _count(session: Session, claim_ids: Iterable[str | None]) -> dict[str, Any]:
    states = read_states(session, [claim_id for claim_id in claim_ids if claim_id is not None])
    counts = count_states(states.values())
    return {"by_status": counts.by_status, "by_verdict": counts.by_verdict}
