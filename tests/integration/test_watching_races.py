"""Watched claims miss no document, whatever happens while it is indexed or compared or while their check runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from factcheck.domain import ClaimQuery
from factcheck.store import Store
from factcheck.store.checks import CheckResult
from factcheck.store.comparing import Comparison
from factcheck.store.records import Claim, NewClaim
from factcheck.store.watches import Watches
from tests.conftest import FakeClock
from tests.fakes import FakeEmbedder
from tests.integration.test_watching import CLAIM, CLOSED, NO, OPENED, RECIPE, YES
from tests.integration.watching_room import WatchingRoom
from tests.store_samples import at_once, put_text


@pytest.fixture
def room(store: Store, clock: FakeClock) -> WatchingRoom:
    room = WatchingRoom(store, clock)
    room.script.update({OPENED: YES, CLOSED: NO})
    return room


def nothing() -> None:
    """Do nothing."""


class Meanwhile:
    """Does something once, right before or after the next call of a method."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(
        self, target: object, name: str, before: Callable[[], object] = nothing, after: Callable[[], object] = nothing
    ) -> None:
        original = getattr(target, name)

        def hooked(*arguments: Any, **named: Any) -> Any:
            self._monkeypatch.setattr(target, name, original)
            before()
            found = original(*arguments, **named)
            after()
            return found

        self._monkeypatch.setattr(target, name, hooked)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    return Meanwhile(monkeypatch)


def pending_keys(room: WatchingRoom) -> list[str]:
    return [due.document_key for due in room.store.watches.pending(100)]


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_version_stored_while_the_one_before_is_indexed_is_compared(
    room: WatchingRoom, meanwhile: Meanwhile, seconds: int
) -> None:
    room.publish("first", OPENED)
    claim = room.check(CLAIM, watch=True)
    document = room.put("second", RECIPE)

    def save() -> None:
        room.clock.advance(seconds)
        room.put("second", CLOSED)

    meanwhile(room.runtime.indexer, "embed_documents", before=save)
    room.runtime.index_document(document.document_key, document.index_attempt)
    assert room.settle() == 1
    assert room.current(claim).check.verdict == "disputed"


def test_a_document_released_while_it_is_indexed_is_compared(room: WatchingRoom, meanwhile: Meanwhile) -> None:
    room.publish("first", OPENED)
    room.check(CLAIM, watch=True)
    document = room.put("second", CLOSED, status="withheld")
    meanwhile(room.runtime.indexer, "embed_documents", before=lambda: room.put("second", CLOSED))
    room.runtime.index_document(document.document_key, document.index_attempt)
    assert pending_keys(room) == [document.document_key]
    room.runtime.match_documents()
    assert room.settle() == 1
    assert pending_keys(room) == []


def watch_new(room: WatchingRoom) -> Claim:
    return room.check(CLAIM, watch=True)


def watch_known(room: WatchingRoom) -> Claim:
    claim = room.check(CLAIM)
    room.store.watches.set(room.workspace_id, claim.claim_id, True)
    assert room.settle() == 1
    return claim


@pytest.mark.parametrize("watch", [watch_new, watch_known])
def test_what_the_first_watched_claim_could_not_see_is_compared(
    room: WatchingRoom, watch: Callable[[WatchingRoom], Claim]
) -> None:
    room.publish("first", OPENED)
    room.publish("hidden", CLOSED, embargoed_until=room.clock() + timedelta(hours=3))
    queued = room.put("queued", OPENED)
    room.clock.advance(60)
    claim = watch(room)
    assert claim.check.verdict == "supported"
    room.clock.advance(60)
    room.runtime.index_document(queued.document_key, queued.index_attempt)
    assert room.settle() == 1
    assert room.current(claim).check.verdict == "supported"
    room.clock.advance(4 * 3600)
    room.runtime.match_documents()
    assert room.settle() == 1
    assert room.current(claim).check.verdict == "disputed"


def test_a_workspace_that_begins_to_watch_notes_only_what_no_check_can_see(room: WatchingRoom, store: Store) -> None:
    room.publish("seen", OPENED)
    room.put("withheld", CLOSED, status="withheld")
    put_text(store, store.workspaces.ensure("other").workspace_id, "foreign", CLOSED)
    queued = [room.put(name, CLOSED).document_key for name in ("deleted", "queued")]
    store.documents.delete(room.workspace_id, "deleted")
    store.claims.create(room.workspace_id, NewClaim(CLAIM, watch=True))
    keys = store.documents.attempts()
    assert [due.document_key for due in store.watches.pending(100, keys)] == queued[1:]


def test_documents_that_come_in_while_a_workspace_begins_to_watch_are_noted(store: Store) -> None:
    workspace_id = store.workspaces.ensure("desk").workspace_id

    def watch_or_put(number: int) -> None:
        if number % 4 == 0:
            store.claims.create(workspace_id, NewClaim(f"{CLAIM} {number}", watch=True))
        else:
            put_text(store, workspace_id, f"a-{number}")

    at_once(16, watch_or_put)
    keys = store.documents.attempts()
    assert len(keys) == 12
    assert {due.document_key for due in store.watches.pending(100, keys)} == set(keys)


