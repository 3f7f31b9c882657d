"""Second looks at claims: what causes them, how many run at a time, and what becomes of what they find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from factcheck.domain import Stance
from factcheck.store.checks import CheckResult
from factcheck.store.history import PastCheck
from factcheck.store.records import Check, Claim, NewClaim
from tests.store_samples import at_once, content_of, put_text, report_on

if TYPE_CHECKING:
    from factcheck.store import Store
    from factcheck.store.records import Document
    from tests.conftest import FakeClock

DEBOUNCE = 5.0


@dataclass
class Desk:
    """A workspace with the few steps that these tests repeat."""

    store: Store
    clock: FakeClock
    workspace_id: str

    def publish(self, document_id: str, text: str = "The bridge was closed.", **state: object) -> Document:
        document = self.store.documents.put(self.workspace_id, document_id, content_of(text), **state).document  # type: ignore[arg-type]
        self.store.documents.mark_indexed(document.document_key, document.index_attempt)
        return document

    def checked(self, *documents: Document) -> Claim:
        """Return a claim whose report cites these documents."""
        claim = self.store.claims.create(self.workspace_id, NewClaim("The bridge is closed."))
        self.finish(claim.check, *documents)
        return claim

    def finish(self, check: Check, *documents: Document, stance: Stance = Stance.SUPPORTING) -> None:
        assert self.store.checks.start(check.check_id, check.attempt)
        report = report_on(*documents, stance=stance)
        keys = [document.document_key for document in documents]
        args = (report, report["verdict"], report["confidence"], keys)
        assert self.store.checks.finish(check.check_id, check.attempt, CheckResult(*args))

    def due(self, at_once: int = 10) -> list[Check]:
        """Let the debounce pass and begin what is due."""
        self.clock.advance(DEBOUNCE + 1)
        return self.store.rechecks.start_due(at_once, DEBOUNCE)

    def current(self, claim: Claim) -> Claim:
        found = self.store.claims.get(self.workspace_id, claim.claim_id)
        assert found is not None
        return found

    def history(self, claim: Claim) -> tuple[PastCheck, ...]:
        return self.store.history.list(self.workspace_id, claim.claim_id).items

    def events(self) -> list[str]:
        return [event.kind for event in self.store.outbox.pending(100)]


@pytest.fixture
def desk(store: Store, clock: FakeClock) -> Desk:
    return Desk(store, clock, store.workspaces.ensure("desk").workspace_id)


def test_what_a_clock_an_hour_ahead_has_noted_waits_no_hour(desk: Desk) -> None:
    claim = desk.checked(desk.publish("first"))
    desk.clock.advance(3600)
    desk.publish("first", "The bridge was never closed.")
    desk.clock.advance(-3600)
    (check,) = desk.due()
    assert check.claim_id == claim.claim_id
    assert desk.due() == [], "once"


def test_a_new_version_of_a_cited_document_is_a_cause(desk: Desk) -> None:
    claim, _other = desk.checked(desk.publish("first")), desk.checked(desk.publish("second"))
    desk.publish("first", "The bridge was never closed.")
    (check,) = desk.due()
    assert (check.claim_id, check.number, check.status) == (claim.claim_id, 2, "queued")
    assert desk.history(claim)[0].reasons == ({"kind": "new_version", "document_id": "first"},)
    assert desk.due() == [], "once"


def test_the_same_content_again_is_no_cause(desk: Desk) -> None:
    desk.checked(desk.publish("first"))
    desk.publish("first")
    assert desk.due() == []


def test_several_changes_lead_to_one_run_after_the_debounce(desk: Desk) -> None:
    first, second = desk.publish("first"), desk.publish("second")
    desk.checked(first, second)
    for number in range(3):
        desk.publish("first", f"The bridge was closed for {number + 2} days.")
    desk.publish("second", status="withheld")
    assert desk.store.rechecks.start_due(10, DEBOUNCE) == []
    assert len(desk.due()) == 1


def test_a_recheck_waits_for_the_index(desk: Desk) -> None:
    desk.checked(desk.publish("first"))
    document = put_text(desk.store, desk.workspace_id, "first", "The bridge is open.").document
    assert desk.due() == []
    desk.store.documents.mark_indexed(document.document_key, document.index_attempt)
    assert len(desk.due()) == 1


@pytest.mark.parametrize(("status", "kind"), [("withheld", "withheld"), ("canceled", "canceled")])
def test_a_change_of_status_and_its_end_are_causes(desk: Desk, status: str, kind: str) -> None:
    claim = desk.checked(desk.publish("first"))
    desk.publish("first", status=status)
    (check,) = desk.due()
    desk.finish(check)
    document = desk.publish("first")
    (again,) = desk.due()
    desk.finish(again, document)
    assert [past.reasons[0]["kind"] for past in desk.history(claim)[:2]] == ["released", kind]
    assert desk.current(claim).check.verdict == "supported"


def test_an_embargo_is_a_cause_when_it_comes_and_when_it_ends(desk: Desk) -> None:
    claim = desk.checked(desk.publish("first"))
    desk.publish("first", embargoed_until=desk.clock() + timedelta(hours=2))
    (check,) = desk.due()
    desk.finish(check)
    desk.publish("first", embargoed_until=desk.clock() + timedelta(hours=1))
    (check,) = desk.due()
    desk.finish(check)
    assert desk.due() == []
    desk.clock.advance(3600)
    (check,) = desk.due()
    reasons = desk.history(claim)[0].reasons
    assert reasons == ({"kind": "embargo_ended", "document_id": "first"},)


def test_a_deletion_is_a_cause_and_names_nobody(desk: Desk) -> None:
    claim = desk.checked(desk.publish("first"), desk.publish("second"))
    deleted = desk.store.documents.delete(desk.workspace_id, "first")
    assert deleted is not None
    desk.store.documents.mark_indexed(deleted.document_key, deleted.index_attempt)
    (check,) = desk.due()
    desk.finish(check, desk.publish("second"))
    past = desk.history(claim)[0]
    assert past.reasons == ({"kind": "deleted", "document_id": None},)
    assert [change["change"] for change in past.changes] == ["removed"], "what the first report had is remembered"
    assert "claim.evidence_changed" in desk.events()


def test_what_changes_while_a_check_runs_is_a_cause(desk: Desk) -> None:
    claim = desk.store.claims.create(desk.workspace_id, NewClaim("The bridge is closed."))
    old = desk.publish("first")
    desk.publish("first", "The bridge is open.")
    desk.finish(claim.check, old)
    (check,) = desk.due()
    assert check.claim_id == claim.claim_id


def test_while_it_runs_the_claim_shows_what_was_found_before(desk: Desk) -> None:
    document = desk.publish("first")
    claim = desk.checked(document)
    desk.publish("first", "The bridge is open.")
    before = desk.current(claim)
    (check,) = desk.due()
    assert desk.store.checks.start(check.check_id, 1)
    assert desk.current(claim) == before
    assert desk.store.history.state(before).is_rechecking
    assert desk.store.claims.list(desk.workspace_id).items == (before,)


def test_nothing_new_leaves_the_check_with_the_time_of_the_second_look(desk: Desk) -> None:
    document = desk.publish("first")
    claim = desk.checked(document)
    before = desk.current(claim)
    newer = desk.publish("first", status="usable", embargoed_until=desk.clock() - timedelta(days=1))
    (check,) = desk.due()
    desk.finish(check, newer)
    assert desk.current(claim) == before
    (past,) = desk.history(claim)
    assert past.rechecked_at == desk.clock()
    assert desk.store.history.state(before).rechecked_at == desk.clock()
    assert desk.events() == ["claim.done"]


def test_another_stance_makes_a_new_check_and_an_event(desk: Desk) -> None:
    document = desk.publish("first")
    claim = desk.checked(document)
    desk.publish("first", embargoed_until=desk.clock() - timedelta(days=1))
    (check,) = desk.due()
    desk.finish(check, document, stance=Stance.CONFLICTING)
    shown = desk.current(claim)
    assert (shown.check.number, shown.check.verdict) == (2, "refuted")
    newest, first = desk.history(claim)
    assert (newest.is_latest, first.is_latest) == (True, False)
    assert (newest.previous_number, newest.previous_verdict) == (1, "supported")
    (change,) = newest.changes
    assert (change["change"], change["stance"], change["previous_stance"]) == ("stance", "conflicting", "supporting")
    event = desk.store.outbox.pending(10)[-1]
    assert event.kind == "claim.evidence_changed"
    assert event.payload == {
        "claim_id": claim.claim_id,
        "check_id": shown.check.check_id,
        "previous_check_id": claim.check.check_id,
        "verdict": "refuted",
        "previous_verdict": "supported",
        "reason": "embargo_changed",
    }


def test_a_recheck_that_fails_changes_nothing_and_tells_nobody(desk: Desk) -> None:
    claim = desk.checked(desk.publish("first"))
    desk.publish("first", "The bridge is open.")
    (check,) = desk.due()
    assert desk.store.checks.fail(check.check_id, 1, {"title": "No", "status": 500})
    assert desk.current(claim).check.status == "done"
    assert desk.events() == ["claim.done"]
    assert [past.claim.check.status for past in desk.history(claim)] == ["failed", "done"]


def test_a_recheck_is_not_given_up_while_the_index_is_away(desk: Desk) -> None:
    claim = desk.checked(desk.publish("a-1"))
    desk.publish("a-1", "The bridge is open.")
    (recheck,) = desk.due()
    for attempt in (1, 2):
        assert desk.store.checks.retry(recheck.check_id, attempt, False, "unavailable", give_up_seconds=3600)
        desk.clock.advance(3600)
    assert desk.store.checks.retry(recheck.check_id, 3, False, "unavailable", give_up_seconds=3600)
    assert desk.current(claim).check.status == "done"


def test_only_so_many_run_at_once(desk: Desk) -> None:
    document = desk.publish("first")
    claims = [desk.checked(document) for _ in range(5)]
    desk.publish("first", "The bridge is open.")
    begun = desk.due(at_once=2)
    assert len(begun) == 2
    assert desk.due(at_once=2) == []
    desk.finish(begun[0], document)
    assert len(desk.due(at_once=2)) == 1
    desk.finish(begun[1], document)
    assert {check.claim_id for check in begun} < {claim.claim_id for claim in claims}


def test_processes_that_look_at_once_begin_each_recheck_once(desk: Desk) -> None:
    document = desk.publish("first")
    for _ in range(4):
        desk.checked(document)
    desk.publish("first", "The bridge is open.")
    desk.clock.advance(DEBOUNCE + 1)
    begun = at_once(4, lambda _: desk.store.rechecks.start_due(10, DEBOUNCE))
    assert len([check for checks in begun for check in checks]) == 4


def test_an_editor_may_ask_at_any_time_and_gets_the_one_under_way(desk: Desk) -> None:
    claim = desk.checked(desk.publish("first"))
    first = desk.store.rechecks.request(desk.workspace_id, claim.claim_id)
    assert first is not None
    assert desk.store.rechecks.request(desk.workspace_id, claim.claim_id) == first
    other = desk.store.workspaces.ensure("other").workspace_id
    assert desk.store.rechecks.request(other, claim.claim_id) is None
    assert desk.history(claim)[0].reasons == ({"kind": "editor", "document_id": None},)


def test_a_failed_check_is_replaced_by_one_that_succeeds(desk: Desk) -> None:
    claim = desk.store.claims.create(desk.workspace_id, NewClaim("The bridge is closed."))
    assert desk.store.checks.start(claim.check.check_id, 1)
    assert desk.store.checks.fail(claim.check.check_id, 1, {"title": "No", "status": 500})
    check = desk.store.rechecks.request(desk.workspace_id, claim.claim_id)
    assert check is not None
    desk.finish(check, desk.publish("first"))
    assert desk.current(claim).check.verdict == "supported"
    assert desk.events() == ["claim.failed", "claim.done"]


def test_the_history_crosses_no_workspace_and_comes_in_pages(desk: Desk) -> None:
    document = desk.publish("first")
    claim = desk.checked(document)
    for stance in (Stance.CONFLICTING, Stance.SUPPORTING):
        check = desk.store.rechecks.request(desk.workspace_id, claim.claim_id)
        assert check is not None
        desk.finish(check, document, stance=stance)
    page = desk.store.history.list(desk.workspace_id, claim.claim_id, limit=2)
    rest = desk.store.history.list(desk.workspace_id, claim.claim_id, cursor=page.next_cursor)
    assert [past.claim.check.number for past in (*page.items, *rest.items)] == [3, 2, 1]
    other = desk.store.workspaces.ensure("other").workspace_id
    assert desk.store.history.list(other, claim.claim_id).items == ()
    assert desk.store.history.get(other, claim.claim_id, 1) is None
