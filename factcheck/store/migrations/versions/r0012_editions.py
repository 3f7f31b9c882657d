"""Which edition of an agency's item a document is, so that an older one that arrives late does not replace it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the columns; what is there is of an unknown edition, which any other replaces."""
    op.add_column("documents", sa.Column("edition_number", sa.Integer(), nullable=True))
    op.add_column("documents", sa.Column("edition_made_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("documents", "edition_made_at")
    op.drop_column("documents", "edition_number")
