"""Documents that a claim or an article leaves out of its own evidence; the articles of a workspace as a list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TABLES = ("claims", "articles")


def upgrade() -> None:
    """Add the column and the index; what is there excludes nothing."""
    for table in TABLES:
        op.add_column(table, sa.Column("exclude_document_ids", sa.JSON(none_as_null=True), nullable=True))
    op.create_index("ix_articles_workspace_id_article_id", "articles", ["workspace_id", "article_id"])


def downgrade() -> None:
    """Drop the column and the index."""
    op.drop_index("ix_articles_workspace_id_article_id", "articles")
    for table in reversed(TABLES):
        op.drop_column(table, "exclude_document_ids")
