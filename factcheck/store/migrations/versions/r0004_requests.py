"""Idempotency keys, the audit log and shared checks; keys get a name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.String()
TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Make the tables."""
    op.add_column("api_keys", sa.Column("name", TEXT, nullable=True))
    create_idempotency_keys()
    create_audit_log()
    create_sharing()


def downgrade() -> None:
    """Drop the tables; requests that are sent again are carried out again."""
    for table in ("claim_shares", "corpus_states", "audit_log", "idempotency_keys"):
        op.drop_table(table)
    op.drop_column("api_keys", "name")


def workspace_key(table: str) -> sa.ForeignKeyConstraint:
    """Return the constraint that a row belongs to a workspace."""
    return sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.workspace_id"], name=f"fk_{table}_workspace_id")


def create_idempotency_keys() -> None:
    table = "idempotency_keys"
    op.create_table(
        table,
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("reservation_id", TEXT, nullable=False),
        sa.Column("fingerprint", TEXT, nullable=True),
        sa.Column("leased_until", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("made_at", TIME, nullable=True),
        sa.Column("made_id", TEXT, nullable=True),
        sa.Column("answer", JSON, nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=f"pk_{table}"),
        sa.UniqueConstraint("reservation_id", name=f"uq_{table}_reservation_id"),
        workspace_key(table),
    )
    op.create_index(f"ix_{table}_expires_at", table, ["expires_at"])


def create_audit_log() -> None:
    table = "audit_log"
    op.create_table(
        table,
        sa.Column("entry_id", TEXT, nullable=False),
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("key_id", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("operation", TEXT, nullable=False),
        sa.Column("ids", JSON, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("problem", TEXT, nullable=True),
        sa.Column("request_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=f"pk_{table}"),
        workspace_key(table),
    )
    op.create_index(f"ix_{table}_workspace_id_entry_id", table, ["workspace_id", "entry_id"])


def create_sharing() -> None:
    op.create_table(
        "corpus_states",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_corpus_states"),
        workspace_key("corpus_states"),
    )
    table = "claim_shares"
    op.create_table(
        table,
        sa.Column("claim_id", TEXT, nullable=False),
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("question_sha256", TEXT, nullable=False),
        sa.Column("corpus_state", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("claim_id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.claim_id"], name=f"fk_{table}_claim_id", ondelete="CASCADE"),
        workspace_key(table),
    )
    columns = ["workspace_id", "question_sha256", "claim_id"]
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
