"""Versions get a kind; those that are there already are articles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TABLE = "document_versions"
TEXT = sa.String()


def upgrade() -> None:
    """Add the kind of a version and what a fact check says."""
    op.add_column(TABLE, sa.Column("kind", TEXT, nullable=False, server_default="article"))
    op.add_column(TABLE, sa.Column("claim_reviewed", TEXT, nullable=True))
    op.add_column(TABLE, sa.Column("rating", TEXT, nullable=True))


def downgrade() -> None:
    """Drop what was added. Fact checks stay as documents that nothing tells from articles."""
    op.drop_column(TABLE, "rating")
    op.drop_column(TABLE, "claim_reviewed")
    op.drop_column(TABLE, "kind")