def begin(room: WatchingRoom) -> tuple[Claim, Callable[[], bool]]:
    """Begin a watched claim's check, whose search is done, and return what ends it."""
    claim = room.store.claims.create(room.workspace_id, NewClaim(CLAIM, watch=True))
    assert room.store.checks.start(claim.check.check_id, 1)
    outcome = room.runtime.checker.run(ClaimQuery(room.workspace_id, CLAIM))
    probes = room.runtime.watcher.build_probes(claim, outcome.searches)
    result = CheckResult(outcome.serialised, "not_enough_evidence", 0.0, [], probes)
    return claim, lambda: room.store.checks.finish(claim.check.check_id, 1, result)


def test_a_document_compared_while_a_check_ends_is_compared_with_its_claim(room: WatchingRoom, meanwhile: Meanwhile) -> None:
    claim, finish = begin(room)
    meanwhile(Watches, "mark_matched", before=finish)
    room.publish("first", OPENED)
    assert pending_keys(room) == []
    assert [check.claim_id for check in room.due()] == [claim.claim_id]


def test_claims_that_never_stop_changing_leave_the_document_to_a_chore(
    room: WatchingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.publish("first", OPENED)
    claim, busy = room.check(CLAIM, watch=True), room.check("The tower fell.", watch=True)
    original = Watches.mark_matched
    states: list[bool] = []

    def change_and_mark(watches: Watches, comparison: Comparison) -> dict[str, int]:
        states.append(len(states) % 2 == 1)
        watches.set(room.workspace_id, busy.claim_id, states[-1])
        return original(watches, comparison)

    monkeypatch.setattr(Watches, "mark_matched", change_and_mark)
    room.publish("second", CLOSED)
    assert len(states) == 5
    assert len(pending_keys(room)) == 1
    monkeypatch.setattr(Watches, "mark_matched", original)
    room.runtime.match_documents()
    assert pending_keys(room) == []
    assert claim.claim_id in {check.claim_id for check in room.due()}


def test_a_superseded_attempt_says_nothing_of_what_the_claim_knows(room: WatchingRoom, meanwhile: Meanwhile) -> None:
    room.publish("first", OPENED)
    claim = room.store.claims.create(room.workspace_id, NewClaim(CLAIM, watch=True))

    def overtake() -> None:
        again = room.store.checks.retry(claim.check.check_id, 1, crashed=True)
        assert again is not None
        room.run(again)
        room.publish("second", CLOSED, embargoed_until=room.clock() + timedelta(seconds=2))
        room.clock.advance(3)

    meanwhile(room.runtime.checker, "run", before=overtake)
    room.run(claim.check)
    assert room.current(claim).check.verdict == "supported", "the report of the second attempt"
    room.runtime.match_documents()
    assert room.settle() == 1
    assert room.current(claim).check.verdict == "disputed"


def test_of_attempts_that_end_at_once_one_says_what_the_claim_is_recognised_by(room: WatchingRoom) -> None:
    room.publish("first", OPENED)
    claim, finish = begin(room)
    assert sum(at_once(8, lambda _: finish())) == 1
    assert {probe.claim_id for probe in room.store.watches.probes(room.workspace_id, FakeEmbedder.name)} == {claim.claim_id}
    assert room.store.watches.revisions(room.workspace_id) == {claim.claim_id: 2}


def test_a_check_that_has_waited_has_only_compared_again_what_came_in_while_it_ran(
    room: WatchingRoom, meanwhile: Meanwhile
) -> None:
    claims = [room.store.claims.create(room.workspace_id, NewClaim(CLAIM, watch=True)) for _ in range(2)]
    for number in range(3):
        room.publish(f"recipe-{number}", RECIPE)
        room.clock.advance(60)
    room.run(claims[0].check)
    assert pending_keys(room) == []
    meanwhile(room.runtime.checker, "run", after=lambda: room.publish("first", OPENED))
    room.run(claims[1].check)
    first = room.store.documents.get(room.workspace_id, "first")
    assert first is not None
    assert pending_keys(room) == [first.document_key]


@pytest.mark.parametrize("ahead", [3600, -3600])
def test_a_worker_whose_clock_is_wrong_misses_nothing(room: WatchingRoom, meanwhile: Meanwhile, ahead: int) -> None:
    claim = room.store.claims.create(room.workspace_id, NewClaim(CLAIM, watch=True))
    room.publish("recipe", RECIPE)
    room.clock.advance(60)

    def publish() -> None:
        room.clock.advance(-ahead)
        room.publish("first", OPENED)
        room.clock.advance(ahead)

    meanwhile(room.runtime.checker, "run", after=publish)
    room.clock.advance(ahead)
    room.run(claim.check)
    room.clock.advance(-ahead)
    room.runtime.match_documents()
    assert [check.claim_id for check in room.due()] == [claim.claim_id]
