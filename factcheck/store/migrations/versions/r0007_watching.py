"""Watched claims with the history of their checks, reviews, feedback, signing keys and settings of workspaces."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TEXT = sa.String()
TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)
BYTES = sa.LargeBinary()
TABLES = (
    "claim_watches",
    "claim_probes",
    "check_notes",
    "recheck_causes",
    "document_matchings",
    "claim_reviews",
    "claim_feedback",
    "signing_keys",
    "workspace_settings",
)


def upgrade() -> None:
    """Make the tables."""
    create_claim_watches()
    create_claim_probes()
    create_check_notes()
    create_recheck_causes()
    create_document_matchings()
    create_claim_reviews()
    create_claim_feedback()
    create_signing_keys()
    create_workspace_settings()


def downgrade() -> None:
    """Drop the tables with all that they hold."""
    for table in reversed(TABLES):
        op.drop_table(table)


def column(name: str, kind: Any, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable)


def reference(table: str, name: str, target: str, ondelete: str | None = None) -> sa.Column[str]:
    """Return a column that refers to the column of the same name of another table."""
    key = sa.ForeignKey(f"{target}.{name}", name=f"fk_{table}_{name}", ondelete=ondelete)
    return sa.Column(name, TEXT, key, nullable=False)


def claim_of(table: str) -> sa.Column[str]:
    return reference(table, "claim_id", "claims", "CASCADE")


def workspace_of(table: str) -> sa.Column[str]:
    return reference(table, "workspace_id", "workspaces")


def primary_key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")


def create_index(table: str, *names: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(names)}", table, list(names))


def create_claim_watches() -> None:
    table = "claim_watches"
    op.create_table(
        table,
        claim_of(table),
        workspace_of(table),
        column("is_watched", sa.Boolean()),
        column("revision", sa.Integer()),
        primary_key(table, "claim_id"),
    )
    create_index(table, "workspace_id", "is_watched", "revision")


def create_claim_probes() -> None:
    table = "claim_probes"
    op.create_table(
        table,
        claim_of(table),
        column("part", sa.Integer()),
        workspace_of(table),
        column("embedding_model", TEXT),
        column("vector", BYTES),
        column("terms", BYTES),
        column("similarities", BYTES),
        column("shares", BYTES),
        column("kept", JSON),
        primary_key(table, "claim_id", "part"),
    )


def create_check_notes() -> None:
    table = "check_notes"
    op.create_table(
        table,
        reference(table, "check_id", "checks", "CASCADE"),
        workspace_of(table),
        column("reasons", JSON),
        column("verdict", TEXT, nullable=True),
        column("evidence", JSON, nullable=True),
        column("previous_number", sa.Integer(), nullable=True),
        column("previous_verdict", TEXT, nullable=True),
        column("changes", JSON),
        column("rechecked_at", TIME, nullable=True),
        primary_key(table, "check_id"),
    )


def create_recheck_causes() -> None:
    table = "recheck_causes"
    op.create_table(
        table,
        claim_of(table),
        column("document_key", TEXT),
        column("kind", TEXT),
        workspace_of(table),
        column("due_at", TIME),
        primary_key(table, "claim_id", "document_key", "kind"),
    )
    create_index(table, "due_at", "claim_id")


def create_document_matchings() -> None:
    table = "document_matchings"
    op.create_table(
        table,
        column("document_key", TEXT),
        workspace_of(table),
        column("due_at", TIME),
        column("matched_at", TIME, nullable=True),
        primary_key(table, "document_key"),
    )
    create_index(table, "matched_at", "due_at")
    create_index(table, "workspace_id", "matched_at")


def create_claim_reviews() -> None:
    table = "claim_reviews"
    op.create_table(
        table,
        claim_of(table),
        workspace_of(table),
        column("rating", sa.Integer(), nullable=True),
        *(column(name, TEXT, nullable=True) for name in ("alternate_name", "explanation", "url", "author")),
        column("changed_at", TIME),
        primary_key(table, "claim_id"),
    )


def create_claim_feedback() -> None:
    table = "claim_feedback"
    op.create_table(
        table,
        column("feedback_id", TEXT),
        claim_of(table),
        workspace_of(table),
        *(column(name, TEXT) for name in ("key_id", "item", "check_id")),
        column("document_id", TEXT, nullable=True),
        *(column(name, sa.Integer(), nullable=True) for name in ("version", "start", "end")),
        *(column(name, TEXT, nullable=True) for name in ("judgement", "stance")),
        column("confidence", sa.Double(), nullable=True),
        *(column(name, TEXT, nullable=True) for name in ("verdict", "comment")),
        column("created_at", TIME),
        primary_key(table, "feedback_id"),
        sa.UniqueConstraint("claim_id", "key_id", "item", name="uq_claim_feedback_claim_id_key_id_item"),
    )
    create_index(table, "workspace_id", "claim_id", "feedback_id")


def create_signing_keys() -> None:
    table = "signing_keys"
    op.create_table(
        table,
        workspace_of(table),
        *(column(name, TEXT) for name in ("private_key", "public_key")),
        column("created_at", TIME),
        primary_key(table, "workspace_id"),
    )


def create_workspace_settings() -> None:
    table = "workspace_settings"
    op.create_table(
        table,
        workspace_of(table),
        column("watch_claims", sa.Boolean()),
        *(column(name, sa.Double()) for name in ("least_supporting", "least_conflicting")),
        column("fitted_on", sa.Integer()),
        column("fitted_at", TIME, nullable=True),
        primary_key(table, "workspace_id"),
    )
