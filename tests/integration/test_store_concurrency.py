"""Many threads at one row, on both databases: nothing is lost, nothing happens twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from factcheck.store import open_store
from factcheck.store.articles import NewArticle
from factcheck.store.checks import CheckResult
from factcheck.store.editions import DocumentPut
from factcheck.store.engine import Database
from factcheck.store.records import LineError, NewClaim
from tests.store_samples import at_once, content_of, put_text, report_on

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factcheck.store import Store
    from tests.conftest import FakeClock

THREADS = 20
APPEND = "UPDATE workspaces SET name = name || :n WHERE workspace_id = :id"


DRAFT = NewArticle("It snowed.", "text", (), 1, 0, external_id="post-1")
WAITERS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
def workspace_id(store: Store) -> str:
    return store.workspaces.ensure("desk").workspace_id


@pytest.fixture
def on_postgres(postgres_url: str, clock: FakeClock) -> Iterator[Store]:
    """A store where a writer can see a row that another one is about to delete; SQLite has a single writer."""
    opened = open_store(postgres_url, clock)
    yield opened
    opened.close()


def as_row_goes(store: Store, table: str, work: Callable[[Store, str], object]) -> object:
    """Do the work while another transaction holds the table's rows, delete them once it waits, return what it returned."""
    workspace_id = store.workspaces.ensure("desk").workspace_id
    with ThreadPoolExecutor(1) as pool, store._database.engine.connect() as other:
        other.execute(text(f"SELECT 1 FROM {table} FOR UPDATE"))
        working = pool.submit(work, store, workspace_id)
        while not working.done() and not other.scalar(text(WAITERS)):
            time.sleep(0.005)
        other.execute(text(f"DELETE FROM {table}"))
        other.commit()
        return working.result(timeout=30)


def test_each_of_twenty_contents_for_one_id_gets_its_own_version(store: Store, workspace_id: str) -> None:
    stored = at_once(THREADS, lambda number: put_text(store, workspace_id, "a-1", f"Edition {number}."))

    assert sorted(item.document.version for item in stored) == list(range(1, THREADS + 1))
    assert sum(item.created for item in stored) == 1
    assert all(item.changed for item in stored)
    for number, item in enumerate(stored):
        version = store.documents.get_version(workspace_id, "a-1", item.document.version)
        assert version is not None
        assert version.content.text == f"Edition {number}."
    found = store.documents.get(workspace_id, "a-1")
    assert found is not None
    assert (found.version, found.index_attempt) == (THREADS, THREADS)


def test_the_same_content_put_by_twenty_is_one_version(store: Store, workspace_id: str) -> None:
    stored = at_once(THREADS, lambda _: put_text(store, workspace_id, "a-1"))

    assert sum(item.created for item in stored) == 1
    assert {item.document.version for item in stored} == {1}
    assert {item.document.document_key for item in stored} == {stored[0].document.document_key}


def test_batches_with_ids_in_common_do_not_lock_each_other_up(store: Store, workspace_id: str) -> None:
    names = [f"item-{number}" for number in range(40)]

    def put_batch(number: int) -> None:
        turned = names[number * 5 :] + names[: number * 5]
        ordered = turned[::-1] if number % 2 else turned
        store.documents.put_many(
            workspace_id, [DocumentPut(name, content_of(f"{name} by {number}."), "usable", None) for name in ordered]
        )

    at_once(8, put_batch)

    assert [store.documents.get(workspace_id, name).version for name in names] == [8] * 40  # type: ignore[union-attr]


def test_puts_and_deletions_of_one_id_end_in_one_state(store: Store, workspace_id: str) -> None:
    def put_or_delete(number: int) -> None:
        if number % 2:
            store.documents.delete(workspace_id, "a-1")
        else:
            put_text(store, workspace_id, "a-1", f"Edition {number}.")

    at_once(THREADS, put_or_delete)

    found = store.documents.get(workspace_id, "a-1")
    listed = store.documents.list(workspace_id, None, 10).items
    assert [item.document_id for item in listed] == (["a-1"] if found else [])
    assert len(store.documents.unindexed(10)) == 1


def test_a_document_comes_back_while_its_last_trace_goes(on_postgres: Store) -> None:
    def put(store: Store, workspace_id: str) -> list[int]:
        puts = [DocumentPut(name, content_of("Again."), "usable", None) for name in ("b-2", "a-1", "c-3")]
        return [stored.document.version for stored in store.documents.put_many(workspace_id, puts) if stored]

    workspace_id = on_postgres.workspaces.ensure("desk").workspace_id
    put_text(on_postgres, workspace_id, "b-2")
    on_postgres.documents.delete(workspace_id, "b-2")

    assert as_row_goes(on_postgres, "documents", put) == [1, 1, 1]
    for name in ("a-1", "b-2", "c-3"):
        found = on_postgres.documents.get(workspace_id, name)
        assert found is not None
        assert found.content.text == "Again."


