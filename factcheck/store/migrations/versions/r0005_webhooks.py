"""Webhooks and their deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TEXT = sa.String()
TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Make the tables, and put away the events that nobody could have asked to hear of."""
    create_webhooks()
    create_webhook_deliveries()
    create_webhook_attempts()
    op.execute("UPDATE outbox SET sent_at = created_at WHERE sent_at IS NULL")


def downgrade() -> None:
    """Drop the tables; events are not sent again."""
    op.drop_table("webhook_attempts")
    op.drop_table("webhook_deliveries")
    op.drop_table("webhooks")


def create_webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("webhook_id", TEXT, nullable=False),
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("events", JSON, nullable=False),
        sa.Column("payload", TEXT, nullable=False),
        sa.Column("description", TEXT, nullable=True),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("disabled_reason", TEXT, nullable=True),
        sa.Column("secret", TEXT, nullable=False),
        sa.Column("previous_secret", TEXT, nullable=True),
        sa.Column("previous_expires_at", TIME, nullable=True),
        sa.Column("failing_since", TIME, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("webhook_id", name="pk_webhooks"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.workspace_id"], name="fk_webhooks_workspace_id"),
    )
    op.create_index("ix_webhooks_workspace_id_webhook_id", "webhooks", ["workspace_id", "webhook_id"])
    op.create_index("ix_webhooks_status", "webhooks", ["status"])


def create_webhook_deliveries() -> None:
    table = "webhook_deliveries"
    op.create_table(
        table,
        sa.Column("delivery_id", TEXT, nullable=False),
        sa.Column("webhook_id", TEXT, nullable=False),
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("subject", JSON, nullable=False),
        sa.Column("occurred_at", TIME, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("lease_id", TEXT, nullable=True),
        sa.Column("leased_until", TIME, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("delivery_id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.webhook_id"], name=f"fk_{table}_webhook_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.workspace_id"], name=f"fk_{table}_workspace_id"),
    )
    op.create_index(f"ix_{table}_webhook_id_delivery_id", table, ["webhook_id", "delivery_id"])
    op.create_index(f"ix_{table}_webhook_id_status_delivery_id", table, ["webhook_id", "status", "delivery_id"])
    op.create_index(f"ix_{table}_finished_at", table, ["finished_at"])
    pending = sa.text("status = 'pending'")
    leased = sa.text("leased_until IS NOT NULL")
    op.create_index(f"ix_{table}_due", table, ["webhook_id", "due_at"], sqlite_where=pending, postgresql_where=pending)
    op.create_index(f"ix_{table}_leased", table, ["leased_until"], sqlite_where=leased, postgresql_where=leased)


def create_webhook_attempts() -> None:
    delivery = sa.ForeignKeyConstraint(
        ["delivery_id"],
        ["webhook_deliveries.delivery_id"],
        name="fk_webhook_attempts_delivery_id",
        ondelete="CASCADE",
    )
    op.create_table(
        "webhook_attempts",
        sa.Column("delivery_id", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("status_code", sa.Integer(), nullable=True),
        sa.Column("error", TEXT, nullable=True),
        sa.Column("response", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", "number", name="pk_webhook_attempts"),
        delivery,
    )
