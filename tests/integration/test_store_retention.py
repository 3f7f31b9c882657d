"""What only records what was done is forgotten when its time is over, and nothing else is."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from factcheck.settings import MOST_DAYS_KEPT
from factcheck.store import Store
from factcheck.store.engine import build_engine
from factcheck.store.ids import first_id_of, new_id
from factcheck.store.retention import Keep
from tests.conftest import FakeClock
from tests.integration.backup_room import fill, read_all

FOR_EVER = Keep(audit_days=0, deliveries_days=0, imports_days=0)
SPANS = {
    "audit_log": (Keep(audit_days=7, deliveries_days=0, imports_days=0), 7),
    "outbox": (Keep(audit_days=0, deliveries_days=5, imports_days=0), 5),
    "imports": (Keep(audit_days=0, deliveries_days=0, imports_days=9), 9),
}


@pytest.fixture
def filled(store: Store, clock: FakeClock) -> Store:
    """A store with rows in most tables, an import that has ended and one that has not; ids are of the clock's time."""
    clock.now = datetime.now(UTC)
    workspace_id = fill(store)
    store.imports.commit(store.imports.begin(workspace_id).import_id, 0)
    store.outbox.hand_out(10)
    reservation_id = store.idempotency.reserve(workspace_id, "cms-1", None)
    assert isinstance(reservation_id, str)
    key = next(iter(store.keys.list(workspace_id)))
    store.desk_sessions.begin(key.key_id, timedelta(hours=8))
    return store


def count(database_url: str) -> Counter[str]:
    return Counter({name: len(rows) for name, rows in read_all(database_url).items()})


@pytest.mark.parametrize("table", SPANS)
def test_each_goes_after_its_days_and_takes_nothing_along(
    filled: Store, clock: FakeClock, database_url: str, table: str
) -> None:
    keep, days = SPANS[table]
    clock.advance(days * 86_400 - 60)
    filled.retention.sweep(FOR_EVER)
    before = count(database_url)
    assert filled.retention.sweep(keep) == 0
    clock.advance(120)
    assert filled.retention.sweep(keep) > 0
    gone = before - count(database_url)
    assert gone == {"audit_log": {"audit_log": 1}, "outbox": {"outbox": 2}, "imports": {"imports": 1}}[table]


def test_keys_and_sessions_go_whatever_is_kept(filled: Store, clock: FakeClock, database_url: str) -> None:
    assert filled.retention.sweep(FOR_EVER) == 0
    before = count(database_url)
    clock.advance(86_401)
    assert filled.retention.sweep(FOR_EVER) == 2
    assert before - count(database_url) == {"idempotency_keys": 1, "desk_sessions": 1}


def test_documents_claims_and_reports_stay_for_years(filled: Store, clock: FakeClock, database_url: str) -> None:
    before = read_all(database_url)
    clock.advance(20 * 365 * 86_400)
    filled.retention.sweep(Keep())
    after = read_all(database_url)
    for table in ("documents", "document_versions", "claims", "checks", "check_notes", "import_chunks", "webhooks"):
        assert after[table] == before[table]
    assert after["audit_log"] == []
    assert {row[2] for row in after["imports"]} == {"queued"}, "one that has not ended stays"


def test_the_least_id_of_a_moment_lies_between_those_before_and_after() -> None:
    earlier = new_id("evt")
    now = datetime.now(UTC)
    assert earlier < first_id_of("evt", now + timedelta(seconds=1))
    assert first_id_of("evt", now - timedelta(seconds=1)) < new_id("evt")
    assert first_id_of("evt", datetime(2025, 3, 1, tzinfo=UTC)) == "evt_01954f00b000"


def test_the_least_id_of_a_moment_before_all_ids_is_less_than_any() -> None:
    assert first_id_of("aud", datetime(1926, 3, 1, tzinfo=UTC)) == "aud_000000000000"


def test_the_longest_span_takes_nothing(filled: Store, database_url: str) -> None:
    filled.retention.sweep(FOR_EVER)
    before = count(database_url)
    filled.retention.sweep(Keep(MOST_DAYS_KEPT, MOST_DAYS_KEPT, MOST_DAYS_KEPT))
    assert count(database_url) == before


def test_an_audit_entry_stays_for_its_time_whatever_its_id(filled: Store, database_url: str) -> None:
    """As where the collation of the database puts ids in another order than that of their making."""
    with build_engine(database_url).begin() as connection:
        connection.execute(text("UPDATE audit_log SET entry_id = 'aud_0'"))
    before = count(database_url)
    filled.retention.sweep(Keep())
    assert count(database_url) == before
