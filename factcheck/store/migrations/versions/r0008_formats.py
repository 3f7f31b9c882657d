"""What further formats say of a version, how far a chunk of an import is stored, and since when a check can't be run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

OF_VERSIONS = ("uri", "copyright_holder", "usage_terms")


def upgrade() -> None:
    """Add the columns; chunks that are under way begin at their first line again."""
    for name in OF_VERSIONS:
        op.add_column("document_versions", sa.Column(name, sa.String(), nullable=True))
    op.add_column("import_chunks", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("checks", sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop what was added."""
    op.drop_column("checks", "failing_since")
    op.drop_column("import_chunks", "position")
    for name in reversed(OF_VERSIONS):
        op.drop_column("document_versions", name)
