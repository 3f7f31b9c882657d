"""Imports in chunks, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factcheck.store import ImportClosedError
from factcheck.store.records import Import, LineError

if TYPE_CHECKING:
    from factcheck.store import Store
    from tests.conftest import FakeClock


def lines(first: int, last: int) -> list[tuple[int, str]]:
    return [(number, f'{{"text": "Line {number} – ü"}}') for number in range(first, last + 1)]


def current(store: Store, started: Import) -> Import:
    found = store.imports.get(started.workspace_id, started.import_id)
    assert found is not None
    return found


def counts(store: Store, started: Import) -> tuple[str, int, int, int]:
    found = current(store, started)
    return found.status, found.total, found.done, found.failed


def test_an_import_goes_from_receiving_to_done(store: Store, workspace_id: str, clock: FakeClock) -> None:
    started = store.imports.begin(workspace_id)
    assert counts(store, started) == ("receiving", 0, 0, 0)
    first = store.imports.add_chunk(started.import_id, 1, lines(1, 3), [])
    second = store.imports.add_chunk(started.import_id, 2, lines(5, 6), [LineError(4, "not JSON")])
    assert counts(store, started) == ("receiving", 6, 0, 1)

    committed = store.imports.commit(started.import_id, 6)
    assert (committed.status, committed.total, committed.failed) == ("queued", 6, 1)
    chunk = store.imports.start_chunk(first, 1)
    assert chunk is not None
    assert (chunk.lines, chunk.number, chunk.workspace_id) == (tuple(lines(1, 3)), 1, workspace_id)
    assert counts(store, started)[0] == "running"
    clock.advance(5)
    assert store.imports.finish_chunk(first, 1, 2, [LineError(2, "no text", "/text")]) is True
    assert counts(store, started) == ("running", 6, 2, 2)
    assert store.imports.finish_chunk(second, 1, 2, []) is True

    ended = current(store, started)
    assert counts(store, started) == ("done", 6, 4, 2)
    assert ended.errors == (LineError(2, "no text", "/text"), LineError(4, "not JSON"))
    assert ended.finished_at == clock.now
    (event,) = store.outbox.pending(10)
    assert event.kind == "import.done"
    assert event.payload == {"import_id": started.import_id, "status": "done", "total": 6, "done": 4, "failed": 2}


def test_nothing_starts_before_the_commit(store: Store, workspace_id: str) -> None:
    started = store.imports.begin(workspace_id)
    chunk_id = store.imports.add_chunk(started.import_id, 1, lines(1, 3), [])

    assert store.imports.start_chunk(chunk_id, 1) is None
    assert store.imports.finish_chunk(chunk_id, 1, 3, []) is False
    assert store.imports.unfinished_chunks(0, 10) == []


@pytest.mark.parametrize("refused", [0, 2])
def test_an_import_with_nothing_to_do_is_done_at_once(store: Store, workspace_id: str, refused: int) -> None:
    started = store.imports.begin(workspace_id)
    if refused:
        errors = [LineError(number, "not JSON") for number in range(1, refused + 1)]
        store.imports.add_chunk(started.import_id, 1, [], errors)

    committed = store.imports.commit(started.import_id, refused)

    assert (committed.status, committed.total, committed.failed) == ("done", refused, refused)
    assert committed.finished_at is not None
    assert [event.kind for event in store.outbox.pending(10)] == ["import.done"]


def test_a_closed_import_takes_no_more(store: Store, workspace_id: str) -> None:
    started = store.imports.begin(workspace_id)
    store.imports.add_chunk(started.import_id, 1, lines(1, 1), [])
    store.imports.commit(started.import_id, 1)

    with pytest.raises(ImportClosedError):
        store.imports.add_chunk(started.import_id, 2, lines(2, 2), [])
    with pytest.raises(ImportClosedError):
        store.imports.commit(started.import_id, 1)
    store.imports.abort(started.import_id)
    assert counts(store, started) == ("queued", 1, 0, 0)


def test_an_aborted_import_leaves_nothing(store: Store, workspace_id: str) -> None:
    started = store.imports.begin(workspace_id)
    store.imports.add_chunk(started.import_id, 1, lines(1, 3), [LineError(4, "not JSON")])
    store.imports.abort(started.import_id)

    assert store.imports.get(workspace_id, started.import_id) is None
    assert store.imports.chunks(started.import_id) == []
    with pytest.raises(ImportClosedError):
        store.imports.add_chunk(started.import_id, 2, lines(5, 6), [])


def test_stale_imports_are_those_that_receive_nothing(store: Store, workspace_id: str, clock: FakeClock) -> None:
    stale, slow, committed = (store.imports.begin(workspace_id) for _ in range(3))
    store.imports.add_chunk(committed.import_id, 1, lines(1, 1), [])
    store.imports.commit(committed.import_id, 1)
    clock.advance(3000)
    store.imports.add_chunk(slow.import_id, 1, lines(1, 1), [])
    clock.advance(1000)

    assert store.imports.abort_stale(3600) == 1
    assert store.imports.get(workspace_id, stale.import_id) is None
    assert counts(store, slow)[0] == "receiving"
    assert counts(store, committed)[0] == "queued"


def test_an_import_is_removed_only_as_it_was_seen(store: Store, workspace_id: str, clock: FakeClock) -> None:
    silent, moved, committed = (store.imports.begin(workspace_id) for _ in range(3))
    seen = store.imports.receiving()
    assert {import_id for import_id, _ in seen} == {silent.import_id, moved.import_id, committed.import_id}
    clock.advance(1)
    store.imports.add_chunk(moved.import_id, 1, lines(1, 1), [])
    store.imports.commit(committed.import_id, 0)

    assert store.imports.abort_untouched([]) == 0
    assert store.imports.abort_untouched(seen) == 1
    assert store.imports.get(workspace_id, silent.import_id) is None
    assert [import_id for import_id, _ in store.imports.receiving()] == [moved.import_id]


def test_another_workspace_does_not_see_it(store: Store, workspace_id: str) -> None:
    started = store.imports.begin(workspace_id)
    assert store.imports.get(store.workspaces.ensure("other").workspace_id, started.import_id) is None


def test_finishing_twice_counts_once(store: Store, workspace_id: str) -> None:
    started = store.imports.begin(workspace_id)
    chunk_id = store.imports.add_chunk(started.import_id, 1, lines(1, 3), [])
    store.imports.commit(started.import_id, 3)

    assert store.imports.finish_chunk(chunk_id, 1, 2, [LineError(3, "x")]) is True
    assert store.imports.finish_chunk(chunk_id, 1, 3, []) is False
    assert store.imports.start_chunk(chunk_id, 1) is None
    assert counts(store, started) == ("done", 3, 2, 1)
    assert len(store.outbox.pending(10)) == 1


def test_several_errors_in_one_line_are_one_failed_line(store: Store, workspace_id: str) -> None:
    started = store.imports.begin(workspace_id)
    chunk_id = store.imports.add_chunk(started.import_id, 1, lines(1, 2), [])
    store.imports.commit(started.import_id, 2)
    store.imports.finish_chunk(chunk_id, 1, 1, [LineError(2, "no text", "/text"), LineError(2, "no", "/url")])

    assert counts(store, started) == ("done", 2, 1, 1)
    assert len(current(store, started).errors) == 2


def test_the_first_hundred_errors_are_shown_and_all_are_counted(store: Store, workspace_id: str) -> None:
    started = store.imports.begin(workspace_id)
    first = store.imports.add_chunk(started.import_id, 1, lines(1, 150), [])
    second = store.imports.add_chunk(started.import_id, 2, lines(151, 300), [])
    store.imports.commit(started.import_id, 300)
    store.imports.finish_chunk(second, 1, 0, [LineError(number, "x") for number in range(300, 150, -1)])
    store.imports.finish_chunk(first, 1, 90, [LineError(number, "x") for number in range(91, 151)])

    found = current(store, started)

    assert (found.done, found.failed) == (90, 210)
    assert [error.line for error in found.errors] == list(range(91, 191))


def test_a_lost_attempt_is_followed_by_the_next(store: Store, workspace_id: str) -> None:
    started = store.imports.begin(workspace_id)
    chunk_id = store.imports.add_chunk(started.import_id, 1, lines(1, 3), [])
    store.imports.commit(started.import_id, 3)
    store.imports.start_chunk(chunk_id, 1)

    retried = store.imports.retry_chunk(chunk_id, 1, crashed=True)

    assert retried is not None
    assert (retried.attempt, retried.crashes, retried.status) == (2, 1, "queued")
    assert store.imports.start_chunk(chunk_id, 1) is None
    assert store.imports.finish_chunk(chunk_id, 1, 3, []) is False
    chunk = store.imports.start_chunk(chunk_id, 2)
    assert chunk is not None
    assert chunk.lines == tuple(lines(1, 3))


def test_the_third_crash_fails_the_chunk_and_ends_the_import(store: Store, workspace_id: str) -> None:
    started = store.imports.begin(workspace_id)
    chunk_id = store.imports.add_chunk(started.import_id, 1, lines(1, 3), [LineError(4, "not JSON")])
    store.imports.commit(started.import_id, 4)
    for attempt in (1, 2):
        assert store.imports.retry_chunk(chunk_id, attempt, crashed=True) is not None
    assert store.imports.retry_chunk(chunk_id, 3, crashed=True) is None

    assert counts(store, started) == ("done", 4, 0, 4)
    assert [error.line for error in current(store, started).errors] == [1, 2, 3, 4]
    assert len(store.outbox.pending(10)) == 1


def test_a_chunk_that_was_queued_by_a_clock_an_hour_ahead_waits_no_hour(
    store: Store, workspace_id: str, clock: FakeClock
) -> None:
    started = store.imports.begin(workspace_id)
    chunk_id = store.imports.add_chunk(started.import_id, 1, lines(1, 1), [])
    clock.advance(3600)
    store.imports.commit(started.import_id, 1)
    clock.advance(-3600)
    assert [chunk.chunk_id for chunk in store.imports.unfinished_chunks(3, 10)] == [chunk_id]


def test_unfinished_chunks_come_longest_waiting_first(store: Store, workspace_id: str, clock: FakeClock) -> None:
    started = store.imports.begin(workspace_id)
    made = [store.imports.add_chunk(started.import_id, number, lines(number, number), []) for number in range(1, 5)]
    clock.advance(10)
    store.imports.commit(started.import_id, 4)
    store.imports.start_chunk(made[0], 1)
    store.imports.finish_chunk(made[1], 1, 1, [])
    clock.advance(10)
    store.imports.retry_chunk(made[0], 1, crashed=False)

    chunks = store.imports.unfinished_chunks(0, 10)

    assert [chunk.chunk_id for chunk in chunks] == [made[2], made[3], made[0]]
    assert {chunk.lines for chunk in chunks} == {()}
    assert [chunk.chunk_id for chunk in store.imports.unfinished_chunks(5, 10)] == made[2:]
    assert [chunk.number for chunk in store.imports.chunks(started.import_id)] == [1, 2, 3, 4]
