"""Batches of claims, and articles with their sentences."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TEXT = sa.String()
TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Make the four tables."""
    create_claim_batches()
    create_articles()


def downgrade() -> None:
    """Drop them; the claims stay."""
    for table in ("article_sentences", "articles", "claim_batch_items", "claim_batches"):
        op.drop_table(table)


def refer(table: str, column: str, target: str, ondelete: str | None = None, nullable: bool = False) -> sa.Column[str]:
    """Return a column that refers to the column of the same name of another table."""
    key = sa.ForeignKey(f"{target}.{column}", name=f"fk_{table}_{column}", ondelete=ondelete)
    return sa.Column(column, TEXT, key, nullable=nullable)


def create_claim_batches() -> None:
    op.create_table(
        "claim_batches",
        sa.Column("batch_id", TEXT, nullable=False),
        refer("claim_batches", "workspace_id", "workspaces"),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("batch_id", name="pk_claim_batches"),
    )
    op.create_table(
        "claim_batch_items",
        refer("claim_batch_items", "batch_id", "claim_batches", ondelete="CASCADE"),
        sa.Column("place", sa.Integer(), nullable=False),
        refer("claim_batch_items", "claim_id", "claims", ondelete="CASCADE", nullable=True),
        sa.Column("errors", JSON, nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "place", name="pk_claim_batch_items"),
    )
    op.create_index("ix_claim_batch_items_claim_id", "claim_batch_items", ["claim_id"])


def create_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("article_id", TEXT, nullable=False),
        refer("articles", "workspace_id", "workspaces"),
        sa.Column("external_id", TEXT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("as_of", TIME, nullable=True),
        sa.Column("language", TEXT, nullable=True),
        sa.Column("sentences", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("article_id", name="pk_articles"),
        sa.UniqueConstraint("workspace_id", "external_id", name="uq_articles_workspace_id_external_id"),
    )
    op.create_table(
        "article_sentences",
        refer("article_sentences", "article_id", "articles", ondelete="CASCADE"),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        refer("article_sentences", "claim_id", "claims", ondelete="SET NULL", nullable=True),
        sa.PrimaryKeyConstraint("article_id", "place", name="pk_article_sentences"),
    )
    op.create_index("ix_article_sentences_claim_id", "article_sentences", ["claim_id"])
