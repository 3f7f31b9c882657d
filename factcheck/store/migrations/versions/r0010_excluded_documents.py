"""Documents that a claim or an article leaves out of its own evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TABLES = ("claims", "articles")


def upgrade() -> None:
    """Add the column; what is there excludes nothing."""
    for table in TABLES:
        op.add_column(table, sa.Column("exclude_document_ids", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    for table in reversed(TABLES):
        op.drop_column(table, "exclude_document_ids")
