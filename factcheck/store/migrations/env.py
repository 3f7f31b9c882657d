"""Alembic's entry: runs the revisions in the transaction of the connection that the caller passes in."""

from __future__ import annotations

from alembic import context

from factcheck.store.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata, transactional_ddl=True)
context.run_migrations()
