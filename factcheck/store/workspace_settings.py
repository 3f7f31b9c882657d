"""What a workspace has settled for itself: whether new claims are watched, and how sure evidence has to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from factcheck.domain import EvidenceFloor
from factcheck.store.corpus_state import change_corpus_state
from factcheck.store.engine import Database
from factcheck.store.inserting import insert_ignoring
from factcheck.store.tables import WorkspaceSettingsRow


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """A workspace's settings; the floor was fitted on so many judged pieces of evidence, at that time, if it was."""

    watch_claims: bool = False
    floor: EvidenceFloor = field(default_factory=EvidenceFloor)
    fitted_on: int = 0
    fitted_at: datetime | None = None


class WorkspaceSettingsStore:
    """The settings of all workspaces; one that has settled nothing has the defaults."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, workspace_id: str) -> WorkspaceSettings:
        """Return the settings of a workspace."""

        def work(session: Session) -> WorkspaceSettings:
            row = session.get(WorkspaceSettingsRow, workspace_id)
            return _read(row) if row else WorkspaceSettings()

        return self._database.read(work)

    def set_watching(self, workspace_id: str, watch_claims: bool) -> WorkspaceSettings:
        """Settle whether claims that say nothing of it are watched from now on."""

        def work(session: Session) -> WorkspaceSettings:
            row = _locked_row(session, workspace_id)
            row.watch_claims = watch_claims
            return _read(row)

        return self._database.write(work)

    def set_floor(self, workspace_id: str, floor: EvidenceFloor, fitted_on: int) -> WorkspaceSettings:
        """Settle how sure evidence has to be in checks from now on."""
        now = self._database.now()

        def work(session: Session) -> WorkspaceSettings:
            row = _locked_row(session, workspace_id)
            row.least_supporting, row.least_conflicting = floor.supporting, floor.conflicting
            row.fitted_on, row.fitted_at = fitted_on, now
            # Checks find something else from now on, so those made before are not shared any more.
            change_corpus_state(session, workspace_id)
            return _read(row)

        return self._database.write(work)

    def reset_floor(self, workspace_id: str) -> WorkspaceSettings:
        """Forget what was fitted: evidence has to be as sure as in a workspace that has settled nothing."""
        floor = EvidenceFloor()

        def work(session: Session) -> WorkspaceSettings:
            row = _locked_row(session, workspace_id)
            row.least_supporting, row.least_conflicting = floor.supporting, floor.conflicting
            row.fitted_on, row.fitted_at = 0, None
            change_corpus_state(session, workspace_id)
            return _read(row)

        return self._database.write(work)


def _locked_row(session: Session, workspace_id: str) -> WorkspaceSettingsRow:
    new = {
        "workspace_id": workspace_id,
        "watch_claims": False,
        "least_supporting": 0.0,
        "least_conflicting": 0.0,
        "fitted_on": 0,
        "fitted_at": None,
    }
    insert_ignoring(session, WorkspaceSettingsRow, [new])
    return session.get_one(WorkspaceSettingsRow, workspace_id, with_for_update=True)


def _read(row: WorkspaceSettingsRow) -> WorkspaceSettings:
    return WorkspaceSettings(
        watch_claims=row.watch_claims,
        floor=EvidenceFloor(row.least_supporting, row.least_conflicting),
        fitted_on=row.fitted_on,
        fitted_at=row.fitted_at,
    )
