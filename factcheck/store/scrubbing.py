"""Keeping stored reports free of documents that may no longer be shown, whichever comes first: report or deletion.

A deletion takes the evidence out of the reports that cite the document; a report that arrives after it is relieved of
that evidence before it is written. On PostgreSQL the two meet at the document's row lock: a finishing check shares it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from factcheck.judgement.withdrawal import withdraw_document, withdraw_documents
from factcheck.report_json import cited_versions
from factcheck.store.redeciding import lock_checks, redecide_checks
from factcheck.store.tables import CitationRow, DocumentRow, VersionRow


def scrub_document(session: Session, now: datetime, document: DocumentRow) -> None:
    """Take a document's evidence out of all reports that cite it, and forget that they did."""
    citing = select(CitationRow.check_id).where(CitationRow.document_key == document.document_key)
    for checks in lock_checks(session, citing):
        for check in checks:
            if check.report is not None:
                check.report = withdraw_document(check.report, document.document_id)
        session.execute(
            delete(CitationRow).where(
                CitationRow.document_key == document.document_key,
                CitationRow.check_id.in_([check.check_id for check in checks]),
            )
        )
        redecide_checks(session, now, checks)


def without_missing(
    session: Session, report: dict[str, Any], document_keys: Collection[str]
) -> tuple[dict[str, Any], list[str]]:
    """Return the report without evidence from documents that are gone, and the keys that are still there.

    Evidence counts as there if its very version is stored under one of the keys, so a document that was deleted and sent
    again does not lend its name to what it said before. The rows stay locked against deletion until the commit.
    """
    live = (
        select(DocumentRow.document_key, DocumentRow.document_id)
        .where(DocumentRow.document_key.in_(sorted(set(document_keys))), DocumentRow.deleted_at.is_(None))
        .order_by(DocumentRow.document_id)
        .with_for_update(read=True)
    )
    document_ids = {key: document_id for key, document_id in session.execute(live)}
    stored = session.execute(
        select(VersionRow.document_key, VersionRow.version).where(VersionRow.document_key.in_(document_ids))
    )
    quotable = {(document_ids[key], version) for key, version in stored}
    gone = {document_id for document_id, version in cited_versions(report) - quotable}
    return (withdraw_documents(report, gone) if gone else report), sorted(document_ids)
