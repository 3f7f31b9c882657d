"""How far the index has got with each document, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from tests.integration.doctor_room import broken_into
from tests.store_samples import put_text

if TYPE_CHECKING:
    from factcheck.store import Store
    from tests.conftest import FakeClock


def status_of(store: Store, document_key: str) -> tuple[str, str | None, int]:
    document = store.documents.get_by_keys([document_key])[document_key]
    return document.index_status, document.index_error, document.index_attempt


def test_only_the_current_attempt_can_mark_a_document(store: Store, workspace_id: str) -> None:
    key = put_text(store, workspace_id, "a-1", "One.").document.document_key
    put_text(store, workspace_id, "a-1", "Two.")

    assert store.documents.mark_indexed(key, 1) is False
    assert store.documents.mark_index_failed(key, 1, "no") is False
    assert status_of(store, key) == ("queued", None, 2)
    assert store.documents.mark_indexed(key, 2) is True
    assert status_of(store, key) == ("indexed", None, 2)
    assert store.documents.mark_indexed("doc_" + "0" * 32, 1) is False


def test_of_several_documents_only_those_are_marked_that_nobody_has_changed_since(store: Store, workspace_id: str) -> None:
    first, second, gone = (put_text(store, workspace_id, f"a-{number}").document for number in range(3))
    put_text(store, workspace_id, "a-1", "Two.")
    store.documents.delete(workspace_id, "a-2")
    attempts = {first.document_key: 1, second.document_key: 1, gone.document_key: 2, "doc_" + "0" * 32: 1}

    assert store.documents.mark_all_indexed(attempts) == sorted([second.document_key, "doc_" + "0" * 32])
    assert status_of(store, first.document_key) == ("indexed", None, 1)
    assert status_of(store, second.document_key) == ("queued", None, 2)
    assert store.documents.get_by_keys([gone.document_key]) == {}


def test_what_was_superseded_is_queued_anew_on_demand(store: Store, workspace_id: str) -> None:
    first, second, gone = (put_text(store, workspace_id, f"a-{number}").document for number in range(3))
    attempts = {document.document_key: 1 for document in (first, second, gone)}
    put_text(store, workspace_id, "a-1", "Two.")
    store.documents.mark_indexed(second.document_key, 2)
    store.documents.delete(workspace_id, "a-2")
    store.documents.mark_indexed(gone.document_key, 2)

    assert store.documents.find_current(attempts) == {first.document_key}
    overtaken = store.documents.mark_all_indexed(attempts, requeue=True)
    assert overtaken == sorted([second.document_key, gone.document_key])
    assert status_of(store, first.document_key) == ("indexed", None, 1)
    assert status_of(store, second.document_key) == ("queued", None, 3)


def test_a_failure_is_kept_until_the_next_version(store: Store, workspace_id: str) -> None:
    key = put_text(store, workspace_id, "a-1", "One.").document.document_key
    assert store.documents.mark_index_failed(key, 1, "The text could not be split.")
    assert status_of(store, key) == ("failed", "The text could not be split.", 1)
    assert store.documents.unindexed(10) == []

    put_text(store, workspace_id, "a-1", "Two.")

    assert status_of(store, key) == ("queued", None, 2)


def test_a_deleted_document_vanishes_once_the_index_knows(store: Store, workspace_id: str) -> None:
    key = put_text(store, workspace_id, "a-1").document.document_key
    store.documents.delete(workspace_id, "a-1")

    assert store.documents.mark_indexed(key, 1) is False
    assert store.documents.mark_indexed(key, 2) is True
    assert store.documents.get_by_keys([key]) == {}
    again = put_text(store, workspace_id, "a-1").document
    assert (again.version, again.document_key != key) == (1, True)


def test_a_document_that_came_back_is_not_removed_by_the_late_unindexing(store: Store, workspace_id: str) -> None:
    key = put_text(store, workspace_id, "a-1").document.document_key
    store.documents.delete(workspace_id, "a-1")
    put_text(store, workspace_id, "a-1")

    assert store.documents.mark_indexed(key, 2) is False
    assert store.documents.get(workspace_id, "a-1") is not None


def test_a_document_that_was_queued_by_a_clock_an_hour_ahead_waits_no_hour(
    store: Store, workspace_id: str, clock: FakeClock
) -> None:
    clock.advance(3600)
    key = put_text(store, workspace_id, "a-1").document.document_key
    clock.advance(-3600)
    assert [document.document_key for document in store.documents.unindexed(10, older_than_seconds=8)] == [key]


def test_waiting_documents_come_longest_waiting_first(store: Store, workspace_id: str, clock: FakeClock) -> None:
    keys = []
    for name in ("first", "second", "third"):
        keys.append(put_text(store, workspace_id, name).document.document_key)
        clock.advance(10)
    store.documents.delete(workspace_id, "first")
    store.documents.mark_indexed(keys[1], 1)

    waiting = store.documents.unindexed(10)

    assert [document.document_key for document in waiting] == [keys[2], keys[0]]
    assert waiting[1].deleted_at is not None
    assert [document.document_key for document in store.documents.unindexed(1)] == [keys[2]]
    assert [document.document_key for document in store.documents.unindexed(10, older_than_seconds=5)] == [keys[2]]
    assert store.documents.index_lag() == 2


def test_a_lost_attempt_is_followed_by_the_next(store: Store, workspace_id: str, clock: FakeClock) -> None:
    key = put_text(store, workspace_id, "a-1").document.document_key
    other = put_text(store, workspace_id, "a-2").document.document_key
    clock.advance(30)
    retried = store.documents.retry_index(key, 1)

    assert retried is not None
    assert (retried.document_key, retried.index_attempt, retried.index_status) == (key, 2, "queued")
    assert store.documents.retry_index(key, 1) is None
    assert [document.document_key for document in store.documents.unindexed(10)] == [other, key]
    assert [document.document_key for document in store.documents.unindexed(10, only_crashed=True)] == [key]
    assert store.documents.retry_index(other, 1, crashed=False) is not None
    assert [document.document_key for document in store.documents.unindexed(10, only_crashed=True)] == [key]


def test_the_third_crash_fails_the_document(store: Store, workspace_id: str) -> None:
    key = put_text(store, workspace_id, "a-1").document.document_key
    for attempt in (1, 2):
        assert store.documents.retry_index(key, attempt) is not None
    assert store.documents.retry_index(key, 3) is None

    status, error, _ = status_of(store, key)
    assert status == "failed"
    assert error is not None
    assert "3 times" in error


def test_attempts_that_only_the_broker_lost_are_no_crashes(store: Store, workspace_id: str) -> None:
    key = put_text(store, workspace_id, "a-1").document.document_key
    for attempt in range(1, 8):
        assert store.documents.retry_index(key, attempt, crashed=False) is not None


def test_what_is_indexed_is_not_retried(store: Store, workspace_id: str) -> None:
    key = put_text(store, workspace_id, "a-1").document.document_key
    store.documents.mark_indexed(key, 1)
    assert store.documents.retry_index(key, 1) is None
    assert status_of(store, key) == ("indexed", None, 1)


def test_what_failed_is_queued_anew_and_nothing_else(store: Store, workspace_id: str) -> None:
    failed, indexed, queued = (put_text(store, workspace_id, f"item-{number}").document.document_key for number in range(3))
    store.documents.mark_index_failed(failed, 1, "The model is in pieces.")
    store.documents.mark_indexed(indexed, 1)

    assert store.documents.requeue_failed() == 1
    assert status_of(store, failed) == ("queued", None, 2)
    assert (status_of(store, indexed), status_of(store, queued)) == (("indexed", None, 1), ("queued", None, 1))
    assert store.documents.index_lag() == 2
    assert store.documents.requeue_failed() == 0


def test_attempts_in_vain_do_not_shorten_the_wait(store: Store, workspace_id: str, clock: FakeClock) -> None:
    first, second = (put_text(store, workspace_id, name).document.document_key for name in ("a-1", "a-2"))
    clock.advance(600)
    for attempt in (1, 2):
        assert store.documents.retry_index(first, attempt, crashed=False)
        clock.advance(200)
    put_text(store, workspace_id, "a-1", "Another text.")
    assert store.documents.mark_indexed(second, 1)

    assert store.gauges.read().index_lag_seconds == 1000
    store.documents.queue_anew([second])
    assert store.documents.mark_indexed(first, 4)
    assert store.gauges.read().index_lag_seconds == 0
    clock.advance(5)
    assert store.gauges.read().index_lag_seconds == 5


@pytest.mark.parametrize("again", ["all", "one"])
def test_what_failed_waits_from_when_it_is_queued_anew(
    store: Store, workspace_id: str, clock: FakeClock, again: str
) -> None:
    key = put_text(store, workspace_id, "a-1").document.document_key
    store.documents.mark_index_failed(key, 1, "no")
    clock.advance(1000)
    assert store.documents.requeue_failed() if again == "all" else store.documents.requeue(workspace_id, "a-1")
    clock.advance(7)
    assert store.gauges.read().index_lag_seconds == 7


def test_what_the_release_before_has_queued_counts_from_then(
    store: Store, workspace_id: str, clock: FakeClock, database_url: str
) -> None:
    key = put_text(store, workspace_id, "a-1").document.document_key
    with broken_into(database_url) as connection:
        connection.execute(text("UPDATE documents SET index_waits_since = NULL"))
    clock.advance(30)
    assert store.gauges.read().index_lag_seconds == 30
    assert store.documents.retry_index(key, 1, crashed=False)
    clock.advance(30)
    assert store.documents.retry_index(key, 2, crashed=False)
    assert store.gauges.read().index_lag_seconds == 30
