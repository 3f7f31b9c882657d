"""Where in a trace an event belongs, so that its webhooks belong there too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TABLES = ("outbox", "webhook_deliveries")


def upgrade() -> None:
    """Add the columns; what is there belongs to no trace."""
    for table in TABLES:
        op.add_column(table, sa.Column("traceparent", sa.String(), nullable=True))


def downgrade() -> None:
    """Drop the columns."""
    for table in reversed(TABLES):
        op.drop_column(table, "traceparent")
