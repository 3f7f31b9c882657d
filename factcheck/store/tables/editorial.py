"""What editors say of claims, and what a workspace has settled for itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.store.tables.base import Base, workspace_column


class ReviewRow(Base):
    """An editor's rating of a claim, as schema.org's ClaimReview has it."""

    __tablename__ = "claim_reviews"

    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.claim_id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    rating: Mapped[int | None]
    alternate_name: Mapped[str | None]
    explanation: Mapped[str | None]
    url: Mapped[str | None]
    author: Mapped[str | None]
    changed_at: Mapped[datetime]


class FeedbackRow(Base):
    """What one key says of a claim's verdict or of one piece of its evidence; ``item`` names which."""

    __tablename__ = "claim_feedback"
    __table_args__ = (
        UniqueConstraint("claim_id", "key_id", "item"),
        Index(None, "workspace_id", "claim_id", "feedback_id"),
    )

    feedback_id: Mapped[str] = mapped_column(primary_key=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.claim_id", ondelete="CASCADE"))
    workspace_id: Mapped[str] = workspace_column()
    key_id: Mapped[str]
    item: Mapped[str]
    check_id: Mapped[str]
    document_id: Mapped[str | None]
    version: Mapped[int | None]
    start: Mapped[int | None]
    end: Mapped[int | None]
    judgement: Mapped[str | None]
    stance: Mapped[str | None]
    confidence: Mapped[float | None]
    verdict: Mapped[str | None]
    comment: Mapped[str | None]
    created_at: Mapped[datetime]


class SigningKeyRow(Base):
    """The workspace's Ed25519 key, both halves as URL-safe base64 of their 32 bytes."""

    __tablename__ = "signing_keys"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.workspace_id"), primary_key=True)
    private_key: Mapped[str]
    public_key: Mapped[str]
    created_at: Mapped[datetime]


class WorkspaceSettingsRow(Base):
    """What a workspace has settled: whether new claims are watched, and how sure evidence has to be."""

    __tablename__ = "workspace_settings"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.workspace_id"), primary_key=True)
    watch_claims: Mapped[bool]
    least_supporting: Mapped[float]
    least_conflicting: Mapped[float]
    fitted_on: Mapped[int]
    fitted_at: Mapped[datetime | None]
