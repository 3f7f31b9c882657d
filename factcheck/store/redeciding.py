"""Verdicts of checks follow what may be shown of the documents that they cite, so that lists say what each claim says.

A report stays as it was found, and evidence that may not be shown is left out whenever it is read; what a check's own
columns say of the verdict is kept in line here. Where an embargo will end by itself, ``redecide_at`` says when, and the
verdict is drawn anew before the next list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from factcheck.domain import DocumentStatus
from factcheck.judgement.withdrawal import withdraw_documents
from factcheck.portions import in_portions
from factcheck.store.causes import KEYS_A_STATEMENT
from factcheck.store.engine import Database
from factcheck.store.tables import CheckRow, CitationRow, DocumentRow
from factcheck.visibility import is_visible

# Reports held at a time: one may take a few hundred kilobytes, and thousands may cite one document.
CHECKS_AT_ONCE = 50


def redecide_citing(session: Session, now: datetime, document_keys: Collection[str]) -> None:
    """Draw the verdicts anew of all checks that cite one of these documents."""
    keys = sorted(document_keys)
    for portion in in_portions(keys, KEYS_A_STATEMENT):
        cited = CitationRow.document_key.in_(portion)
        _redecide_found(session, now, select(CitationRow.check_id).where(cited).distinct())


def redecide_due(database: Database, workspace_id: str) -> None:
    """Draw the verdicts anew of the workspace's checks for which an embargo has ended; whoever lists verdicts asks first."""
    now = database.now()
    due = _select_due(workspace_id, now)
    # Hardly ever is there one, and reading does not wait for those who write.
    if database.read(lambda session: session.scalar(due.limit(1))) is not None:
        database.write(lambda session: _redecide_found(session, now, due))


def _select_due(workspace_id: str, now: datetime) -> Select[str]:
    """Return the query for the ids of the workspace's checks for which an embargo has ended."""
    return select(CheckRow.check_id).where(CheckRow.workspace_id == workspace_id, CheckRow.redecide_at <= now)


def redecide_checks(session: Session, now: datetime, checks: Sequence[CheckRow]) -> None:
    """Set the verdict, the confidence and ``redecide_at`` of locked checks by what may be shown of their documents."""
    cited = _cited_documents(session, [check.check_id for check in checks])
    for check in checks:
        if check.report is not None:
            _redecide(check, now, cited.get(check.check_id, ()))


def lock_checks(session: Session, check_ids: Select[str]) -> Iterator[Sequence[CheckRow]]:
    """Lock the checks with these ids, a few at a time, and write what was changed of them before the next."""
    # Everyone locks checks in the order of their ids.
    found = sorted(session.scalars(check_ids))
    for portion in in_portions(found, CHECKS_AT_ONCE):
        some = CheckRow.check_id.in_(portion)
        yield session.scalars(select(CheckRow).where(some).order_by(CheckRow.check_id).with_for_update()).all()
        session.flush()


def _redecide_found(session: Session, now: datetime, check_ids: Select[str]) -> None:
    for checks in lock_checks(session, check_ids):
        redecide_checks(session, now, checks)


def _cited_documents(session: Session, check_ids: Sequence[str]) -> dict[str, list[DocumentRow]]:
    query = (
        select(CitationRow.check_id, DocumentRow)
        .join(DocumentRow, DocumentRow.document_key == CitationRow.document_key)
        .where(CitationRow.check_id.in_(check_ids))
    )
    cited: dict[str, list[DocumentRow]] = {}
    for check_id, document in session.execute(query):
        cited.setdefault(check_id, []).append(document)
    return cited


def _redecide(check: CheckRow, now: datetime, cited: Sequence[DocumentRow]) -> None:
    report = check.report or {}
    hidden = [document for document in cited if not is_visible(document, now)]
    shown = withdraw_documents(report, {document.document_id for document in hidden})
    check.verdict, check.confidence = shown["verdict"], shown["confidence"]
    embargoes = (document.embargoed_until for document in hidden if document.status == DocumentStatus.USABLE)
    check.redecide_at = min(filter(None, embargoes), default=None)
