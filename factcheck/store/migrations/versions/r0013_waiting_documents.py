"""Since when a document waits for the index, however often that was tried meanwhile."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the column; it is empty where nothing is known, and for what a process of the release before has queued."""
    op.add_column("documents", sa.Column("index_waits_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("documents", "index_waits_since")
