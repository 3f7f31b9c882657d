"""Watched claims are checked again when a document comes in that concerns them, and only then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factcheck.domain import ClaimQuery, EvidenceFloor, StanceScores
from factcheck.store import Store
from factcheck.store.checks import CheckResult
from factcheck.store.records import Claim, DocumentContent, NewClaim
from tests.conftest import FakeClock
from tests.integration.watching_room import WatchingRoom

YES, NO = StanceScores(0.9, 0.05, 0.05), StanceScores(0.05, 0.9, 0.05)
CLAIM = "The Aller bridge opened to traffic."
OPENED = "The Aller bridge opened to traffic on Monday after four years of work."
CLOSED = "The Aller bridge stays closed to traffic because of cracks in a pillar."
RECIPE = "Whisk three eggs with sugar until pale and fold in the flour gently."


@pytest.fixture
def room(store: Store, clock: FakeClock) -> WatchingRoom:
    room = WatchingRoom(store, clock)
    room.script.update({OPENED: YES, CLOSED: NO})
    return room


def test_a_new_document_on_a_watched_claim_leads_to_a_new_check(room: WatchingRoom) -> None:
    room.publish("first", OPENED)
    claim = room.check(CLAIM, watch=True)
    assert claim.check.verdict == "supported"
    room.publish("second", CLOSED)
    assert room.settle() == 1
    shown = room.current(claim)
    assert (shown.check.number, shown.check.verdict) == (2, "disputed")
    newest = room.store.history.list(room.workspace_id, claim.claim_id).items[0]
    assert newest.reasons == ({"kind": "new_document", "document_id": "second"},)
    assert [(change["change"], change["document_id"]) for change in newest.changes] == [("added", "second")]
    assert room.store.outbox.pending(10)[-1].kind == "claim.evidence_changed"


@pytest.mark.parametrize("ahead", [3600, -3600])
def test_a_document_that_a_wrong_clock_has_noted_is_compared_without_waiting(
    room: WatchingRoom, clock: FakeClock, ahead: int
) -> None:
    room.publish("first", OPENED)
    claim = room.check(CLAIM, watch=True)
    clock.advance(ahead)
    document = room.put("second", CLOSED)
    clock.advance(-ahead)
    room.runtime.index_document(document.document_key, document.index_attempt)
    assert room.settle() == 1
    assert room.current(claim).check.verdict == "disputed"


def test_a_document_on_something_else_leads_to_nothing(room: WatchingRoom) -> None:
    room.publish("first", OPENED)
    room.check(CLAIM, watch=True)
    room.publish("second", RECIPE)
    assert room.due() == []


def test_a_claim_that_is_not_watched_is_left_alone(room: WatchingRoom) -> None:
    room.publish("first", OPENED)
    room.check(CLAIM)
    room.publish("second", CLOSED)
    assert room.due() == []


def test_a_workspace_may_watch_all_its_new_claims(room: WatchingRoom) -> None:
    room.store.workspace_settings.set_watching(room.workspace_id, True)
    room.check(CLAIM)
    exempt = room.check("The Aller bridge opened to traffic at last.", watch=False)
    room.publish("first", OPENED)
    begun = room.due()
    assert len(begun) == 1
    assert begun[0].claim_id != exempt.claim_id


def test_starting_to_watch_checks_once_again_and_stopping_ends_it(room: WatchingRoom) -> None:
    claim = room.check(CLAIM)
    room.publish("first", OPENED)
    assert room.store.watches.set(room.workspace_id, claim.claim_id, True)
    assert room.settle() == 1
    assert room.current(claim).check.verdict == "supported", "what came in before is found"
    room.store.watches.set(room.workspace_id, claim.claim_id, False)
    room.publish("second", CLOSED)
    assert room.due() == []


def test_another_workspace_is_not_watched(room: WatchingRoom, store: Store, clock: FakeClock) -> None:
    room.check(CLAIM, watch=True)
    other = WatchingRoom(store, clock, "other")
    other.check("The tower fell.", watch=True)
    other.publish("first", OPENED)
    assert room.due() == []
    assert not store.watches.set(other.workspace_id, room.check(CLAIM).claim_id, True)


def test_a_document_under_embargo_is_compared_when_it_ends(room: WatchingRoom) -> None:
    claim = room.check(CLAIM, watch=True)
    room.publish("first", OPENED, embargoed_until=room.clock() + timedelta(hours=1))
    assert room.due() == []
    room.clock.advance(3600)
    room.runtime.match_documents()
    assert room.settle() == 1
    assert room.current(claim).check.verdict == "supported"


def test_a_released_document_is_compared(room: WatchingRoom) -> None:
    room.check(CLAIM, watch=True)
    room.publish("first", OPENED, status="withheld")
    assert room.due() == []
    room.put("first", OPENED)
    room.runtime.match_documents()
    assert len(room.due()) == 1


def test_a_worker_that_dies_before_comparing_loses_nothing(room: WatchingRoom) -> None:
    room.check(CLAIM, watch=True)
    document = room.put("first", OPENED)
    room.store.documents.mark_indexed(document.document_key, document.index_attempt)
    room.runtime.match_documents()
    assert len(room.due()) == 1


def test_a_document_that_could_not_be_indexed_keeps_no_other_waiting(room: WatchingRoom) -> None:
    room.check(CLAIM, watch=True)
    poison = room.put("poison", "Words that no worker survives.")
    room.store.documents.mark_index_failed(poison.document_key, poison.index_attempt, "The worker stopped.")
    document = room.put("first", OPENED)
    room.store.documents.mark_indexed(document.document_key, document.index_attempt)
    assert [due.document_key for due in room.store.watches.pending(10)] == [document.document_key]


@pytest.mark.parametrize("ahead", [0, 3600])
def test_a_document_that_comes_in_while_the_check_runs_is_compared_after_it(
    room: WatchingRoom, clock: FakeClock, ahead: int
) -> None:
    claim = room.store.claims.create(room.workspace_id, NewClaim(CLAIM, watch=True))
    # By the clock of its worker, which may be wrong.
    clock.advance(ahead)
    assert room.store.checks.start(claim.check.check_id, 1)
    clock.advance(-ahead)
    outcome = room.runtime.checker.run(ClaimQuery(room.workspace_id, CLAIM))
    room.publish("first", OPENED)
    probes = room.runtime.watcher.build_probes(claim, outcome.searches)
    result = CheckResult(outcome.serialised, "not_enough_evidence", 0.0, [], probes)
    assert room.store.checks.finish(claim.check.check_id, 1, result)
    assert room.due() == []
    room.runtime.match_documents()
    assert [check.claim_id for check in room.due()] == [claim.claim_id]


def test_what_the_last_check_has_judged_is_no_cause(room: WatchingRoom) -> None:
    room.check(CLAIM, watch=True)
    room.publish("first", OPENED)
    assert room.settle() == 1
    room.runtime.match_documents()
    assert room.due() == [], "the document was compared again, and the claim knows it"


def test_the_workspaces_floor_silences_unsure_evidence(room: WatchingRoom) -> None:
    room.publish("first", OPENED)
    room.store.workspace_settings.set_floor(room.workspace_id, EvidenceFloor(0.99, 0.99), 40)
    claim = room.check(CLAIM)
    assert claim.check.verdict == "not_enough_evidence"
    assert claim.check.report is not None
    assert claim.check.report["versions"]["evidence_floor"] == "supporting 0.99, conflicting 0.99"


def test_what_a_claim_leaves_out_never_leads_to_a_new_check(room: WatchingRoom) -> None:
    room.publish("own", OPENED)
    room.publish("first", OPENED)
    claim = room.check(CLAIM, watch=True, exclude_document_ids=("own", "own-later"))
    assert [piece["document"]["document_id"] for piece in (claim.check.report or {})["evidence"]] == ["first"]
    room.publish("own", CLOSED)
    room.publish("own-later", CLOSED)
    room.put("own", CLOSED, status="withheld")
    assert room.due() == []
    room.publish("second", CLOSED)
    assert room.settle() == 1
    shown = room.current(claim)
    cited = {piece["document"]["document_id"] for piece in (shown.check.report or {})["evidence"]}
    assert (shown.check.verdict, cited) == ("disputed", {"first", "second"}), "a recheck leaves them out, too"


def publish_fact_check(room: WatchingRoom, rating: str = "False", **state: object) -> None:
    text = f"{CLAIM} We looked at it and rate it {rating}."
    content = DocumentContent(text, "text", text, kind="fact_check", claim_reviewed=CLAIM, rating=rating)
    document = room.store.documents.put(room.workspace_id, "checked", content, **state).document  # type: ignore[arg-type]
    room.runtime.index_document(document.document_key, document.index_attempt)


def ratings(room: WatchingRoom, claim: Claim) -> list[str]:
    return [check["rating"] for check in (room.current(claim).check.report or {})["prior_checks"]]


def look_again(room: WatchingRoom, claim: Claim) -> None:
    check = room.store.rechecks.request(room.workspace_id, claim.claim_id)
    assert check is not None
    room.run(check)


def test_a_fact_check_that_comes_in_is_shown_and_told(room: WatchingRoom) -> None:
    claim = room.check(CLAIM)
    publish_fact_check(room)
    look_again(room, claim)
    assert (room.current(claim).check.number, ratings(room, claim)) == (2, ["False"])
    newest = room.store.history.list(room.workspace_id, claim.claim_id).items[0]
    assert (newest.reasons, newest.changes) == (({"kind": "editor", "document_id": None},), ())
    event = room.store.outbox.pending(10)[-1]
    assert (event.kind, event.payload["verdict"]) == ("claim.evidence_changed", "not_enough_evidence")
    publish_fact_check(room, "True")
    assert room.settle() == 1
    assert (room.current(claim).check.number, ratings(room, claim)) == (3, ["True"])
    publish_fact_check(room, "True", status="withheld")
    assert room.settle() == 1
    assert (room.current(claim).check.number, ratings(room, claim)) == (4, [])


def test_a_fact_check_on_a_watched_claim_leads_to_a_new_check(room: WatchingRoom) -> None:
    claim = room.check(CLAIM, watch=True)
    other = room.check("The Aller tunnel was sold to a bank.", watch=True)
    publish_fact_check(room)
    assert room.settle() == 1
    assert (ratings(room, claim), ratings(room, other)) == (["False"], [])
    newest = room.store.history.list(room.workspace_id, claim.claim_id).items[0]
    assert newest.reasons == ({"kind": "new_document", "document_id": "checked"},)
    assert room.due() == [], "what the check has seen is no news"


def test_a_fact_check_that_a_watched_claim_knows_leads_to_nothing(room: WatchingRoom) -> None:
    room.store.workspace_settings.set_watching(room.workspace_id, True)
    claim = room.store.claims.create(room.workspace_id, NewClaim(CLAIM))
    publish_fact_check(room)
    room.run(claim.check)
    assert ratings(room, claim) == ["False"]
    assert room.due() == []


def test_what_only_closes_a_gap_is_shown_without_a_new_check(room: WatchingRoom) -> None:
    room.publish("recipe", RECIPE)
    claim = room.check("The Aller bridge was painted in Marenia.", watch=True)
    told = "The Aller bridge was looked at by painters from Marenia."
    room.publish("near", told)
    assert room.settle() == 1
    shown = room.current(claim).check
    report = shown.report or {}
    assert (shown.number, "Marenia" in [gap["text"] for gap in report["gaps"]]) == (1, False)
    assert report["nearest"]["quote"]["exact"] == told
    assert [event.kind for event in room.store.outbox.pending(10)] == ["claim.done"]
    room.store.documents.delete(room.workspace_id, "near")
    assert (room.current(claim).check.report or {})["nearest"] is None, "a deletion finds it there"


def test_a_fact_check_in_a_new_version_is_shown_as_it_is_now(room: WatchingRoom) -> None:
    publish_fact_check(room)
    claim = room.check(CLAIM)
    content = DocumentContent("Again.", "text", "Again.", kind="fact_check", claim_reviewed=CLAIM, rating="False")
    document = room.store.documents.put(room.workspace_id, "checked", content).document
    room.runtime.index_document(document.document_key, document.index_attempt)
    assert room.settle() == 1
    shown = room.current(claim).check
    assert (shown.number, [check["version"] for check in (shown.report or {})["prior_checks"]]) == (1, [2])
