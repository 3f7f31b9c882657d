"""No query of the store walks through a whole table, or sorts what an index holds in order already."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, event

from factcheck.store import Store, open_store
from factcheck.store.checks import CheckResult
from factcheck.store.engine import Database
from factcheck.store.records import NewClaim
from factcheck.store.retention import Keep
from factcheck.store.webhook_records import Attempt, NewWebhook, NextStep, Room
from factcheck.webhooks.events import EVENT_KINDS
from tests.store_samples import BRIDGE, put_text, report_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

Statements = list[tuple[str, Any]]

CALLS: dict[str, Callable[[Store, str], object]] = {
    "keys": lambda store, workspace_id: store.keys.list(workspace_id),
    "documents": lambda store, workspace_id: store.documents.list(workspace_id, None, 20),
    "documents by status": lambda store, workspace_id: store.documents.list(workspace_id, None, 20, status="withheld"),
    "failed documents": lambda store, workspace_id: store.documents.failed(workspace_id, 20),
    "document keys": lambda store, workspace_id: store.documents.find_keys(workspace_id, ["a-1", "a-2"]),
    "document": lambda store, workspace_id: store.documents.get(workspace_id, "a-1"),
    "versions": lambda store, workspace_id: store.documents.versions(workspace_id, "a-1", None, 20),
    "unindexed": lambda store, _: store.documents.unindexed(20),
    "crashed documents": lambda store, _: store.documents.unindexed(20, only_crashed=True),
    "index lag": lambda store, _: store.documents.index_lag(),
    "current attempts": lambda store, _: store.documents.find_current({"doc_1": 1, "doc_2": 1}),
    "by keys": lambda store, _: store.documents.get_by_keys(["doc_1", "doc_2"]),
    "going through": lambda store, _: list(store.documents.iterate_live(5)),
    "claims": lambda store, workspace_id: store.claims.list(workspace_id, None, 20),
    "claims by status": lambda store, workspace_id: store.claims.list(workspace_id, None, 20, status="done"),
    "claims by verdict": lambda store, workspace_id: store.claims.list(workspace_id, None, 20, verdict="refuted"),
    "claims by id": lambda store, workspace_id: store.claims.list(workspace_id, None, 20, external_id="cms-1"),
    "survey": lambda store, workspace_id: store.documents.survey(workspace_id),
    "survey of a language": lambda store, workspace_id: store.documents.survey(workspace_id, "en"),
    "survey without some": lambda store, workspace_id: store.documents.survey(workspace_id, "en", ["a-1"]),
    "articles": lambda store, workspace_id: store.articles.list(workspace_id, None, 20),
    "outbox": lambda store, _: store.outbox.pending(20),
    "import": lambda store, workspace_id: store.imports.get(workspace_id, "imp_1"),
    "stale imports": lambda store, _: store.imports.abort_stale(3600),
    "receiving imports": lambda store, _: store.imports.receiving(),
    "webhooks": lambda store, workspace_id: store.webhooks.list(workspace_id, None, 20),
    "deliveries": lambda store, workspace_id: store.deliveries.list(workspace_id, "whk_1", None, 20),
    "gauges": lambda store, _: store.gauges.read(),
    "failed deliveries": lambda store, workspace_id: store.deliveries.list(workspace_id, "whk_1", status="failed"),
}
# These few are put in order after they were found.
SORTING_CALLS: dict[str, Callable[[Store, str], object]] = {
    "withholding": lambda store, workspace_id: store.documents.put(workspace_id, "a-1", BRIDGE, "withheld"),
    "deletion": lambda store, workspace_id: store.documents.delete(workspace_id, "a-1"),
    "unfinished checks": lambda store, _: store.checks.unfinished(0, 20),
    "running checks": lambda store, _: store.checks.unfinished(0, 20, ["running"]),
    "running chunks": lambda store, _: store.imports.unfinished_chunks(0, 20, ["running"]),
    "unfinished chunks": lambda store, _: store.imports.unfinished_chunks(0, 20),
    "leasing and recording": lambda store, workspace_id: deliver(store, workspace_id),
    "forgetting what is old": lambda store, _: store.retention.sweep(Keep()),
    "chunks": lambda store, _: store.imports.chunks("imp_1"),
}


def deliver(store: Store, workspace_id: str) -> None:
    """Hand an event out to a webhook, lease the delivery and note that it failed."""
    store.webhooks.create(workspace_id, NewWebhook("https://cms.example/", EVENT_KINDS), "whsec_x")
    assert store.outbox.hand_out(10)
    (delivery,) = store.dispatch.lease(Room(sound=1, failing=1, per_webhook=1), 60)
    attempt = Attempt(1, delivery.occurred_at, 1, 500, None, "")
    assert store.dispatch.record(delivery, attempt, NextStep("failed", is_gone=True))


@pytest.fixture
def recorded(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Store, Statements]]:
    """A store on SQLite and the statements that it executes."""
    statements: Statements = []
    databases: list[Database] = []
    original = Database.__init__

    def remember(self: Database, *arguments: Any) -> None:
        original(self, *arguments)
        databases.append(self)

    monkeypatch.setattr(Database, "__init__", remember)
    store = open_store(sqlite_url)

    def record(_connection: Connection, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        statements.append((statement, parameters))

    event.listen(databases[0].engine, "before_cursor_execute", record)
    yield store, statements
    store.close()


def plans(sqlite_url: str, statements: Statements) -> list[str]:
    engine = create_engine(sqlite_url)
    with engine.connect() as connection:
        lines = [
            row[3]
            for statement, parameters in statements
            if statement.startswith(("SELECT", "UPDATE", "DELETE"))
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    engine.dispose()
    return lines


@pytest.mark.parametrize("name", [*CALLS, *SORTING_CALLS])
def test_a_call_finds_its_rows_by_an_index(sqlite_url: str, recorded: tuple[Store, Statements], name: str) -> None:
    store, statements = recorded
    workspace_id = store.workspaces.ensure("desk").workspace_id
    document = put_text(store, workspace_id, "a-1").document
    check = store.claims.create(workspace_id, NewClaim("x", external_id="cms-1")).check
    store.checks.finish(check.check_id, 1, CheckResult(report_on(document), "supported", 0.9, [document.document_key]))
    statements.clear()

    (CALLS | SORTING_CALLS)[name](store, workspace_id)

    found = plans(sqlite_url, statements)
    assert found
    scans = [line for line in found if line.startswith("SCAN") and line != "SCAN CONSTANT ROW"]
    sorts = [line for line in found if "TEMP B-TREE" in line and name in CALLS]
    assert [line for line in scans if " USING " not in line] == []
    assert sorts == []
