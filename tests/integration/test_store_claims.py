"""Claims and their checks, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError

from factcheck.store import CursorError
from factcheck.store.checks import CheckResult
from factcheck.store.records import Check, Claim, NewClaim
from tests.store_samples import put_text, report_on

if TYPE_CHECKING:
    from factcheck.store import Store
    from tests.conftest import FakeClock

PROBLEM = {"type": "check-timeout", "title": "It took too long", "status": 500, "detail": "It took over 60 s."}


@pytest.fixture
def claim(store: Store, workspace_id: str) -> Claim:
    return store.claims.create(workspace_id, NewClaim("The bridge is closed."))


def current(store: Store, claim: Claim) -> Check:
    found = store.claims.get(claim.workspace_id, claim.claim_id)
    assert found is not None
    return found.check


def kinds(store: Store) -> list[str]:
    return [event.kind for event in store.outbox.pending(10)]


def finish(store: Store, check: Check, attempt: int = 1, verdict: str = "supported") -> bool:
    report = {**report_on(), "verdict": verdict}
    return store.checks.finish(check.check_id, attempt, CheckResult(report, verdict, 0.75, []))


def test_a_claim_is_stored_with_its_first_check(store: Store, workspace_id: str, clock: FakeClock) -> None:
    as_of = datetime(2025, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    new = NewClaim("It snowed.", as_of=as_of, language="en", context="A column.", external_id="cms-7")
    claim = store.claims.create(workspace_id, new)

    assert claim == store.claims.get(workspace_id, claim.claim_id)
    assert (claim.text, claim.as_of, claim.language, claim.context) == ("It snowed.", as_of, "en", "A column.")
    assert claim.as_of is not None
    assert claim.as_of.tzinfo is UTC
    assert (claim.external_id, claim.created_at) == ("cms-7", clock.now)
    assert (claim.check.number, claim.check.attempt, claim.check.status) == (1, 1, "queued")
    assert (claim.check.queued_at, claim.check.started_at, claim.check.report) == (clock.now, None, None)


def test_a_claim_without_a_workspace_is_a_mistake_and_leaves_nothing(store: Store) -> None:
    with pytest.raises(IntegrityError):
        store.claims.create("ws_" + "0" * 32, NewClaim("x"))
    assert store.checks.unfinished(0, 10) == []


def test_a_claim_with_a_date_without_a_zone_is_refused(store: Store, workspace_id: str) -> None:
    with pytest.raises(ValueError, match="zone"):
        store.claims.create(workspace_id, NewClaim("x", as_of=datetime(2025, 1, 1)))


def test_another_workspace_does_not_see_it(store: Store, claim: Claim) -> None:
    other = store.workspaces.ensure("other").workspace_id
    assert store.claims.get(other, claim.claim_id) is None
    assert store.claims.list(other, None, 10).items == ()


def test_lists_are_newest_first_in_pages(store: Store, workspace_id: str) -> None:
    created = [store.claims.create(workspace_id, NewClaim(f"Claim {number}.")) for number in range(5)]

    first = store.claims.list(workspace_id, None, 2)
    second = store.claims.list(workspace_id, first.next_cursor, 2)
    third = store.claims.list(workspace_id, second.next_cursor, 2)

    assert [*first.items, *second.items, *third.items] == created[::-1]
    assert third.next_cursor is None
    with pytest.raises(CursorError):
        store.claims.list(workspace_id, "abc", 2)


def test_lists_filter_by_status_verdict_and_external_id(store: Store, workspace_id: str) -> None:
    names = ("a", "b", "a", "c")
    made = [store.claims.create(workspace_id, NewClaim("x", external_id=name)) for name in names]
    finish(store, made[0].check)
    finish(store, made[1].check, verdict="refuted")
    store.checks.start(made[2].check.check_id, 1)

    def found(**filters: str) -> list[int]:
        items = store.claims.list(workspace_id, None, 10, **filters).items
        return sorted(next(at for at, claim in enumerate(made) if claim.claim_id == item.claim_id) for item in items)

    assert found(status="done") == [0, 1]
    assert found(status="running") == [2]
    assert found(verdict="refuted") == [1]
    assert found(external_id="a") == [0, 2]
    assert found(external_id="a", status="done") == [0]
    assert found(external_id="a", verdict="refuted") == []
    assert found(status="canceled") == []


def test_a_check_runs_and_is_done(store: Store, claim: Claim, clock: FakeClock) -> None:
    clock.advance(2)
    started = store.checks.start(claim.check.check_id, 1)
    assert started is not None
    assert (started[0].claim_id, started[0].text, started[1]) == (claim.claim_id, claim.text, started[0].check)
    assert (started[1].status, started[1].started_at) == ("running", clock.now)
    clock.advance(3)

    document = put_text(store, claim.workspace_id, "a-1").document
    report = report_on(document)
    done = store.checks.finish(claim.check.check_id, 1, CheckResult(report, "supported", 0.9, [document.document_key]))

    check = current(store, claim)
    assert done is True
    assert (check.status, check.verdict, check.confidence) == ("done", "supported", 0.9)
    assert check.report == report
    assert (check.queued_at, check.started_at, check.finished_at) == (
        claim.created_at,
        started[1].started_at,
        clock.now,
    )


def test_finishing_twice_stores_the_first_and_tells_once(store: Store, claim: Claim) -> None:
    assert finish(store, claim.check) is True
    before = current(store, claim)
    assert finish(store, claim.check, verdict="refuted") is False
    assert store.checks.fail(claim.check.check_id, 1, PROBLEM) is False
    assert store.checks.start(claim.check.check_id, 1) is None
    assert store.checks.retry(claim.check.check_id, 1, crashed=True) is None
    assert current(store, claim) == before
    assert kinds(store) == ["claim.done"]


def test_a_failed_check_says_why(store: Store, claim: Claim, clock: FakeClock) -> None:
    assert store.checks.fail(claim.check.check_id, 1, PROBLEM) is True

    check = current(store, claim)
    assert (check.status, check.problem, check.finished_at) == ("failed", PROBLEM, clock.now)
    assert kinds(store) == ["claim.failed"]
    assert finish(store, claim.check) is False


def test_the_same_attempt_may_start_again_but_not_a_superseded_one(store: Store, claim: Claim) -> None:
    assert store.checks.start(claim.check.check_id, 1) is not None
    assert store.checks.start(claim.check.check_id, 1) is not None
    retried = store.checks.retry(claim.check.check_id, 1, crashed=True)

    assert retried is not None
    assert (retried.attempt, retried.status, retried.crashes, retried.started_at) == (2, "queued", 1, None)
    assert store.checks.start(claim.check.check_id, 1) is None
    assert finish(store, claim.check, attempt=1) is False
    assert finish(store, claim.check, attempt=3) is False
    assert finish(store, claim.check, attempt=2) is True


def test_the_third_crash_fails_the_check(store: Store, claim: Claim) -> None:
    for attempt in (1, 2):
        assert store.checks.retry(claim.check.check_id, attempt, crashed=True) is not None
    assert store.checks.retry(claim.check.check_id, 3, crashed=True) is None

    check = current(store, claim)
    assert (check.status, check.crashes) == ("failed", 3)
    assert check.problem is not None
    assert (check.problem["type"], check.problem["status"]) == ("check-crashed", 500)
    assert kinds(store) == ["claim.failed"]


@pytest.mark.parametrize(("outcome", "kind"), [("failed", "check-failed"), ("crashed", "check-crashed")])
def test_the_problem_tells_how_the_attempts_ended(store: Store, claim: Claim, outcome: str, kind: str) -> None:
    for attempt in (1, 2, 3):
        store.checks.retry(claim.check.check_id, attempt, crashed=True, outcome=outcome)
    problem = current(store, claim).problem
    assert problem is not None
    assert problem["type"] == kind


def test_what_can_not_be_used_for_too_long_fails_the_check(store: Store, claim: Claim, clock: FakeClock) -> None:
    def retry(attempt: int, outcome: str | None = "unavailable", crashed: bool = False) -> Check | None:
        return store.checks.retry(claim.check.check_id, attempt, crashed, outcome, give_up_seconds=3600)

    assert retry(1) is not None
    clock.advance(3599)
    assert retry(2) is not None
    assert retry(3, "crashed", crashed=True) is not None, "it could be used in between"
    clock.advance(10)
    assert retry(4) is not None
    assert retry(5, None) is not None
    clock.advance(3600)
    assert retry(6) is None
    check = current(store, claim)
    assert check.problem is not None
    assert (check.status, check.problem["type"], check.crashes) == ("failed", "check-unavailable", 1)
    assert kinds(store) == ["claim.failed"]


def test_a_job_that_was_lost_long_after_the_index_was_away_is_tried_again(
    store: Store, claim: Claim, clock: FakeClock
) -> None:
    assert store.checks.retry(claim.check.check_id, 1, False, "unavailable", give_up_seconds=3600)
    clock.advance(7200)
    assert store.checks.retry(claim.check.check_id, 2, False, None, give_up_seconds=3600)


def test_attempts_that_only_the_broker_lost_are_no_crashes(store: Store, claim: Claim) -> None:
    for attempt in range(1, 8):
        assert store.checks.retry(claim.check.check_id, attempt, crashed=False) is not None
    assert current(store, claim).crashes == 0


def test_unfinished_checks_come_longest_waiting_first(store: Store, workspace_id: str, clock: FakeClock) -> None:
    made = []
    for _ in range(4):
        made.append(store.claims.create(workspace_id, NewClaim("x")).check)
        clock.advance(10)
    store.checks.start(made[1].check_id, 1)
    finish(store, made[2])

    def waiting(older_than_seconds: float, limit: int = 10) -> list[str]:
        return [check.check_id for check in store.checks.unfinished(older_than_seconds, limit)]

    assert waiting(0) == [made[0].check_id, made[1].check_id, made[3].check_id]
    assert waiting(25) == [made[0].check_id, made[1].check_id]
    assert waiting(0, limit=1) == [made[0].check_id]
    store.checks.retry(made[0].check_id, 1, crashed=False)
    assert waiting(0)[-1] == made[0].check_id


def test_a_check_that_was_queued_by_a_clock_an_hour_ahead_waits_no_hour(
    store: Store, claim: Claim, clock: FakeClock
) -> None:
    clock.advance(3600)
    store.checks.retry(claim.check.check_id, 1, crashed=False)
    clock.advance(-3600)
    assert [check.check_id for check in store.checks.unfinished(3, 10)] == [claim.check.check_id]


def test_an_event_says_what_it_is_about(store: Store, claim: Claim, clock: FakeClock) -> None:
    finish(store, claim.check)
    (event,) = store.outbox.pending(10)

    assert (event.workspace_id, event.created_at) == (claim.workspace_id, clock.now)
    assert event.payload == {
        "claim_id": claim.claim_id,
        "check_id": claim.check.check_id,
        "status": "done",
        "verdict": "supported",
    }


def test_events_that_were_handed_out_are_not_pending(store: Store, workspace_id: str) -> None:
    for _ in range(3):
        finish(store, store.claims.create(workspace_id, NewClaim("x")).check)
    _first, _second, third = store.outbox.pending(10)

    assert store.outbox.hand_out(2) == 2

    assert store.outbox.pending(10) == [third]
