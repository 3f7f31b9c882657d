"""A deleted document leaves stored reports, whichever comes first, the report or the deletion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from factcheck.domain import Stance
from factcheck.store.checks import CheckResult
from factcheck.store.records import Check, Claim, NewClaim
from tests.store_samples import at_once, put_text, report_on

if TYPE_CHECKING:
    from factcheck.store import Store
    from factcheck.store.records import Document


@dataclass
class Desk:
    """A workspace with the few steps that these tests repeat."""

    store: Store
    workspace_id: str

    def document(self, document_id: str, text: str = "The bridge was closed.") -> Document:
        return put_text(self.store, self.workspace_id, document_id, text).document

    def running(self) -> Check:
        claim = self.store.claims.create(self.workspace_id, NewClaim("The bridge is closed."))
        started = self.store.checks.start(claim.check.check_id, 1)
        assert started is not None
        return started[1]

    def finish(self, check: Check, *documents: Document, stance: Stance = Stance.SUPPORTING) -> None:
        report = report_on(*documents, stance=stance)
        keys = [document.document_key for document in documents]
        assert self.store.checks.finish(
            check.check_id, 1, CheckResult(report, report["verdict"], report["confidence"], keys)
        )

    def claim(self, check: Check) -> Claim:
        claim = self.store.claims.get(self.workspace_id, check.claim_id)
        assert claim is not None
        return claim

    def cited(self, check: Check) -> list[str]:
        return [piece["document"]["document_id"] for piece in self.report(check)["evidence"]]

    def report(self, check: Check) -> dict[str, Any]:
        report = self.claim(check).check.report
        assert report is not None
        return report


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store, store.workspaces.ensure("desk").workspace_id)


def test_deletion_takes_the_evidence_out_of_every_report(desk: Desk) -> None:
    first, second = desk.document("first"), desk.document("second")
    both, only, other = desk.running(), desk.running(), desk.running()
    desk.finish(both, first, second)
    desk.finish(only, first)
    desk.finish(other, second)
    untouched = desk.claim(other)

    desk.store.documents.delete(desk.workspace_id, "first")

    assert desk.cited(both) == ["second"]
    assert desk.cited(only) == []
    assert "The bridge was closed." not in str(desk.report(only))
    assert desk.claim(other) == untouched


def test_the_verdict_follows_what_is_left(desk: Desk) -> None:
    check = desk.running()
    desk.finish(check, desk.document("first"))
    desk.store.documents.delete(desk.workspace_id, "first")

    claim = desk.claim(check)

    assert claim.check.verdict == desk.report(check)["verdict"] == "not_enough_evidence"
    assert claim.check.confidence == desk.report(check)["confidence"]
    assert desk.store.claims.list(desk.workspace_id, verdict="supported").items == ()
    assert desk.store.claims.list(desk.workspace_id, verdict="not_enough_evidence").items == (claim,)


def test_a_report_that_comes_after_the_deletion_is_relieved_of_it(desk: Desk) -> None:
    first, second = desk.document("first"), desk.document("second")
    check = desk.running()
    deleted = desk.store.documents.delete(desk.workspace_id, "first")
    assert deleted is not None

    desk.finish(check, first, second)

    assert desk.cited(check) == ["second"]


def test_a_report_that_comes_after_the_last_trace_is_gone_too(desk: Desk) -> None:
    first = desk.document("first")
    check = desk.running()
    deleted = desk.store.documents.delete(desk.workspace_id, "first")
    assert deleted is not None
    assert desk.store.documents.mark_indexed(deleted.document_key, deleted.index_attempt)

    desk.finish(check, first, stance=Stance.CONFLICTING)

    assert desk.cited(check) == []
    assert desk.claim(check).check.verdict == "not_enough_evidence"


def test_a_document_sent_again_does_not_vouch_for_what_it_said_before(desk: Desk) -> None:
    old = desk.document("first", "The bridge was closed.")
    check = desk.running()
    desk.store.documents.delete(desk.workspace_id, "first")
    desk.document("first", "The bridge was never closed.")

    desk.finish(check, old)

    assert desk.cited(check) == []


def test_an_older_version_may_be_quoted(desk: Desk) -> None:
    old = desk.document("first", "The bridge was closed.")
    check = desk.running()
    desk.document("first", "The bridge was closed on Monday.")

    desk.finish(check, old)

    assert desk.cited(check) == ["first"]


def test_a_report_that_cites_nothing_is_stored_as_it_is(desk: Desk) -> None:
    check = desk.running()
    report = {**report_on(), "searched": {"passages": 3}}
    assert desk.store.checks.finish(check.check_id, 1, CheckResult(report, "not_enough_evidence", 0.25, []))

    claim = desk.claim(check)

    assert claim.check.report == report
    assert (claim.check.verdict, claim.check.confidence) == ("not_enough_evidence", 0.25)


def test_reports_and_deletions_at_the_same_moment_leave_no_trace(desk: Desk) -> None:
    documents = [desk.document(f"item-{number}") for number in range(6)]
    checks = [desk.running() for _ in range(6)]

    def finish_or_delete(number: int) -> None:
        if number % 2:
            desk.store.documents.delete(desk.workspace_id, f"item-{number // 2}")
        else:
            desk.finish(checks[number // 2], *(documents if number % 4 else reversed(documents)))

    at_once(12, finish_or_delete)

    assert [desk.cited(check) for check in checks] == [[]] * 6
