"""What editors say of claims in their own name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.store.engine import Database
from factcheck.store.tables import ClaimRow, ReviewRow


@dataclass(frozen=True, slots=True)
class Review:
    """An editor's rating of a claim; ``rating`` from 1 (false) to 5 (true), in words ``alternate_name``."""

    rating: int | None = None
    alternate_name: str | None = None
    explanation: str | None = None
    url: str | None = None
    author: str | None = None
    changed_at: datetime | None = None


class Reviews:
    """The reviews of all workspaces' claims; a claim has one at the most."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, workspace_id: str, claim_id: str) -> Review | None:
        """Return the review of a claim, None if there is none."""
        query = select(ReviewRow).where(ReviewRow.workspace_id == workspace_id, ReviewRow.claim_id == claim_id)

        def work(session: Session) -> Review | None:
            row = session.scalar(query)
            return _read(row) if row else None

        return self._database.read(work)

    def update(self, workspace_id: str, claim_id: str, changes: dict[str, Any]) -> Review | None:
        """Change the fields of a review that ``changes`` names; None if the workspace has no such claim."""
        now = self._database.now()
        query = select(ClaimRow).where(ClaimRow.workspace_id == workspace_id, ClaimRow.claim_id == claim_id)

        def work(session: Session) -> Review | None:
            if session.scalar(query.with_for_update()) is None:
                return None
            row = session.get(ReviewRow, claim_id)
            if row is None:
                row = ReviewRow(claim_id=claim_id, workspace_id=workspace_id)
                session.add(row)
            for name, value in changes.items():
                setattr(row, name, value)
            row.changed_at = now
            session.flush()
            return _read(row)

        return self._database.write(work)


def _read(row: ReviewRow) -> Review:
    return Review(
        rating=row.rating,
        alternate_name=row.alternate_name,
        explanation=row.explanation,
        url=row.url,
        author=row.author,
        changed_at=row.changed_at,
    )
