"""Which documents may be shown: the one rule for embargo, withholding and deletion, asked at every read."""

from __future__ import annotations

from datetime import datetime

from factcheck.domain import DocumentStatus
from factcheck.store.records import Document


def is_visible(document: Document, now: datetime) -> bool:
    """Say whether the document may appear in reports and searches at the time ``now``."""
    if document.deleted_at is not None or document.status != DocumentStatus.USABLE:
        return False
    return document.embargoed_until is None or document.embargoed_until <= now
