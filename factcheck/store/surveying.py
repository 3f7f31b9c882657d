"""What an archive holds, as a claim can see it: how many documents, and from when to when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from factcheck.domain import DocumentStatus
from factcheck.store.engine import Database
from factcheck.store.records import ArchiveSpan
from factcheck.store.tables import DocumentRow


def survey_archive(database: Database, workspace_id: str, now: datetime, language: str | None) -> ArchiveSpan:
    """Count the workspace's documents that may be shown, in one language or in all, with the dates of the first and last.

    One index holds all that is asked for: no document and no text is read.
    """
    query = select(func.count(), func.min(DocumentRow.published_at), func.max(DocumentRow.published_at)).where(
        DocumentRow.workspace_id == workspace_id,
        DocumentRow.deleted_at.is_(None),
        DocumentRow.status == DocumentStatus.USABLE.value,
        or_(DocumentRow.embargoed_until.is_(None), DocumentRow.embargoed_until <= now),
    )
    if language is not None:
        query = query.where(DocumentRow.language == language)

    def work(session: Session) -> ArchiveSpan:
        documents, earliest, latest = session.execute(query).one()
        return ArchiveSpan(documents, earliest, latest)

    return database.read(work)
