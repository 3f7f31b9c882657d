"""The doctor's look at the store: rows that were changed behind its back are found, work that waits its turn is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from factcheck.doctor.records import RecordsPart
from factcheck.leases import LEASE_SECONDS
from factcheck.store import Store
from factcheck.store.articles import NewArticle, NewSentence
from factcheck.store.batches import NewItem
from factcheck.store.checks import CheckResult
from factcheck.store.records import Claim, NewClaim
from factcheck.store.webhook_records import NewWebhook, Room
from factcheck.store.writes import RequestFacts, WritingRequest, writing_for
from tests.conftest import FakeClock
from tests.integration.doctor_room import broken_into, look
from tests.store_samples import put_text, report_on

Desk = tuple[Store, str]


@pytest.fixture
def desk(store: Store) -> Desk:
    return store, store.workspaces.ensure("doctor").workspace_id


def finish(store: Store, claim: Claim) -> None:
    """Finish a claim's check with a report that cites a document."""
    document = put_text(store, claim.workspace_id, "bridge").document
    keys = [document.document_key]
    assert store.checks.finish(
        claim.check.check_id, claim.check.attempt, CheckResult(report_on(document), "supported", 0.9, keys)
    )


def do_everything(desk: Desk) -> Claim:
    """Leave something in most tables, all of it in order."""
    store, workspace_id = desk
    store.webhooks.create(workspace_id, NewWebhook("https://cms.example/hook", ("claim.done",)), "secret")
    claim = store.claims.create(workspace_id, NewClaim("The bridge was closed."))
    finish(store, claim)
    store.batches.create(workspace_id, [NewItem(NewClaim("The bridge is open.")), NewItem(errors=(("", "no"),))])
    sentence = NewSentence(0, 9, "key", 0.9, (), NewClaim("It is open."))
    store.articles.put(workspace_id, NewArticle("It is open.", "text", (sentence,), 1, 5))
    put_text(store, workspace_id, "gone")
    store.documents.delete(workspace_id, "gone")
    begun = store.imports.begin(workspace_id)
    store.imports.add_chunk(begun.import_id, 1, [(1, "{}")], [])
    store.imports.commit(begun.import_id, 1)
    store.imports.begin(workspace_id)
    store.outbox.hand_out(10)
    return claim


def test_a_store_in_use_gives_no_finding(desk: Desk) -> None:
    do_everything(desk)
    part = RecordsPart(desk[0])
    assert look(part) == {}
    assert part.looked_at == {"claims": 3, "documents": 1}


BREAKS = {
    "claim-without-check": "UPDATE checks SET latest = FALSE",
    "check-without-result": "UPDATE checks SET report = NULL WHERE status = 'done'",
    "document-without-text": "UPDATE document_versions SET sha256 = 'other'",
    "deleted-text-kept": "UPDATE documents SET deleted_at = created_at, index_status = 'queued'",
    "deleted-cited": "DELETE FROM documents",
    "workspace-crossed": "UPDATE checks SET workspace_id = 'ws_other'",
    "lines-lost": "UPDATE import_chunks SET lines = '[]'",
    "import-endless": "UPDATE import_chunks SET status = 'done'",
    "batch-endless": "UPDATE checks SET status = 'canceled' WHERE status = 'queued'",
    "article-endless": "UPDATE checks SET status = 'canceled' WHERE status = 'queued'",
}


@pytest.mark.parametrize("kind", BREAKS)
def test_what_contradicts_itself_is_found(desk: Desk, database_url: str, kind: str) -> None:
    do_everything(desk)
    with broken_into(database_url) as connection:
        connection.execute(text(BREAKS[kind]))
    found = look(RecordsPart(desk[0]))
    assert kind in found
    assert all(found[kind])


@pytest.mark.parametrize("kind", ["import-endless", "batch-endless", "article-endless"])
def test_what_has_missed_its_end_is_ended_with_its_event(desk: Desk, database_url: str, kind: str) -> None:
    store, _workspace_id = desk
    do_everything(desk)
    with broken_into(database_url) as connection:
        connection.execute(text(BREAKS[kind]))
    store.inspection.end_missed(kind, look(RecordsPart(store))[kind])
    assert kind not in look(RecordsPart(store))
    event = {"import-endless": "import.done", "batch-endless": "claim_batch.done", "article-endless": "article.done"}[kind]
    assert [pending.kind for pending in store.outbox.pending(9)] == [event]


def test_a_broken_reference_is_found_in_sqlite(desk: Desk, database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL holds its references by itself")
    do_everything(desk)
    with broken_into(database_url) as connection:
        connection.execute(text("DELETE FROM claims"))
    assert any(place.startswith("checks/") for place in look(RecordsPart(desk[0]))["reference-broken"])


def wait_for_courier(desk: Desk, _clock: FakeClock) -> None:
    do_everything(desk)
    finish_another(desk)


def finish_another(desk: Desk) -> None:
    store, workspace_id = desk
    finish(store, store.claims.create(workspace_id, NewClaim("The bridge was shut.")))


def leave_webhook(desk: Desk, _clock: FakeClock) -> None:
    do_everything(desk)


def leave_recheck(desk: Desk, _clock: FakeClock) -> None:
    store, workspace_id = desk
    do_everything(desk)
    document = put_text(store, workspace_id, "bridge", "The bridge is open.").document
    store.documents.mark_indexed(document.document_key, document.index_attempt)


def lose_answer(desk: Desk, clock: FakeClock) -> None:
    store, workspace_id = desk
    reservation_id = store.idempotency.reserve(workspace_id, "cms-1", "print")
    assert isinstance(reservation_id, str)
    facts = RequestFacts(workspace_id, "key_1", "documents.put", {}, "req-1")
    with writing_for(WritingRequest(facts, "aud_1", reservation_id, lambda: "print")):
        put_text(store, workspace_id, "bridge")
    assert clock.now < datetime.now(UTC)


LATE: dict[str, tuple[Callable[[Desk, FakeClock], None], float]] = {
    "event-waiting": (wait_for_courier, 121),
    "webhook-stuck": (leave_webhook, 301),
    "recheck-late": (leave_recheck, 901),
    "import-abandoned": (leave_webhook, 7201),
    "answer-lost": (lose_answer, int(LEASE_SECONDS) + 1),
}


@pytest.mark.parametrize("kind", LATE)
def test_what_has_waited_for_too_long_is_found_and_not_before(desk: Desk, clock: FakeClock, kind: str) -> None:
    leave, seconds = LATE[kind]
    leave(desk, clock)
    clock.advance(seconds - 2)
    assert kind not in look(RecordsPart(desk[0]))
    clock.advance(2)
    assert len(look(RecordsPart(desk[0]))[kind]) == 1


def test_a_webhook_that_is_being_sent_to_is_not_stuck(desk: Desk, clock: FakeClock) -> None:
    store, _workspace_id = desk
    do_everything(desk)
    clock.advance(301)
    assert len(store.dispatch.lease(Room(4, 4, 4), 60)) == 1
    assert "webhook-stuck" not in look(RecordsPart(store))
    clock.advance(61)
    assert "webhook-stuck" in look(RecordsPart(store))


def test_the_clock_of_a_database_server_is_compared(store: Store, database_url: str) -> None:
    moment = store.inspection.database_time()
    if database_url.startswith("sqlite"):
        assert moment is None
    else:
        assert moment is not None
        assert abs(datetime.now(UTC) - moment) < timedelta(seconds=5)
