"""Documents and their versions, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from factcheck.store import CursorError
from factcheck.store.editions import DocumentPut
from tests.store_samples import BRIDGE, content_of, put_text

if TYPE_CHECKING:
    from factcheck.store import Store
    from tests.conftest import FakeClock


def test_a_document_reads_back_as_it_was_put(store: Store, workspace_id: str, clock: FakeClock) -> None:
    stored = store.documents.put(workspace_id, "a-1", BRIDGE)

    assert (stored.created, stored.changed) == (True, True)
    assert stored.document == store.documents.get(workspace_id, "a-1")
    assert stored.document.content == BRIDGE
    assert stored.document.version == 1
    assert stored.document.created_at == clock.now
    assert (stored.document.index_status, stored.document.index_attempt) == ("queued", 1)


def test_times_come_back_in_utc_with_their_microseconds(store: Store, workspace_id: str) -> None:
    local = datetime(2025, 7, 1, 1, 30, 0, 7, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    store.documents.put(workspace_id, "a-1", replace(BRIDGE, published_at=local), "usable", local)

    found = store.documents.get(workspace_id, "a-1")

    assert found is not None
    for time in (found.content.published_at, found.embargoed_until):
        assert time == local
        assert time is not None
        assert time.tzinfo is UTC


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_the_calendar_are_kept(store: Store, workspace_id: str, year: int) -> None:
    edge = datetime(year, 1, 1, tzinfo=UTC)
    store.documents.put(workspace_id, "a-1", replace(BRIDGE, published_at=edge))

    found = store.documents.get(workspace_id, "a-1")

    assert found is not None
    assert found.content.published_at == edge


def test_a_time_without_a_zone_is_refused(store: Store, workspace_id: str) -> None:
    naive = datetime(2025, 1, 1)
    with pytest.raises(ValueError, match="without a zone"):
        store.documents.put(workspace_id, "a-1", replace(BRIDGE, published_at=naive))
    with pytest.raises(ValueError, match="without a zone"):
        store.documents.put(workspace_id, "a-1", BRIDGE, "usable", naive)
    east = timezone(timedelta(hours=14))
    with pytest.raises(ValueError, match="years 1 to 9999"):
        store.documents.put(workspace_id, "a-1", BRIDGE, "usable", datetime(1, 1, 1, tzinfo=east))
    assert store.documents.get(workspace_id, "a-1") is None


def test_the_same_content_makes_no_version(store: Store, workspace_id: str, clock: FakeClock) -> None:
    first = store.documents.put(workspace_id, "a-1", BRIDGE)
    clock.advance(60)
    local = timezone(timedelta(hours=-3))
    same = replace(BRIDGE, published_at=BRIDGE.published_at and BRIDGE.published_at.astimezone(local))
    second = store.documents.put(workspace_id, "a-1", same)

    assert (second.created, second.changed) == (False, False)
    assert second.document == first.document
    assert second.document.index_attempt == 1


@pytest.mark.parametrize("field", ["raw", "text", "title", "publisher", "credit", "byline", "url", "language"])
def test_any_other_field_makes_a_version(store: Store, workspace_id: str, field: str) -> None:
    store.documents.put(workspace_id, "a-1", BRIDGE)
    stored = store.documents.put(workspace_id, "a-1", replace(BRIDGE, **{field: "another"}))

    assert (stored.created, stored.changed) == (False, True)
    assert (stored.document.version, stored.document.index_attempt) == (2, 2)
    old = store.documents.get_version(workspace_id, "a-1", 1)
    assert old is not None
    assert old.content == BRIDGE
    assert old.sha256 != stored.document.sha256


def test_status_and_embargo_are_state_and_make_no_version(store: Store, workspace_id: str, clock: FakeClock) -> None:
    store.documents.put(workspace_id, "a-1", BRIDGE)
    clock.advance(60)
    until = clock.now + timedelta(days=1)
    stored = store.documents.put(workspace_id, "a-1", BRIDGE, "withheld", until)

    assert stored.changed is False
    found = store.documents.get(workspace_id, "a-1")
    assert found == stored.document
    assert found is not None
    assert (found.version, found.status, found.embargoed_until) == (1, "withheld", until)
    assert (found.index_attempt, found.changed_at) == (1, clock.now)


def test_an_unknown_status_is_refused(store: Store, workspace_id: str) -> None:
    with pytest.raises(ValueError, match="retracted"):
        store.documents.put(workspace_id, "a-1", BRIDGE, "retracted")
    assert store.documents.get(workspace_id, "a-1") is None


def test_a_batch_keeps_its_order_and_counts_a_repeated_id_twice(store: Store, workspace_id: str) -> None:
    texts = [("b", "One."), ("a", "Two."), ("b", "Three."), ("b", "Three.")]
    stored = store.documents.put_many(
        workspace_id, [DocumentPut(key, content_of(text), "usable", None) for key, text in texts]
    )

    assert [item.document.document_id for item in stored] == ["b", "a", "b", "b"]
    assert [(item.created, item.changed) for item in stored] == [(True,) * 2, (True,) * 2, (False, True), (False,) * 2]
    found = store.documents.get(workspace_id, "b")
    assert found is not None
    assert (found.version, found.content.text) == (2, "Three.")


def test_a_batch_of_more_than_a_thousand_is_stored_whole(store: Store, workspace_id: str) -> None:
    puts = [DocumentPut(f"item-{number}", content_of(f"Item {number}."), "usable", None) for number in range(1203)]
    stored = store.documents.put_many(workspace_id, puts)
    again = store.documents.put_many(workspace_id, puts)

    assert all(item.created for item in stored)
    assert not any(item.created or item.changed for item in again)
    keys = [item.document.document_key for item in stored]
    assert len(store.documents.get_by_keys(keys)) == len(puts)


def test_a_batch_with_a_mistake_stores_nothing(store: Store, workspace_id: str) -> None:
    bad = replace(BRIDGE, published_at=datetime(2025, 1, 1))
    with pytest.raises(ValueError, match="zone"):
        store.documents.put_many(
            workspace_id, [DocumentPut("a", BRIDGE, "usable", None), DocumentPut("b", bad, "usable", None)]
        )
    assert store.documents.get(workspace_id, "a") is None


def test_an_empty_batch_is_nothing(store: Store, workspace_id: str) -> None:
    assert store.documents.put_many(workspace_id, []) == []


def test_workspaces_do_not_see_each_other(store: Store, workspace_id: str) -> None:
    other = store.workspaces.ensure("other").workspace_id
    put_text(store, workspace_id, "a-1", "Ours.")
    theirs = put_text(store, other, "a-1", "Theirs.")

    assert theirs.created
    assert store.documents.delete(other, "a-2") is None
    assert store.documents.delete(other, "a-1") is not None
    ours = store.documents.get(workspace_id, "a-1")
    assert ours is not None
    assert ours.content.text == "Ours."
    assert store.documents.get_version(other, "a-1", 1) is None
    assert store.documents.versions(other, "a-1", None, 10).items == ()
    assert store.documents.list(other, None, 10).items == ()


def test_lists_are_newest_first_in_pages_and_leave_the_texts_out(store: Store, workspace_id: str) -> None:
    for number in range(5):
        put_text(store, workspace_id, f"item-{number}")
    store.documents.delete(workspace_id, "item-2")

    first = store.documents.list(workspace_id, None, 3)
    second = store.documents.list(workspace_id, first.next_cursor, 3)

    assert [item.document_id for item in first.items] == ["item-4", "item-3", "item-1"]
    assert [item.document_id for item in second.items] == ["item-0"]
    assert second.next_cursor is None
    assert {(item.content.raw, item.content.text, item.content.title) for item in first.items} == {("", "", "Bridge closed")}


def test_a_full_last_page_has_no_next(store: Store, workspace_id: str) -> None:
    for number in range(3):
        put_text(store, workspace_id, f"item-{number}")
    assert store.documents.list(workspace_id, None, 3).next_cursor is None


def test_versions_are_newest_first_in_pages(store: Store, workspace_id: str) -> None:
    for number in range(1, 6):
        put_text(store, workspace_id, "a-1", f"Edition {number}.")

    first = store.documents.versions(workspace_id, "a-1", None, 3)
    second = store.documents.versions(workspace_id, "a-1", first.next_cursor, 3)

    assert [version.version for version in (*first.items, *second.items)] == [5, 4, 3, 2, 1]
    assert second.next_cursor is None
    third = store.documents.get_version(workspace_id, "a-1", 3)
    assert third is not None
    assert third.content.text == "Edition 3."
    assert store.documents.get_version(workspace_id, "a-1", 6) is None


def test_a_cursor_of_another_list_is_refused(store: Store, workspace_id: str) -> None:
    for number in range(2):
        put_text(store, workspace_id, "a-1", f"Edition {number}.")
    cursor = store.documents.versions(workspace_id, "a-1", None, 1).next_cursor
    assert cursor is not None
    for bad in (cursor, "zzz", "", "💥"):
        with pytest.raises(CursorError):
            store.documents.list(workspace_id, bad, 10)


def test_get_by_keys_gives_texts_without_raw_and_deleted_ones_too(store: Store, workspace_id: str) -> None:
    kept, gone = (put_text(store, workspace_id, name).document.document_key for name in ("kept", "gone"))
    store.documents.delete(workspace_id, "gone")

    found = store.documents.get_by_keys([kept, gone, kept, "doc_" + "0" * 32])

    assert set(found) == {kept, gone}
    assert (found[kept].content.text, found[kept].content.raw) == (BRIDGE.text, "")
    assert found[kept].deleted_at is None
    assert found[gone].deleted_at is not None
    assert found[gone].content.text == ""
    assert store.documents.get_by_keys([]) == {}


def test_a_deleted_document_is_gone_with_all_versions(store: Store, workspace_id: str, clock: FakeClock) -> None:
    for text in ("One.", "Two."):
        put_text(store, workspace_id, "a-1", text)
    deleted = store.documents.delete(workspace_id, "a-1")

    assert deleted is not None
    assert (deleted.deleted_at, deleted.index_status, deleted.index_attempt) == (clock.now, "queued", 3)
    assert store.documents.get(workspace_id, "a-1") is None
    assert store.documents.get_version(workspace_id, "a-1", 1) is None
    assert store.documents.versions(workspace_id, "a-1", None, 10).items == ()
    assert store.documents.delete(workspace_id, "a-1") is None


def test_a_deleted_document_comes_back_with_the_next_version(store: Store, workspace_id: str) -> None:
    put_text(store, workspace_id, "a-1", "One.")
    store.documents.delete(workspace_id, "a-1")
    back = put_text(store, workspace_id, "a-1", "One.")

    assert (back.created, back.changed) == (True, True)
    assert (back.document.version, back.document.index_attempt, back.document.deleted_at) == (2, 3, None)
    assert [item.version for item in store.documents.versions(workspace_id, "a-1", None, 10).items] == [2]


def test_going_through_all_live_documents(store: Store, workspace_id: str) -> None:
    other = store.workspaces.ensure("other").workspace_id
    for number in range(4):
        put_text(store, workspace_id, f"item-{number}")
    put_text(store, other, "item-9")
    store.documents.delete(workspace_id, "item-1")

    batches = [[item.document_id for item in batch] for batch in store.documents.iterate_live(batch=2)]

    assert batches == [["item-0", "item-2"], ["item-3", "item-9"]]
    assert {item.content.text for batch in store.documents.iterate_live(batch=9) for item in batch} == {BRIDGE.text}
