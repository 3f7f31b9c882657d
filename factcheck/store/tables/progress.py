"""Batches of claims and articles: what several checks belong to and whose end is awaited together.

The indexes by ``claim_id`` serve the end of a check, which asks what the claim belongs to.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.store.tables.base import Base, workspace_column


class ClaimBatchRow(Base):
    __tablename__ = "claim_batches"

    batch_id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ClaimBatchItemRow(Base):
    """One item of a batch, in the order in which it was sent: a claim, or why it was not taken."""

    __tablename__ = "claim_batch_items"

    batch_id: Mapped[str] = mapped_column(ForeignKey("claim_batches.batch_id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    claim_id: Mapped[str | None] = mapped_column(ForeignKey("claims.claim_id", ondelete="CASCADE"), index=True)
    errors: Mapped[list[Any]]


class ArticleRow(Base):
    """A draft as it was sent last. ``revision`` counts how often it was; ``sentences`` all sentences, not only claims."""

    __tablename__ = "articles"
    __table_args__ = (UniqueConstraint("workspace_id", "external_id"), Index(None, "workspace_id", "article_id"))

    article_id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    external_id: Mapped[str | None]
    revision: Mapped[int]
    title: Mapped[str | None]
    kind: Mapped[str]
    text: Mapped[str]
    as_of: Mapped[datetime | None]
    language: Mapped[str | None]
    exclude_document_ids: Mapped[list[Any] | None]
    sentences: Mapped[int]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ArticleSentenceRow(Base):
    """A sentence that makes a checkable claim. ``key`` names it across revisions; only some have a claim."""

    __tablename__ = "article_sentences"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.article_id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start: Mapped[int]
    end: Mapped[int]
    key: Mapped[str]
    score: Mapped[float]
    reasons: Mapped[list[Any]]
    claim_id: Mapped[str | None] = mapped_column(ForeignKey("claims.claim_id", ondelete="SET NULL"), index=True)
