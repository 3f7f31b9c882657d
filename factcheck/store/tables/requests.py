"""What requests leave behind: idempotency keys, the audit log, and which checks may be shared.

The indexes serve: forgetting keys after their time; the audit log by workspace, newest first; equal claims of a workspace.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.store.tables.base import Base, workspace_column


class IdempotencyRow(Base):
    """A key that a sender gave to a request. ``reservation_id`` says which process carries the request out.

    ``made_at`` is set in the transaction that does what the request asks for, and ``made_id`` names what it made; the
    answer follows in a transaction of its own.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index(None, "expires_at"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.workspace_id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    reservation_id: Mapped[str] = mapped_column(unique=True)
    fingerprint: Mapped[str | None]
    leased_until: Mapped[datetime]
    expires_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    made_id: Mapped[str | None]
    answer: Mapped[dict[str, Any] | None]


class AuditRow(Base):
    """A request that wrote something, or was kept from it."""

    __tablename__ = "audit_log"
    __table_args__ = (Index(None, "workspace_id", "entry_id"),)

    entry_id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    key_id: Mapped[str]
    at: Mapped[datetime]
    operation: Mapped[str]
    ids: Mapped[dict[str, Any]]
    outcome: Mapped[str]
    problem: Mapped[str | None]
    request_id: Mapped[str]


class CorpusStateRow(Base):
    """A number that grows with every change of what a workspace's checks can find."""

    __tablename__ = "corpus_states"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.workspace_id"), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


class ShareRow(Base):
    """What a claim asks, as a hash, and the corpus state before its check was queued."""

    __tablename__ = "claim_shares"
    __table_args__ = (Index(None, "workspace_id", "question_sha256", "claim_id"),)

    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.claim_id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    question_sha256: Mapped[str]
    corpus_state: Mapped[int] = mapped_column(BigInteger)
