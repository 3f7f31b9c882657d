"""The second schema: what was stored under the first one stays, and the way back is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

from factcheck.store import Store, migrate, open_store
from factcheck.store.engine import parse_url
from factcheck.store.migration import build_config
from tests.store_samples import BRIDGE

FACT_CHECK = replace(BRIDGE, kind="fact_check", claim_reviewed="The bridge was sold.", rating="False")
NEW_COLUMNS = {"kind", "claim_reviewed", "rating"}


def change_schema(database_url: str, change: Callable[[Config, str], None], revision: str) -> set[str]:
    """Run one of Alembic's commands and return the columns that versions have after it."""
    engine = create_engine(parse_url(database_url))
    with engine.begin() as connection:
        change(build_config(connection), revision)
        columns = {column["name"] for column in inspect(connection).get_columns("document_versions")}
    engine.dispose()
    return columns


def test_documents_of_the_first_schema_are_articles_after_the_second(empty_database_url: str) -> None:
    migrate(empty_database_url)
    assert not change_schema(empty_database_url, command.downgrade, "0001") & NEW_COLUMNS
    engine = create_engine(parse_url(empty_database_url))
    with engine.begin() as connection:
        at = "'2025-01-01 00:00:00+00:00'" if engine.name == "postgresql" else "'2025-01-01 00:00:00.000000'"
        connection.execute(text(f"INSERT INTO workspaces VALUES ('w', 'desk', {at})"))
        connection.execute(
            text(
                "INSERT INTO documents (document_key, workspace_id, document_id, version, sha256, status, index_status,"
                " index_attempt, index_crashes, index_queued_at, created_at, changed_at)"
                f" VALUES ('d', 'w', 'a', 1, 's', 'usable', 'indexed', 1, 0, {at}, {at}, {at})"
            )
        )
        connection.execute(
            text(
                "INSERT INTO document_versions (document_key, version, sha256, created_at, raw, raw_kind, text)"
                f" VALUES ('d', 1, 's', {at}, 'Text.', 'text', 'Text.')"
            )
        )
    engine.dispose()

    migrate(empty_database_url)

    store = open_store(empty_database_url)
    found = store.documents.get("w", "a")
    assert found is not None
    assert (found.content.kind, found.content.claim_reviewed, found.content.rating) == ("article", None, None)
    assert found.content.text == "Text."
    store.close()


def test_the_way_back_keeps_the_texts(empty_database_url: str) -> None:
    migrate(empty_database_url)
    store = open_store(empty_database_url)
    workspace_id = store.workspaces.ensure("desk").workspace_id
    store.documents.put(workspace_id, "f", FACT_CHECK)
    store.close()

    assert not change_schema(empty_database_url, command.downgrade, "0001") & NEW_COLUMNS
    assert change_schema(empty_database_url, command.upgrade, "head") >= NEW_COLUMNS

    store = open_store(empty_database_url)
    found = store.documents.get(workspace_id, "f")
    assert found is not None
    assert found.content == BRIDGE
    store.close()


def test_a_fact_check_comes_back_as_it_was_put_and_makes_versions(store: Store) -> None:
    workspace_id = store.workspaces.ensure("desk").workspace_id
    stored = [
        store.documents.put(workspace_id, "f", content)
        for content in (BRIDGE, FACT_CHECK, FACT_CHECK, replace(FACT_CHECK, rating="True"))
    ]
    assert [item.changed for item in stored] == [True, True, False, True]
    version = store.documents.get_version(workspace_id, "f", 2)
    assert version is not None
    assert version.content == FACT_CHECK
    (document,) = store.documents.list(workspace_id).items
    assert document.content == replace(FACT_CHECK, rating="True", raw="", text="")
