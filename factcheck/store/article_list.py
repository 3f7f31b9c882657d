"""The articles of a workspace as a list: without their texts, with how the checks of their sentences came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from factcheck.store.cursors import decode_cursor
from factcheck.store.engine import Database
from factcheck.store.reading import cut_page
from factcheck.store.records import Page
from factcheck.store.redeciding import redecide_due
from factcheck.store.tables import ArticleRow, ArticleSentenceRow, CheckRow

OPENING_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article in a list. ``opening`` is how its text begins; ``verdicts`` counts those of its sentences that have one."""

    article_id: str
    external_id: str | None
    revision: int
    title: str | None
    opening: str
    changed_at: datetime
    finished_at: datetime | None
    verdicts: dict[str, int]


def list_articles(database: Database, workspace_id: str, cursor: str | None, limit: int) -> Page[ArticleSummary]:
    """Return the workspace's articles, the one that was sent first last."""
    redecide_due(database, workspace_id)
    columns = (
        ArticleRow.article_id,
        ArticleRow.external_id,
        ArticleRow.revision,
        ArticleRow.title,
        func.substr(ArticleRow.text, 1, OPENING_CHARACTERS),
        ArticleRow.changed_at,
        ArticleRow.finished_at,
    )
    query = select(*columns).where(ArticleRow.workspace_id == workspace_id)
    if cursor is not None:
        query = query.where(ArticleRow.article_id < decode_cursor("articles", cursor))
    query = query.order_by(ArticleRow.article_id.desc()).limit(limit + 1)

    def work(session: Session) -> Page[ArticleSummary]:
        rows = session.execute(query).all()
        verdicts = _count_verdicts(session, [row[0] for row in rows])

        def read(row: Row[str, str | None, int, str | None, str, datetime, datetime | None]) -> ArticleSummary:
            return ArticleSummary(*row, verdicts=verdicts.get(row[0], {}))

        return cut_page(rows, limit, "articles", read, lambda row: row[0])

    return database.read(work)


def _count_verdicts(session: Session, article_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    if not article_ids:
        return {}
    query = (
        select(ArticleSentenceRow.article_id, CheckRow.verdict, func.count())
        .join(CheckRow, CheckRow.claim_id == ArticleSentenceRow.claim_id)
        .where(ArticleSentenceRow.article_id.in_(article_ids), CheckRow.latest, CheckRow.verdict.is_not(None))
        .group_by(ArticleSentenceRow.article_id, CheckRow.verdict)
    )
    counted: dict[str, dict[str, int]] = {}
    for article_id, verdict, number in sorted(session.execute(query).all()):
        counted.setdefault(article_id, {})[str(verdict)] = number
    return counted
