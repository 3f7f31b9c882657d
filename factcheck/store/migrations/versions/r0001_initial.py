"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = sa.String()
TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Make all tables."""
    create_workspaces()
    create_api_keys()
    create_documents()
    create_document_versions()
    create_claims()
    create_checks()
    create_check_citations()
    create_imports()
    create_import_chunks()
    create_import_errors()
    create_outbox()


def reference(table: str, column: str, target: str, ondelete: str | None = None) -> sa.Column[str]:
    """Return a column that refers to the column of the same name of another table."""
    key = sa.ForeignKey(f"{target}.{column}", name=f"fk_{table}_{column}", ondelete=ondelete)
    return sa.Column(column, TEXT, key, nullable=False)


def create_workspaces() -> None:
    op.create_table(
        "workspaces",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_workspaces"),
        sa.UniqueConstraint("name", name="uq_workspaces_name"),
    )


def create_api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("key_id", TEXT, nullable=False),
        reference("api_keys", "workspace_id", "workspaces"),
        sa.Column("secret_sha256", TEXT, nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.Column("expires_at", TIME, nullable=True),
        sa.Column("last_used_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("key_id", name="pk_api_keys"),
    )
    op.create_index("ix_api_keys_workspace_id_key_id", "api_keys", ["workspace_id", "key_id"])


def create_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("document_key", TEXT, nullable=False),
        reference("documents", "workspace_id", "workspaces"),
        sa.Column("document_id", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("embargoed_until", TIME, nullable=True),
        sa.Column("index_status", TEXT, nullable=False),
        sa.Column("index_error", TEXT, nullable=True),
        sa.Column("index_attempt", sa.Integer(), nullable=False),
        sa.Column("index_crashes", sa.Integer(), nullable=False),
        sa.Column("index_queued_at", TIME, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("deleted_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("document_key", name="pk_documents"),
        sa.UniqueConstraint("workspace_id", "document_id", name="uq_documents_workspace_id_document_id"),
    )
    op.create_index(
        "ix_documents_index_status_index_queued_at_document_key",
        "documents",
        ["index_status", "index_queued_at", "document_key"],
    )
    op.create_index("ix_documents_workspace_id_document_key", "documents", ["workspace_id", "document_key"])


def create_document_versions() -> None:
    op.create_table(
        "document_versions",
        reference("document_versions", "document_key", "documents", ondelete="CASCADE"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("raw", TEXT, nullable=False),
        sa.Column("raw_kind", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("publisher", TEXT, nullable=True),
        sa.Column("credit", TEXT, nullable=True),
        sa.Column("byline", TEXT, nullable=True),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("language", TEXT, nullable=True),
        sa.Column("published_at", TIME, nullable=True),
        sa.Column("updated_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("document_key", "version", name="pk_document_versions"),
    )


def create_claims() -> None:
    op.create_table(
        "claims",
        sa.Column("claim_id", TEXT, nullable=False),
        reference("claims", "workspace_id", "workspaces"),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("as_of", TIME, nullable=True),
        sa.Column("language", TEXT, nullable=True),
        sa.Column("context", TEXT, nullable=True),
        sa.Column("external_id", TEXT, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("claim_id", name="pk_claims"),
    )
    op.create_index("ix_claims_workspace_id_external_id_claim_id", "claims", ["workspace_id", "external_id", "claim_id"])


def create_checks() -> None:
    op.create_table(
        "checks",
        sa.Column("check_id", TEXT, nullable=False),
        reference("checks", "claim_id", "claims", ondelete="CASCADE"),
        reference("checks", "workspace_id", "workspaces"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("verdict", TEXT, nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("report", JSON, nullable=True),
        sa.Column("problem", JSON, nullable=True),
        sa.Column("queued_at", TIME, nullable=False),
        sa.Column("started_at", TIME, nullable=True),
        sa.Column("finished_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("check_id", name="pk_checks"),
        sa.UniqueConstraint("claim_id", "number", name="uq_checks_claim_id_number"),
    )
    op.create_index("ix_checks_status_queued_at", "checks", ["status", "queued_at"])
    op.create_index("ix_checks_workspace_id_claim_id", "checks", ["workspace_id", "claim_id"])
    op.create_index("ix_checks_workspace_id_status_claim_id", "checks", ["workspace_id", "status", "claim_id"])
    op.create_index("ix_checks_workspace_id_verdict_claim_id", "checks", ["workspace_id", "verdict", "claim_id"])
    op.create_index(
        "uq_checks_latest",
        "checks",
        ["claim_id"],
        unique=True,
        sqlite_where=sa.text("latest = 1"),
        postgresql_where=sa.text("latest"),
    )


def create_check_citations() -> None:
    op.create_table(
        "check_citations",
        reference("check_citations", "check_id", "checks", ondelete="CASCADE"),
        sa.Column("document_key", TEXT, nullable=False),
        reference("check_citations", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("check_id", "document_key", name="pk_check_citations"),
    )
    op.create_index("ix_check_citations_document_key", "check_citations", ["document_key"])


def create_imports() -> None:
    op.create_table(
        "imports",
        sa.Column("import_id", TEXT, nullable=False),
        reference("imports", "workspace_id", "workspaces"),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("touched_at", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("import_id", name="pk_imports"),
    )
    op.create_index("ix_imports_status_touched_at", "imports", ["status", "touched_at"])


def create_import_chunks() -> None:
    op.create_table(
        "import_chunks",
        sa.Column("chunk_id", TEXT, nullable=False),
        reference("import_chunks", "import_id", "imports", ondelete="CASCADE"),
        reference("import_chunks", "workspace_id", "workspaces"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("lines", JSON, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("queued_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("chunk_id", name="pk_import_chunks"),
        sa.UniqueConstraint("import_id", "number", name="uq_import_chunks_import_id_number"),
    )
    op.create_index("ix_import_chunks_import_id_status", "import_chunks", ["import_id", "status"])
    op.create_index("ix_import_chunks_status_queued_at", "import_chunks", ["status", "queued_at"])


def create_import_errors() -> None:
    op.create_table(
        "import_errors",
        sa.Column("error_id", sa.Integer(), nullable=False),
        reference("import_errors", "import_id", "imports", ondelete="CASCADE"),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.Column("pointer", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("error_id", name="pk_import_errors"),
    )
    op.create_index("ix_import_errors_import_id_line", "import_errors", ["import_id", "line"])


def create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("event_id", TEXT, nullable=False),
        reference("outbox", "workspace_id", "workspaces"),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("sent_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("event_id", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_pending",
        "outbox",
        ["event_id"],
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )
