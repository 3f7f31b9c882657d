"""The command that fits how sure evidence has to be, from feedback in the store."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from factcheck.cli import main
from factcheck.domain import EvidenceFloor
from factcheck.store import Store, open_store
from factcheck.store.feedback import JudgedEvidence, NewFeedback
from factcheck.store.records import NewClaim
from tests.conftest import FakeClock


@pytest.fixture
def store(sqlite_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    return open_store(sqlite_url, clock)


def judge(store: Store, workspace_id: str, number: int) -> None:
    """Store feedback on that many claims: the less sure half has the wrong sign."""
    for place in range(number):
        claim = store.claims.create(workspace_id, NewClaim(f"Claim number {place}."))
        confidence = 0.6 + 0.4 * place / number
        judgement = "right" if confidence >= 0.8 else "wrong_sign"
        evidence = JudgedEvidence("a", 1, 0, 9, judgement, "supporting", confidence)
        assert store.feedback.put(workspace_id, claim.claim_id, NewFeedback("key_1", evidence))


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["recalibrate", "--workspace", "desk", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_without_enough_feedback_nothing_changes(store: Store) -> None:
    workspace_id = store.workspaces.ensure("desk").workspace_id
    judge(store, workspace_id, 29)
    assert "29 pieces of evidence are judged; at least 30 are needed. Nothing changes." in run("--apply")
    assert store.workspace_settings.get(workspace_id).floor == EvidenceFloor()


def test_the_change_is_told_and_kept_only_if_asked_for(store: Store) -> None:
    workspace_id = store.workspaces.ensure("desk").workspace_id
    judge(store, workspace_id, 60)
    judge(store, store.workspaces.ensure("other").workspace_id, 30)
    assert "Not kept" in run()
    assert store.workspace_settings.get(workspace_id).floor == EvidenceFloor()
    told = run("--apply")
    assert "60 pieces of evidence are judged." in told
    assert "Kept" in told
    settings = store.workspace_settings.get(workspace_id)
    assert 0.78 <= settings.floor.supporting <= 0.81
    assert (settings.floor.conflicting, settings.fitted_on) == (0.0, 60)
    assert "Nothing changes." in run("--apply"), "what was fitted is in force"


def test_what_was_fitted_can_be_forgotten(store: Store) -> None:
    workspace_id = store.workspaces.ensure("desk").workspace_id
    judge(store, workspace_id, 60)
    run("--apply")
    assert store.workspace_settings.get(workspace_id).fitted_at is not None
    assert "Forgotten" in run("--reset")
    settings = store.workspace_settings.get(workspace_id)
    assert (settings.floor, settings.fitted_on, settings.fitted_at) == (EvidenceFloor(), 0, None)
    both = CliRunner().invoke(main, ["recalibrate", "--workspace", "desk", "--apply", "--reset"])
    assert both.exit_code == 2
