"""Sessions of the desk: as good as the key behind them, and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factcheck.store import Store
from factcheck.store.records import ApiKey
from tests.conftest import FakeClock

LIFETIME = timedelta(hours=12)


@pytest.fixture
def key(store: Store) -> ApiKey:
    workspace = store.workspaces.ensure("desk")
    return store.keys.create(workspace.workspace_id, ["claims:read"])[0]


def test_a_session_gives_its_key_until_it_is_over(store: Store, clock: FakeClock, key: ApiKey) -> None:
    secret = store.desk_sessions.begin(key.key_id, LIFETIME)

    found = store.desk_sessions.find(secret)
    assert found is not None
    assert (found.key_id, found.workspace_id, found.scopes) == (key.key_id, key.workspace_id, key.scopes)
    assert store.desk_sessions.find(secret + "x") is None

    clock.advance(LIFETIME.total_seconds())
    assert store.desk_sessions.find(secret) is None


def test_signing_out_ends_one_session_only(store: Store, key: ApiKey) -> None:
    first, second = (store.desk_sessions.begin(key.key_id, LIFETIME) for _ in range(2))

    store.desk_sessions.end(first)

    assert store.desk_sessions.find(first) is None
    assert store.desk_sessions.find(second) is not None


def test_a_revoked_or_expired_key_ends_its_sessions(store: Store, clock: FakeClock, key: ApiKey) -> None:
    short_lived, _ = store.keys.create(key.workspace_id, ["claims:read"], clock() + timedelta(hours=1))
    of_revoked = store.desk_sessions.begin(key.key_id, LIFETIME)
    of_expired = store.desk_sessions.begin(short_lived.key_id, LIFETIME)

    store.keys.revoke(key.key_id)
    assert store.desk_sessions.find(of_revoked) is None
    assert store.desk_sessions.find(of_expired) is not None

    clock.advance(3600)
    assert store.desk_sessions.find(of_expired) is None
