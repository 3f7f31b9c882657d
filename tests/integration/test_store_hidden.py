"""Lists say of a verdict what the claim by itself says, whatever becomes of the documents behind it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import text

from factcheck.domain import Stance
from factcheck.store import migrate, open_store
from factcheck.store.checks import CheckResult
from factcheck.store.editions import DocumentPut
from factcheck.store.engine import build_engine
from factcheck.store.migration import build_config
from factcheck.store.records import ArchiveSpan, NewClaim
from factcheck.store.redeciding import CHECKS_AT_ONCE
from tests.conftest import FakeClock
from tests.store_samples import BRIDGE, at_once, report_on

if TYPE_CHECKING:
    from factcheck.store import Store
    from factcheck.store.records import Document

NOTHING = "not_enough_evidence"
OLD_REPORT = {
    **report_on(),
    "verdict": "supported",
    "confidence": 0.9,
    "evidence": [
        {
            "stance": "supporting",
            "confidence": 0.9,
            "quote": {"exact": "It is closed.", "prefix": "", "suffix": "", "start": 0, "end": 13},
            "document": {
                "document_id": "hidden", "version": 1, "title": None, "publisher": None, "credit": None,
                "published_at": None, "url": None,
            },
        }
    ],
}  # fmt: skip
OLD_ROWS = (
    "INSERT INTO workspaces (workspace_id, name, created_at) VALUES ('w', 'desk', :at)",
    *(
        "INSERT INTO documents (document_key, workspace_id, document_id, version, sha256, status, index_status,"
        " index_attempt, index_crashes, index_queued_at, created_at, changed_at)"
        f" VALUES ('{name}', 'w', '{name}', 1, '', '{status}', 'indexed', 1, 0, :at, :at, :at)"
        for name, status in (("shown", "usable"), ("hidden", "withheld"))
    ),
    *(
        "INSERT INTO document_versions (document_key, version, sha256, created_at, raw, raw_kind, text, language,"
        f" published_at) VALUES ('{name}', 1, '', :at, 'It is closed.', 'text', 'It is closed.', 'en', :at)"
        for name in ("shown", "hidden")
    ),
    "INSERT INTO claims (claim_id, workspace_id, text, created_at) VALUES ('c', 'w', 'It is closed.', :at)",
    "INSERT INTO checks (check_id, claim_id, workspace_id, number, latest, attempt, crashes, status, verdict, confidence,"
    " report, queued_at) VALUES ('k', 'c', 'w', 1, 1, 1, 0, 'done', 'supported', 0.9, :report, :at)",
    "INSERT INTO check_citations (check_id, document_key, workspace_id) VALUES ('k', 'hidden', 'w')",
)


class Desk:
    """A workspace with the few steps that these tests repeat."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.workspace_id = store.workspaces.ensure("desk").workspace_id

    def put(self, document_id: str, status: str = "usable", embargoed_until: datetime | None = None) -> Document:
        return self.store.documents.put(self.workspace_id, document_id, BRIDGE, status, embargoed_until).document

    def start(self) -> str:
        check = self.store.claims.create(self.workspace_id, NewClaim("The bridge is closed.")).check
        assert self.store.checks.start(check.check_id, 1) is not None
        return check.check_id

    def finish(self, check_id: str, *documents: Document, stance: Stance = Stance.SUPPORTING) -> None:
        report = report_on(*documents, stance=stance)
        keys = [document.document_key for document in documents]
        assert self.store.checks.finish(check_id, 1, CheckResult(report, report["verdict"], report["confidence"], keys))

    def verdicts(self) -> list[str | None]:
        return [claim.check.verdict for claim in self.store.claims.list(self.workspace_id).items][::-1]

    def count(self, verdict: str) -> int:
        return len(self.store.claims.list(self.workspace_id, verdict=verdict).items)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


@pytest.mark.parametrize("status", ["withheld", "canceled"])
def test_withholding_takes_the_verdict_back_and_lifting_restores_it(desk: Desk, status: str) -> None:
    first, second = desk.put("first"), desk.put("second")
    for documents in ((first,), (first, second), (second,)):
        desk.finish(desk.start(), *documents)
    before = desk.store.claims.list(desk.workspace_id)

    desk.put("first", status)

    assert desk.verdicts() == [NOTHING, "supported", "supported"]
    assert (desk.count(NOTHING), desk.count("supported")) == (1, 2)
    desk.put("first")
    assert desk.store.claims.list(desk.workspace_id) == before


def test_a_verdict_comes_back_when_the_embargo_ends(desk: Desk, clock: FakeClock) -> None:
    desk.finish(desk.start(), desk.put("first"))
    desk.put("first", embargoed_until=clock() + timedelta(hours=1))
    assert desk.verdicts() == [NOTHING]
    clock.advance(3599)
    assert desk.verdicts() == [NOTHING]
    clock.advance(1)
    assert (desk.count("supported"), desk.count(NOTHING)) == (1, 0)


