"""Which documents may be shown: the one rule for embargo, withholding and deletion, asked at every read."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from factcheck.domain import DocumentStatus


class DocumentState(Protocol):
    """What of a document decides whether it may be shown."""

    @property
    def status(self) -> str: ...

    @property
    def embargoed_until(self) -> datetime | None: ...

    @property
    def deleted_at(self) -> datetime | None: ...


def is_visible(document: DocumentState, now: datetime) -> bool:
    """Say whether the document may appear in reports and searches at the time ``now``."""
    if document.deleted_at is not None or document.status != DocumentStatus.USABLE:
        return False
    return document.embargoed_until is None or document.embargoed_until <= now
