"""Workspaces, documents, claims, checks, imports and the outbox.

Every index below serves one query: lists by workspace, newest first (ids sort by time); what the reconciler asks for,
by status and waiting time; a claim by the sender's id; the checks that cite a document, and those whose verdict is due;
how many documents a claim can see.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.store.tables.base import Base, workspace_column


class WorkspaceRow(Base):
    __tablename__ = "workspaces"

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class ApiKeyRow(Base):
    __tablename__ = "api_keys"
    __table_args__ = (Index(None, "workspace_id", "key_id"),)

    key_id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    name: Mapped[str | None]
    secret_sha256: Mapped[str]
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class DocumentRow(Base):
    """A document's state. ``version`` 0 exists only inside the transaction that creates the row.

    ``published_at`` and ``language`` are the current version's, so that counting does not walk through the texts. The
    edition is that of the item which made the state; versions may have higher numbers than the current one, if they are of
    older editions that came later. ``index_queued_at`` is of the latest attempt; ``index_waits_since``, which counts while
    the document is queued, of the first.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("workspace_id", "document_id"),
        Index(None, "workspace_id", "document_key"),
        Index(None, "index_status", "index_queued_at", "document_key"),
        Index("ix_documents_shown", "workspace_id", "deleted_at", "status", "embargoed_until", "published_at", "language"),
    )

    document_key: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    document_id: Mapped[str]
    version: Mapped[int]
    sha256: Mapped[str]
    status: Mapped[str]
    embargoed_until: Mapped[datetime | None]
    edition_number: Mapped[int | None]
    edition_made_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    language: Mapped[str | None]
    index_status: Mapped[str]
    index_error: Mapped[str | None]
    index_attempt: Mapped[int]
    index_crashes: Mapped[int]
    index_queued_at: Mapped[datetime]
    index_waits_since: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class VersionRow(Base):
    __tablename__ = "document_versions"

    document_key: Mapped[str] = mapped_column(ForeignKey("documents.document_key", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str]
    created_at: Mapped[datetime]
    raw: Mapped[str]
    raw_kind: Mapped[str]
    text: Mapped[str]
    title: Mapped[str | None]
    publisher: Mapped[str | None]
    credit: Mapped[str | None]
    byline: Mapped[str | None]
    url: Mapped[str | None]
    language: Mapped[str | None]
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime | None]
    kind: Mapped[str] = mapped_column(server_default="article")
    claim_reviewed: Mapped[str | None]
    rating: Mapped[str | None]
    uri: Mapped[str | None]
    copyright_holder: Mapped[str | None]
    usage_terms: Mapped[str | None]


class ClaimRow(Base):
    __tablename__ = "claims"
    __table_args__ = (Index(None, "workspace_id", "external_id", "claim_id"),)

    claim_id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    text: Mapped[str]
    as_of: Mapped[datetime | None]
    language: Mapped[str | None]
    context: Mapped[str | None]
    external_id: Mapped[str | None]
    exclude_document_ids: Mapped[list[Any] | None]
    created_at: Mapped[datetime]


class CheckRow(Base):
    """One run for a claim. ``latest`` marks the one that a claim shows: exactly one of each claim.

    ``verdict`` and ``confidence`` are without documents that may not be shown; ``redecide_at`` is when an embargo ends.
    """

    __tablename__ = "checks"
    __table_args__ = (
        UniqueConstraint("claim_id", "number"),
        Index("uq_checks_latest", "claim_id", unique=True, sqlite_where=text("latest = 1"), postgresql_where=text("latest")),
        Index(None, "workspace_id", "claim_id"),
        Index(None, "workspace_id", "status", "claim_id"),
        Index(None, "workspace_id", "verdict", "claim_id"),
        Index(None, "status", "queued_at"),
        Index(
            "ix_checks_due",
            "workspace_id",
            "redecide_at",
            sqlite_where=text("redecide_at IS NOT NULL"),
            postgresql_where=text("redecide_at IS NOT NULL"),
        ),
    )

    check_id: Mapped[str] = mapped_column(primary_key=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.claim_id", ondelete="CASCADE"))
    workspace_id: Mapped[str] = workspace_column()
    number: Mapped[int]
    latest: Mapped[bool]
    attempt: Mapped[int]
    crashes: Mapped[int]
    status: Mapped[str]
    verdict: Mapped[str | None]
    confidence: Mapped[float | None]
    redecide_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any] | None]
    problem: Mapped[dict[str, Any] | None]
    queued_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class CitationRow(Base):
    """A done check whose report quotes a document. No foreign key to the document: it may be gone already."""

    __tablename__ = "check_citations"
    __table_args__ = (Index(None, "document_key"),)

    check_id: Mapped[str] = mapped_column(ForeignKey("checks.check_id", ondelete="CASCADE"), primary_key=True)
    document_key: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = workspace_column()


class ImportRow(Base):
    __tablename__ = "imports"
    __table_args__ = (Index(None, "status", "touched_at"),)

    import_id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    status: Mapped[str]
    total: Mapped[int]
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ChunkRow(Base):
    """Some lines of an import. ``lines`` is emptied once all are worked off; those before ``position`` are."""

    __tablename__ = "import_chunks"
    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        Index(None, "import_id", "status"),
        Index(None, "status", "queued_at"),
    )

    chunk_id: Mapped[str] = mapped_column(primary_key=True)
    import_id: Mapped[str] = mapped_column(ForeignKey("imports.import_id", ondelete="CASCADE"))
    workspace_id: Mapped[str] = workspace_column()
    number: Mapped[int]
    attempt: Mapped[int]
    crashes: Mapped[int]
    status: Mapped[str]
    lines: Mapped[list[Any]]
    position: Mapped[int] = mapped_column(server_default="0")
    done: Mapped[int]
    failed: Mapped[int]
    queued_at: Mapped[datetime]


class LineErrorRow(Base):
    __tablename__ = "import_errors"
    __table_args__ = (Index(None, "import_id", "line"),)

    error_id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[str] = mapped_column(ForeignKey("imports.import_id", ondelete="CASCADE"))
    line: Mapped[int]
    detail: Mapped[str]
    pointer: Mapped[str]


class OutboxRow(Base):
    """Something that others may want to hear of, written in the transaction that made it true."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_pending",
            "event_id",
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
    )

    event_id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = workspace_column()
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    traceparent: Mapped[str | None]