def test_each_embargo_ends_by_itself(desk: Desk, clock: FakeClock) -> None:
    documents = [desk.put("first"), desk.put("second")]
    desk.finish(desk.start(), *documents)
    for hours, document in enumerate(documents, 1):
        desk.put(document.document_id, embargoed_until=clock() + timedelta(hours=hours))
    assert desk.verdicts() == [NOTHING]
    clock.advance(3600)
    assert desk.verdicts() == ["supported"]
    desk.put("first", "withheld")
    assert desk.verdicts() == [NOTHING]
    clock.advance(3600)
    assert desk.verdicts() == ["supported"]


def test_a_report_that_comes_after_the_withholding_counts_without_it(desk: Desk) -> None:
    first, check_id = desk.put("first"), desk.start()
    desk.put("first", "withheld")
    desk.finish(check_id, first)
    assert desk.verdicts() == [NOTHING]
    desk.put("first")
    assert desk.verdicts() == ["supported"]


def test_a_deletion_leaves_hidden_evidence_out_too(desk: Desk) -> None:
    desk.finish(desk.start(), desk.put("first"), desk.put("second"))
    desk.put("second", "withheld")
    desk.store.documents.delete(desk.workspace_id, "first")
    assert desk.verdicts() == [NOTHING]
    desk.put("second")
    assert desk.verdicts() == ["supported"]


def test_more_checks_than_are_held_at_a_time_lose_their_evidence(desk: Desk) -> None:
    first, second = desk.put("first"), desk.put("second")
    for _ in range(CHECKS_AT_ONCE + 1):
        desk.finish(desk.start(), first)
        desk.finish(desk.start(), second)
    desk.put("first", "withheld")
    desk.store.documents.delete(desk.workspace_id, "second")
    found = desk.store.claims.list(desk.workspace_id, limit=3 * CHECKS_AT_ONCE).items
    assert {claim.check.verdict for claim in found} == {NOTHING}
    assert sum(len(claim.check.report["evidence"]) for claim in found) == CHECKS_AT_ONCE + 1, "hidden, not taken out"


def test_the_end_of_an_embargo_elsewhere_changes_nothing_here(desk: Desk, clock: FakeClock) -> None:
    other = desk.store.workspaces.ensure("other").workspace_id
    desk.finish(desk.start(), desk.put("first"))
    desk.put("first", "withheld", clock() + timedelta(hours=1))
    clock.advance(3601)
    assert desk.store.claims.list(other).items == ()
    assert desk.verdicts() == [NOTHING], "the embargo has ended, but it is still withheld"


def test_withholding_and_finishing_at_the_same_moment_agree(desk: Desk) -> None:
    documents = [desk.put(f"item-{number}") for number in range(4)]
    checks = [desk.start() for _ in range(4)]

    def finish_or_withhold(number: int) -> None:
        if number % 2:
            puts = [DocumentPut(f"item-{place}", BRIDGE, "withheld", None) for place in range(4)]
            desk.store.documents.put_many(desk.workspace_id, puts[:: 1 if number % 4 == 1 else -1])
        else:
            desk.finish(checks[number // 2], *documents)

    at_once(8, finish_or_withhold)

    assert desk.verdicts() == [NOTHING] * 4


def test_a_survey_counts_what_may_be_shown(desk: Desk, clock: FakeClock) -> None:
    empty = desk.store.documents.survey(desk.workspace_id)
    assert (empty.documents, empty.earliest, empty.latest) == (0, None, None)
    desk.put("first")
    for document_id, status, hours in (("second", "withheld", 0), ("third", "usable", 1)):
        desk.put(document_id, status, clock() + timedelta(hours=hours))
    desk.put("gone")
    desk.store.documents.delete(desk.workspace_id, "gone")
    span = desk.store.documents.survey(desk.workspace_id)
    assert (span.documents, span.earliest, span.latest) == (1, BRIDGE.published_at, BRIDGE.published_at)
    clock.advance(3600)
    assert desk.store.documents.survey(desk.workspace_id, "en").documents == 2
    assert desk.store.documents.survey(desk.workspace_id, "en", ["third", "second", "unknown"]).documents == 1
    assert desk.store.documents.survey(desk.workspace_id, None, ["first", "third"]) == ArchiveSpan(0, None, None)
    assert desk.store.documents.survey(desk.workspace_id, "de").documents == 0
    assert desk.store.documents.survey(desk.store.workspaces.ensure("other").workspace_id).documents == 0


def test_what_was_stored_before_follows_too(tmp_path: Path, clock: FakeClock) -> None:
    """A database of the release before gets its documents' dates, and verdicts without what is hidden."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = build_engine(url)
    with engine.execution_options(factcheck_writes=True).begin() as connection:
        command.upgrade(build_config(connection), "0002")
        for statement in OLD_ROWS:
            connection.execute(text(statement), {"report": json.dumps(OLD_REPORT), "at": "2025-02-01 08:00:00.000000"})
    engine.dispose()

    migrate(url)

    store = open_store(url, clock)
    (claim,) = store.claims.list("w").items
    assert (claim.check.verdict, claim.check.report) == (NOTHING, OLD_REPORT)
    span = store.documents.survey("w", "en")
    assert (span.documents, span.earliest) == (1, datetime(2025, 2, 1, 8, tzinfo=UTC))
    store.close()
