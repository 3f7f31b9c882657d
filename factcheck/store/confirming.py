"""What the latest check takes over from a recheck that has found the same verdict and evidence.

Beside the evidence a report has what a new document may change without taking a side: gaps, the nearest passage, and how
the published fact checks match.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.store.redeciding import redecide_checks
from factcheck.store.tables import CheckRow, CitationRow

BESIDE_EVIDENCE = ("gaps", "nearest", "prior_checks")


def take_over(session: Session, now: datetime, latest: CheckRow, recheck: CheckRow) -> None:
    """Let the latest check's report show what the recheck found beside the evidence, and cite what it then shows."""
    if latest.report is None or recheck.report is None:
        return
    found = {name: recheck.report[name] for name in BESIDE_EVIDENCE if name in recheck.report}
    if all(latest.report.get(name) == value for name, value in found.items()):
        return
    latest.report = {**latest.report, **found}
    # A deletion finds the report by these.
    cited, new = _cited_by(session, latest), _cited_by(session, recheck)
    session.add_all(
        CitationRow(check_id=latest.check_id, document_key=key, workspace_id=latest.workspace_id)
        for key in sorted(new - cited)
    )
    session.flush()
    redecide_checks(session, now, [latest])


def _cited_by(session: Session, check: CheckRow) -> set[str]:
    return set(session.scalars(select(CitationRow.document_key).where(CitationRow.check_id == check.check_id)))
