"""The next release, for tests of upgrades: this code with one more migration, which adds a column and a table.

``python -m tests.integration.upgraded QUEUE GRACE`` is its worker; ``tests.integration.upgraded:app`` its API.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from factcheck.store import schema
from factcheck.store.migration import read_revisions

NEXT_REVISION = "9999"
FOLDER = "UPGRADED_MIGRATIONS"
REVISION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{next}", "{newest}"


def upgrade():
    op.create_table("shelves", sa.Column("shelf_id", sa.String(), primary_key=True))
    op.add_column("claims", sa.Column("shelf_id", sa.String()))
    op.add_column("checks", sa.Column("weight", sa.Integer(), server_default="1", nullable=False))
    op.create_index("ix_claims_shelf_id", "claims", ["shelf_id"])
"""


def write_migrations(folder: Path) -> Path:
    """Copy the migrations into the folder, with that of the next release; return it."""
    shutil.copytree(schema.MIGRATIONS_DIR, folder)
    text = REVISION.format(next=NEXT_REVISION, newest=read_revisions()[-1])
    (folder / "versions" / "r9999_shelves.py").write_text(text, encoding="utf-8")
    return folder


def become_next_release() -> None:
    """Have this process know the migrations that the environment names."""
    schema.MIGRATIONS_DIR = Path(os.environ[FOLDER])


def __getattr__(name: str) -> Any:
    if name == "app":
        from service.wsgi import build_app

        become_next_release()
        return build_app()
    raise AttributeError(name)


if __name__ == "__main__":
    become_next_release()
    from tests.integration import workers_main

    workers_main.main(sys.argv[1], float(sys.argv[2]))
