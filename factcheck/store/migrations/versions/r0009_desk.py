"""Sessions of the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from factcheck.store.columns import UtcDateTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the table of who is signed in."""
    op.create_table(
        "desk_sessions",
        sa.Column("secret_sha256", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"], ["api_keys.key_id"], name="fk_desk_sessions_key_id_api_keys", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("secret_sha256", name="pk_desk_sessions"),
    )
    op.create_index("ix_desk_sessions_expires_at", "desk_sessions", ["expires_at"])


def downgrade() -> None:
    """Drop the table: everybody has to sign in again."""
    op.drop_table("desk_sessions")
