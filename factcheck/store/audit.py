"""The audit log: which key asked for which write, and how it ended. Entries are added by ``factcheck.store.writes``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.store.cursors import decode_cursor
from factcheck.store.engine import Database
from factcheck.store.reading import cut_page
from factcheck.store.records import Page
from factcheck.store.tables import AuditRow
from factcheck.store.writes import WritingRequest, audit_row


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A request that wrote, or was kept from it: ``outcome`` is ``done``, ``refused`` or ``failed``.

    ``problem`` is the kind of problem that it was answered with, if it was not done. ``ids`` are those of the address and
    of what was made.
    """

    entry_id: str
    workspace_id: str
    key_id: str
    at: datetime
    operation: str
    ids: dict[str, str]
    outcome: str
    problem: str | None
    request_id: str


class Audit:
    """The audit log of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note_done(self, request: WritingRequest) -> None:
        """Note a request that succeeded without writing anything."""
        now = self._database.now()
        self._database.write(lambda session: session.add(audit_row(request, now, {})))

    def note_problem(self, request: WritingRequest, problem: str, has_failed: bool) -> None:
        """Note a request that was refused, or that failed by a mistake of ours, with the kind of the problem."""
        now = self._database.now()

        def work(session: Session) -> None:
            row = session.get(AuditRow, request.entry_id)
            if row is None:
                row = audit_row(request, now, {})
                session.add(row)
            row.outcome, row.problem = "failed" if has_failed else "refused", problem

        self._database.write(work)

    def list(
        self,
        workspace_id: str,
        cursor: str | None = None,
        limit: int = 50,
        *,
        key_id: str | None = None,
        operation: str | None = None,
    ) -> Page[AuditEntry]:
        """Return a workspace's entries, newest first, of one key and one operation if they are given."""
        query = select(AuditRow).where(AuditRow.workspace_id == workspace_id)
        if key_id is not None:
            query = query.where(AuditRow.key_id == key_id)
        if operation is not None:
            query = query.where(AuditRow.operation == operation)
        if cursor is not None:
            query = query.where(AuditRow.entry_id < decode_cursor("audit", cursor))
        query = query.order_by(AuditRow.entry_id.desc()).limit(limit + 1)

        def work(session: Session) -> Page[AuditEntry]:
            rows = session.scalars(query).all()
            return cut_page(rows, limit, "audit", _record, lambda row: row.entry_id)

        return self._database.read(work)


def _record(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        entry_id=row.entry_id,
        workspace_id=row.workspace_id,
        key_id=row.key_id,
        at=row.at,
        operation=row.operation,
        ids=row.ids,
        outcome=row.outcome,
        problem=row.problem,
        request_id=row.request_id,
    )
