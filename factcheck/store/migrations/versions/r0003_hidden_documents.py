"""Verdicts follow hidden documents; documents know date and language of their current version, to tell what was searched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT = sa.String()
TIME = sa.DateTime(timezone=True)
SHOWN_BY = ["workspace_id", "deleted_at", "status", "embargoed_until", "published_at", "language"]
SHOWN = "ix_documents_shown"

COPY_FROM_VERSIONS = """
UPDATE documents SET
  published_at = (SELECT v.published_at FROM document_versions v
                  WHERE v.document_key = documents.document_key AND v.version = documents.version),
  language = (SELECT v.language FROM document_versions v
              WHERE v.document_key = documents.document_key AND v.version = documents.version)
"""
# Verdicts that were stored before say nothing of hidden documents: they are drawn anew before the next list.
DUE_AT_ONCE = """
UPDATE checks SET redecide_at = '1970-01-01 00:00:00.000000' WHERE check_id IN (
  SELECT c.check_id FROM check_citations c JOIN documents d ON d.document_key = c.document_key
  WHERE d.status <> 'usable' OR d.embargoed_until IS NOT NULL)
"""


def upgrade() -> None:
    """Add the columns with their indexes, and fill them."""
    op.add_column("checks", sa.Column("redecide_at", TIME, nullable=True))
    op.add_column("documents", sa.Column("published_at", TIME, nullable=True))
    op.add_column("documents", sa.Column("language", TEXT, nullable=True))
    op.execute(COPY_FROM_VERSIONS)
    op.execute(DUE_AT_ONCE)
    is_due = sa.text("redecide_at IS NOT NULL")
    op.create_index("ix_checks_due", "checks", ["workspace_id", "redecide_at"], sqlite_where=is_due, postgresql_where=is_due)
    op.create_index(SHOWN, "documents", SHOWN_BY)


def downgrade() -> None:
    """Drop what was added; verdicts stay as they were drawn last."""
    op.drop_index(SHOWN, "documents")
    op.drop_index("ix_checks_due", "checks")
    op.drop_column("documents", "language")
    op.drop_column("documents", "published_at")
    op.drop_column("checks", "redecide_at")
