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
from factcheck.store.tables.progress import ArticleRow, ArticleSentenceRow, ClaimBatchItemRow, ClaimBatchRow

__all__ = [
    "ApiKeyRow",
    "ArticleRow",
    "ArticleSentenceRow",
    "Base",
    "CheckRow",
    "ChunkRow",
    "CitationRow",
    "ClaimBatchItemRow",
    "ClaimBatchRow",
    "ClaimRow",
    "DeskSessionRow",
    "DocumentRow",
    "ImportRow",
    "LineErrorRow",
    "OutboxRow",
    "VersionRow",
    "WorkspaceRow",
]