def test_a_key_is_free_for_a_request_that_waited_while_it_was_given_back(on_postgres: Store) -> None:
    workspace_id = on_postgres.workspaces.ensure("desk").workspace_id
    first = on_postgres.idempotency.reserve(workspace_id, "key", "f")

    second = as_row_goes(on_postgres, "idempotency_keys", lambda store, desk: store.idempotency.reserve(desk, "key", "f"))

    assert isinstance(second, str)
    assert second != first


def test_a_draft_that_is_deleted_as_its_next_revision_comes_begins_anew(on_postgres: Store) -> None:
    workspace_id = on_postgres.workspaces.ensure("desk").workspace_id
    on_postgres.articles.put(workspace_id, DRAFT)

    revision = as_row_goes(on_postgres, "articles", lambda store, desk: store.articles.put(desk, DRAFT).revision)

    assert revision == 1


def test_a_workspace_is_made_once_by_twenty(store: Store) -> None:
    assert len({workspace.workspace_id for workspace in at_once(THREADS, lambda _: store.workspaces.ensure("x"))}) == 1


def test_of_two_workers_with_one_attempt_one_finishes_it(store: Store, workspace_id: str) -> None:
    check = store.claims.create(workspace_id, NewClaim("x")).check

    def finish(number: int) -> bool:
        report = {**report_on(), "verdict": f"by {number}"}
        return store.checks.finish(check.check_id, 1, CheckResult(report, f"by {number}", 0.5, []))

    assert None not in at_once(2, lambda _: store.checks.start(check.check_id, 1))
    outcomes = at_once(THREADS, finish)

    assert sum(outcomes) == 1
    claim = store.claims.get(workspace_id, check.claim_id)
    assert claim is not None
    assert claim.check.verdict == f"by {outcomes.index(True)}"
    assert len(store.outbox.pending(10)) == 1


def test_retry_and_finish_at_once_agree_on_who_was_first(store: Store, workspace_id: str) -> None:
    for _ in range(6):
        check = store.claims.create(workspace_id, NewClaim("x")).check
        store.checks.start(check.check_id, 1)

        def race(number: int, check_id: str = check.check_id) -> object:
            if number == 0:
                return store.checks.finish(check_id, 1, CheckResult(report_on(), "not_enough_evidence", 0.5, []))
            return store.checks.retry(check_id, 1, crashed=True)

        finished, *retries = at_once(4, race)

        retried = [item for item in retries if item is not None]
        claim = store.claims.get(workspace_id, check.claim_id)
        assert claim is not None
        assert len(retried) == (0 if finished else 1)
        assert (claim.check.status, claim.check.attempt) == (("done", 1) if finished else ("queued", 2))


def test_the_last_chunks_ending_at_once_end_the_import_once(store: Store, workspace_id: str) -> None:
    started = store.imports.begin(workspace_id)
    chunk_ids = [
        store.imports.add_chunk(started.import_id, number, [(number, "{}")], []) for number in range(1, THREADS + 1)
    ]
    store.imports.commit(started.import_id, THREADS)

    def finish(number: int) -> bool:
        errors = [LineError(number + 1, "no text")] if number % 2 else []
        return store.imports.finish_chunk(chunk_ids[number], 1, 1 - len(errors), errors)

    assert all(at_once(THREADS, finish))

    found = store.imports.get(workspace_id, started.import_id)
    assert found is not None
    assert (found.status, found.done, found.failed) == ("done", THREADS // 2, THREADS // 2)
    assert [event.kind for event in store.outbox.pending(10)] == ["import.done"]


def test_readers_go_on_while_a_batch_is_written(store: Store, workspace_id: str) -> None:
    put_text(store, workspace_id, "a-1", "Before.")
    batch = [DocumentPut(f"item-{number}", content_of(f"Item {number}."), "usable", None) for number in range(300)]

    def write_or_read(number: int) -> int:
        if number == 0:
            return len(store.documents.put_many(workspace_id, batch))
        return len(store.documents.list(workspace_id, None, 200).items)

    written, *seen = at_once(6, write_or_read)

    assert written == 300
    assert set(seen) <= {1, 200}


def test_a_transaction_that_lost_a_deadlock_runs_again(postgres_url: str, clock: FakeClock) -> None:
    database = Database(postgres_url, clock)
    insert = text("INSERT INTO workspaces (workspace_id, name, created_at) VALUES (:id, :id, now())")
    both_hold_one = Barrier(2)
    runs: list[int] = []

    def cross(number: int) -> None:
        def work(session: Session) -> None:
            runs.append(number)
            session.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
            first, second = ("a", "b") if number else ("b", "a")
            session.execute(text(APPEND), {"n": str(number), "id": first})
            if runs.count(number) == 1:
                both_hold_one.wait(timeout=30)
            session.execute(text(APPEND), {"n": str(number), "id": second})

        database.write(work)

    database.write(lambda session: [session.execute(insert, {"id": name}) for name in "ab"])
    at_once(2, cross)

    names = database.read(lambda session: session.scalars(text("SELECT name FROM workspaces ORDER BY workspace_id")).all())
    database.close()
    assert len(runs) > 2
    assert {"".join(sorted(name)) for name in names} == {"01a", "01b"}
