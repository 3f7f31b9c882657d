"""Workspaces and API keys, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from factcheck.store import open_store
from factcheck.store.engine import parse_url

if TYPE_CHECKING:
    from factcheck.store import Store
    from tests.conftest import FakeClock


def test_a_workspace_is_made_once(store: Store, clock: FakeClock) -> None:
    first = store.workspaces.ensure("desk")
    clock.advance(10)
    assert store.workspaces.ensure("desk") == first
    assert store.workspaces.ensure("other").workspace_id != first.workspace_id
    assert first.workspace_id.startswith("ws_")


def test_a_key_is_found_by_its_token(store: Store, workspace_id: str) -> None:
    key, token = store.keys.create(workspace_id, ["claims:read", "claims:write", "claims:read"])
    found = store.keys.find(token)

    assert found == key
    assert found is not None
    assert (found.workspace_id, found.scopes) == (workspace_id, frozenset({"claims:read", "claims:write"}))
    assert token.startswith(f"fck_{key.key_id.removeprefix('key_')}_")


def test_many_tokens_are_found_whatever_their_secret_looks_like(store: Store, workspace_id: str) -> None:
    for _ in range(40):
        key, token = store.keys.create(workspace_id, ["admin"])
        assert store.keys.find(token) == key


@pytest.mark.parametrize("scopes", [[], ["claims:delete"], ["admin", "root"]])
def test_unknown_scopes_are_refused(store: Store, workspace_id: str, scopes: list[str]) -> None:
    with pytest.raises(ValueError, match="scopes"):
        store.keys.create(workspace_id, scopes)
    assert store.keys.list(workspace_id) == []


def test_wrong_tokens_find_nothing(store: Store, workspace_id: str) -> None:
    _, token = store.keys.create(workspace_id, ["admin"])
    _, other = store.keys.create(workspace_id, ["admin"])
    secret = token.split("_", 2)[2]
    mixed = "_".join([*other.split("_", 2)[:2], secret])
    for wrong in ("", "fck", "fck__", token[:-1], token + "x", token.upper(), mixed, f"x{token}", "\x00", "\ud800"):
        assert store.keys.find(wrong) is None
        assert store.keys.find(f"fck_{'0' * 32}_{wrong}") is None
        assert store.keys.find(f"{'_'.join(token.split('_', 2)[:2])}_{wrong}") is None


def test_a_revoked_key_is_useless_and_still_listed(store: Store, workspace_id: str, clock: FakeClock) -> None:
    key, token = store.keys.create(workspace_id, ["admin"])
    assert store.keys.revoke(key.key_id) is True
    assert store.keys.revoke(key.key_id) is False
    assert store.keys.revoke("key_" + "0" * 32) is False
    assert store.keys.find(token) is None
    assert [item.revoked_at for item in store.keys.list(workspace_id)] == [clock.now]


def test_a_key_ends_when_it_expires(store: Store, workspace_id: str, clock: FakeClock) -> None:
    _, token = store.keys.create(workspace_id, ["admin"], clock.now + timedelta(seconds=60))
    clock.advance(59)
    assert store.keys.find(token) is not None
    clock.advance(1)
    assert store.keys.find(token) is None


def test_the_last_use_is_noted_once_a_minute(store: Store, workspace_id: str, clock: FakeClock) -> None:
    _, token = store.keys.create(workspace_id, ["admin"])

    def last_used() -> object:
        return store.keys.list(workspace_id)[0].last_used_at

    first = clock.now
    store.keys.find(token)
    clock.advance(59)
    store.keys.find(token)
    assert last_used() == first
    clock.advance(1)
    store.keys.find(token)
    assert last_used() == clock.now


def test_a_failed_use_is_not_noted(store: Store, workspace_id: str) -> None:
    _, token = store.keys.create(workspace_id, ["admin"])
    store.keys.find(token + "x")
    assert store.keys.list(workspace_id)[0].last_used_at is None


def test_keys_are_listed_newest_first_by_workspace(store: Store, workspace_id: str) -> None:
    other = store.workspaces.ensure("other").workspace_id
    made = [store.keys.create(workspace_id, ["admin"])[0] for _ in range(3)]
    store.keys.create(other, ["admin"])
    assert store.keys.list(workspace_id) == made[::-1]


def test_the_secret_is_nowhere_in_the_database(database_url: str) -> None:
    store = open_store(database_url)
    _, token = store.keys.create(store.workspaces.ensure("desk").workspace_id, ["admin"])
    store.close()
    engine = create_engine(parse_url(database_url))
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM api_keys")).all()
    engine.dispose()

    assert len(rows) == 1
    assert token.split("_", 2)[2] not in str(rows)
