"""What editors say of single findings: the verdict, and each piece of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from factcheck.store.cursors import decode_cursor
from factcheck.store.engine import Database
from factcheck.store.ids import new_id
from factcheck.store.reading import cut_page
from factcheck.store.records import Page
from factcheck.store.tables import CheckRow, FeedbackRow
from factcheck.store.writes import name_made


@dataclass(frozen=True, slots=True)
class JudgedEvidence:
    """A piece of evidence as it was shown, and what an editor says of it: ``right``, ``wrong_sign`` or ``irrelevant``."""

    document_id: str
    version: int
    start: int
    end: int
    judgement: str
    stance: str
    confidence: float


@dataclass(frozen=True, slots=True)
class NewFeedback:
    """Feedback on either a piece of evidence or the verdict, by one key."""

    key_id: str
    evidence: JudgedEvidence | None = None
    verdict: str | None = None
    comment: str | None = None

    @property
    def item(self) -> str:
        """Name what it is about; a key's later feedback on the same takes the earlier one's place."""
        if self.evidence is None:
            return "verdict"
        return f"{self.evidence.document_id}@{self.evidence.version}:{self.evidence.start}-{self.evidence.end}"


@dataclass(frozen=True, slots=True)
class Feedback:
    """Feedback as it is kept, with the check that was shown."""

    feedback_id: str
    claim_id: str
    check_id: str
    key_id: str
    evidence: JudgedEvidence | None
    verdict: str | None
    comment: str | None
    created_at: datetime


class FeedbackStore:
    """The feedback of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, workspace_id: str, claim_id: str, new: NewFeedback) -> Feedback | None:
        """Keep feedback on a claim's latest check in the place of what the key said of the same; None without the claim."""
        now = self._database.now()
        latest = (
            select(CheckRow)
            .where(CheckRow.workspace_id == workspace_id, CheckRow.claim_id == claim_id, CheckRow.latest)
            .with_for_update()
        )
        same = (FeedbackRow.claim_id == claim_id, FeedbackRow.key_id == new.key_id, FeedbackRow.item == new.item)

        def work(session: Session) -> Feedback | None:
            check = session.scalar(latest)
            if check is None:
                return None
            session.execute(delete(FeedbackRow).where(*same))
            row = FeedbackRow(
                feedback_id=new_id("fbk"),
                claim_id=claim_id,
                workspace_id=workspace_id,
                key_id=new.key_id,
                item=new.item,
                check_id=check.check_id,
                verdict=new.verdict,
                comment=new.comment,
                created_at=now,
                **(asdict(new.evidence) if new.evidence else {}),
            )
            session.add(row)
            session.flush()
            name_made(session, "feedback_id", row.feedback_id)
            return _read(row)

        return self._database.write(work)

    def get(self, workspace_id: str, feedback_id: str) -> Feedback | None:
        """Return one piece of feedback, None if the workspace has no such one, or what its key said later replaced it."""
        query = select(FeedbackRow).where(FeedbackRow.workspace_id == workspace_id, FeedbackRow.feedback_id == feedback_id)

        def work(session: Session) -> Feedback | None:
            row = session.scalar(query)
            return _read(row) if row else None

        return self._database.read(work)

    def list(self, workspace_id: str, claim_id: str, cursor: str | None = None, limit: int = 50) -> Page[Feedback]:
        """Return the feedback on a claim, newest first."""
        query = select(FeedbackRow).where(FeedbackRow.workspace_id == workspace_id, FeedbackRow.claim_id == claim_id)
        if cursor is not None:
            query = query.where(FeedbackRow.feedback_id < decode_cursor("feedback", cursor))
        query = query.order_by(FeedbackRow.feedback_id.desc()).limit(limit + 1)

        def work(session: Session) -> Page[Feedback]:
            return cut_page(session.scalars(query).all(), limit, "feedback", _read, lambda row: row.feedback_id)

        return self._database.read(work)

    def judged(self, workspace_id: str) -> Sequence[Feedback]:
        """Return what was last said of each piece of evidence in the workspace, oldest first."""
        query = (
            select(FeedbackRow)
            .where(FeedbackRow.workspace_id == workspace_id, FeedbackRow.judgement.is_not(None))
            .order_by(FeedbackRow.feedback_id)
        )

        def work(session: Session) -> Sequence[Feedback]:
            latest = {(row.claim_id, row.item): row for row in session.scalars(query)}
            return [_read(row) for row in latest.values()]

        return self._database.read(work)


def _read(row: FeedbackRow) -> Feedback:
    evidence = None
    if row.document_id is not None:
        evidence = JudgedEvidence(
            document_id=row.document_id,
            version=row.version or 0,
            start=row.start or 0,
            end=row.end or 0,
            judgement=row.judgement or "",
            stance=row.stance or "",
            confidence=row.confidence or 0.0,
        )
    return Feedback(
        feedback_id=row.feedback_id,
        claim_id=row.claim_id,
        check_id=row.check_id,
        key_id=row.key_id,
        evidence=evidence,
        verdict=row.verdict,
        comment=row.comment,
        created_at=row.created_at,
    )
