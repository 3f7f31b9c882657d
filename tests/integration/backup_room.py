"""Databases to back up and to restore into, and a process that may be killed while it writes a backup."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, create_engine, select

from factcheck.backup import writing
from factcheck.backup.manifest import TableEntry
from factcheck.store import Store
from factcheck.store.articles import NewArticle, NewSentence
from factcheck.store.batches import NewItem
from factcheck.store.checks import CheckResult
from factcheck.store.engine import parse_url
from factcheck.store.ids import new_id
from factcheck.store.records import NewClaim
from factcheck.store.tables import Base
from factcheck.store.webhook_records import NewWebhook, Room
from factcheck.store.writes import RequestFacts, WritingRequest, writing_for
from tests.store_samples import content_of, put_text, report_on

VERSIONS = {"embedding_model": "m@1", "factcheck": "0"}


def fill(store: Store) -> str:
    """Leave rows in as many tables as a store has of itself; return the workspace's id."""
    workspace_id = store.workspaces.ensure("newsroom").workspace_id
    key, _token = store.keys.create(workspace_id, frozenset({"claims:read"}), None, "CMS")
    store.webhooks.create(workspace_id, NewWebhook("https://cms.example/hook", ("claim.done",)), "whsec_1")
    document = put_text(store, workspace_id, "bridge", "Text with “quotes”, a \\ and\nlines, 桥 and 😀.").document
    store.documents.put(workspace_id, "later", content_of("Embargoed."), embargoed_until=document.created_at)
    put_text(store, workspace_id, "gone")
    store.documents.delete(workspace_id, "gone")
    facts = RequestFacts(workspace_id, key.key_id, "claims.create", {}, "req-1")
    with writing_for(WritingRequest(facts, new_id("aud"))):
        claim = store.claims.create(workspace_id, NewClaim("The bridge was closed."))
    keys = [document.document_key]
    store.checks.finish(claim.check.check_id, 1, CheckResult(report_on(document), "supported", 0.875, keys))
    store.watches.set(workspace_id, claim.claim_id, True)
    store.batches.create(workspace_id, [NewItem(NewClaim("It is open.")), NewItem(errors=(("/text", "no"),))])
    sentence = NewSentence(0, 9, "key", 0.9, ("number",), NewClaim("It is open."))
    store.articles.put(workspace_id, NewArticle("It is open.", "text", (sentence,), 1, 5))
    begun = store.imports.begin(workspace_id)
    store.imports.add_chunk(begun.import_id, 1, [(1, "{}")], [])
    store.imports.commit(begun.import_id, 1)
    store.outbox.hand_out(10)
    store.dispatch.lease(Room(4, 4, 4), 60)
    return workspace_id


def read_all(database_url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables, in the order of their keys."""
    engine = create_engine(parse_url(database_url), connect_args=_options(database_url))
    with engine.connect() as connection:
        found = {table.name: _read(connection, table) for table in Base.metadata.sorted_tables}
    engine.dispose()
    return found


def _read(connection: Connection, table: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]


def _options(database_url: str) -> dict[str, str]:
    return {} if database_url.startswith("sqlite") else {"options": "-c timezone=UTC"}


def write_half(connection: Connection, partial: Path, table: Table) -> TableEntry:
    """Write a table, but stop for ever at one in the middle."""
    if table.name == "claims":
        sys.stdout.write("halfway\n")
        sys.stdout.flush()
        sys.stdin.read()
    return WRITE_TABLE(connection, partial, table)


if __name__ == "__main__":
    WRITE_TABLE = writing._write_table
    writing._write_table = write_half
    writing.write_backup(sys.argv[1], Path(sys.argv[2]), VERSIONS)
