"""Watched claims: what they are recognised by, why they are to be looked at again, and what each look found.

The indexes serve: the watched claims of a workspace and whether any has changed; causes and documents by when they are
due.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.store.tables.base import Base, workspace_column

CLAIM = "claims.claim_id"


class ClaimWatchRow(Base):
    """Whether new documents are compared with a claim; a claim without a row is not watched.

    ``revision`` grows with every change of the row and of the claim's probes.
    """

    __tablename__ = "claim_watches"
    __table_args__ = (Index(None, "workspace_id", "is_watched", "revision"),)

    claim_id: Mapped[str] = mapped_column(ForeignKey(CLAIM, ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    is_watched: Mapped[bool]
    revision: Mapped[int]


class ProbeRow(Base):
    """What new passages are compared with: one part of a watched claim. The bytes are arrays, see ``watching.probes``."""

    __tablename__ = "claim_probes"

    claim_id: Mapped[str] = mapped_column(ForeignKey(CLAIM, ondelete="CASCADE"), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    workspace_id: Mapped[str] = workspace_column()
    embedding_model: Mapped[str]
    vector: Mapped[bytes]
    terms: Mapped[bytes]
    similarities: Mapped[bytes]
    shares: Mapped[bytes]
    kept: Mapped[list[Any]]


class CheckNoteRow(Base):
    """What a check found, without any text, and how it came to be run: kept apart so that a report may lose evidence."""

    __tablename__ = "check_notes"

    check_id: Mapped[str] = mapped_column(ForeignKey("checks.check_id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    reasons: Mapped[list[Any]]
    verdict: Mapped[str | None]
    evidence: Mapped[list[Any] | None]
    previous_number: Mapped[int | None]
    previous_verdict: Mapped[str | None]
    changes: Mapped[list[Any]]
    rechecked_at: Mapped[datetime | None]


class RecheckCauseRow(Base):
    """Why a claim is to be checked again, and when. The document may be gone already; an empty key means none."""

    __tablename__ = "recheck_causes"
    __table_args__ = (Index(None, "due_at", "claim_id"),)

    claim_id: Mapped[str] = mapped_column(ForeignKey(CLAIM, ondelete="CASCADE"), primary_key=True)
    document_key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    due_at: Mapped[datetime]


class MatchingRow(Base):
    """A document that is to be compared with watched claims, or was a while ago (``matched_at``)."""

    __tablename__ = "document_matchings"
    __table_args__ = (Index(None, "matched_at", "due_at"), Index(None, "workspace_id", "matched_at"))

    document_key: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    due_at: Mapped[datetime]
    matched_at: Mapped[datetime | None]
