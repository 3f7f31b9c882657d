"""The tables, typed. Rows stay inside the store: whoever calls it gets the frozen records of ``records``.

Every module of this package is imported here, so that ``Base.metadata`` knows all tables.
"""

from __future__ import annotations

from factcheck.store.tables.base import Base
from factcheck.store.tables.core import (
    ApiKeyRow,
    CheckRow,
    ChunkRow,
    CitationRow,
    ClaimRow,
    DocumentRow,
    ImportRow,
    LineErrorRow,
    OutboxRow,
    VersionRow,
    WorkspaceRow,
)
from factcheck.store.tables.desk import DeskSessionRow
from factcheck.store.tables.editorial import FeedbackRow, ReviewRow, SigningKeyRow, WorkspaceSettingsRow
from factcheck.store.tables.progress import ArticleRow, ArticleSentenceRow, ClaimBatchItemRow, ClaimBatchRow
from factcheck.store.tables.requests import AuditRow, CorpusStateRow, IdempotencyRow, ShareRow
from factcheck.store.tables.watching import CheckNoteRow, ClaimWatchRow, MatchingRow, ProbeRow, RecheckCauseRow
from factcheck.store.tables.webhooks import AttemptRow, DeliveryRow, WebhookRow

__all__ = [
    "ApiKeyRow",
    "ArticleRow",
    "ArticleSentenceRow",
    "AttemptRow",
    "AuditRow",
    "Base",
    "CheckNoteRow",
    "CheckRow",
    "ChunkRow",
    "CitationRow",
    "ClaimBatchItemRow",
    "ClaimBatchRow",
    "ClaimRow",
    "ClaimWatchRow",
    "CorpusStateRow",
    "DeliveryRow",
    "DeskSessionRow",
    "DocumentRow",
    "FeedbackRow",
    "IdempotencyRow",
    "ImportRow",
    "LineErrorRow",
    "MatchingRow",
    "OutboxRow",
    "ProbeRow",
    "RecheckCauseRow",
    "ReviewRow",
    "ShareRow",
    "SigningKeyRow",
    "VersionRow",
    "WebhookRow",
    "WorkspaceRow",
    "WorkspaceSettingsRow",
]
