"""The queries that find rows which contradict others, or which have waited for longer than anything should.

Each returns the ids that name a place, for one kind of ``factcheck.doctor.findings``. What has waited is told only if
nobody works on its like at the moment: a long queue is no mistake.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, or_, select
from sqlalchemy.orm import aliased

from factcheck.store.records import UNFINISHED
from factcheck.store.tables import (
    ArticleRow,
    ArticleSentenceRow,
    AttemptRow,
    CheckRow,
    ChunkRow,
    CitationRow,
    ClaimBatchItemRow,
    ClaimBatchRow,
    ClaimRow,
    DeliveryRow,
    DocumentRow,
    IdempotencyRow,
    ImportRow,
    OutboxRow,
    RecheckCauseRow,
    VersionRow,
    WebhookRow,
)
from factcheck.store.webhook_records import ACTIVE, PENDING

Kinds = Sequence[tuple[str, Select[*tuple[Any, ...]]]]

EVENT_SECONDS = 120
DELIVERY_SECONDS = 300
RECHECK_SECONDS = 900
IMPORT_SECONDS = 2 * 3600

_CURRENT = and_(VersionRow.document_key == DocumentRow.document_key, VersionRow.version == DocumentRow.version)
_UNFINISHED_LATEST = and_(CheckRow.latest, CheckRow.status.in_(UNFINISHED))


def _is_without_work(belongs: ColumnElement[bool]) -> ColumnElement[bool]:
    return ~exists().where(_UNFINISHED_LATEST, belongs)


KINDS: Kinds = (
    (
        "claim-without-check",
        select(ClaimRow.claim_id).where(~exists().where(CheckRow.claim_id == ClaimRow.claim_id, CheckRow.latest)),
    ),
    (
        "check-without-result",
        select(CheckRow.check_id).where(
            or_(
                and_(CheckRow.status == "done", or_(CheckRow.report.is_(None), CheckRow.verdict.is_(None))),
                and_(CheckRow.status == "failed", CheckRow.problem.is_(None)),
            )
        ),
    ),
    (
        "document-without-text",
        select(DocumentRow.document_key)
        .outerjoin(VersionRow, _CURRENT)
        .where(
            DocumentRow.deleted_at.is_(None),
            or_(VersionRow.version.is_(None), VersionRow.sha256 != DocumentRow.sha256),
        ),
    ),
    (
        "deleted-text-kept",
        select(DocumentRow.document_key)
        .distinct()
        .join(VersionRow, VersionRow.document_key == DocumentRow.document_key)
        .where(DocumentRow.deleted_at.is_not(None)),
    ),
    (
        "deleted-cited",
        select(CitationRow.check_id, CitationRow.document_key)
        .outerjoin(DocumentRow, DocumentRow.document_key == CitationRow.document_key)
        .where(or_(DocumentRow.document_key.is_(None), DocumentRow.deleted_at.is_not(None))),
    ),
    (
        "workspace-crossed",
        select(CheckRow.claim_id, CheckRow.check_id)
        .join(ClaimRow, ClaimRow.claim_id == CheckRow.claim_id)
        .where(ClaimRow.workspace_id != CheckRow.workspace_id),
    ),
    (
        "workspace-crossed",
        select(CitationRow.check_id, CitationRow.document_key)
        .join(DocumentRow, DocumentRow.document_key == CitationRow.document_key)
        .where(DocumentRow.workspace_id != CitationRow.workspace_id),
    ),
    (
        "lines-lost",
        select(ChunkRow.import_id, ChunkRow.chunk_id).where(
            ChunkRow.status.in_(UNFINISHED), cast(ChunkRow.lines, String) == "[]"
        ),
    ),
    (
        "import-endless",
        select(ImportRow.import_id).where(
            ImportRow.status.in_(UNFINISHED),
            ~exists().where(ChunkRow.import_id == ImportRow.import_id, ChunkRow.status.in_(UNFINISHED)),
        ),
    ),
    (
        "batch-endless",
        select(ClaimBatchRow.batch_id).where(
            ClaimBatchRow.finished_at.is_(None),
            _is_without_work(
                exists().where(
                    ClaimBatchItemRow.batch_id == ClaimBatchRow.batch_id, ClaimBatchItemRow.claim_id == CheckRow.claim_id
                )
            ),
        ),
    ),
    (
        "article-endless",
        select(ArticleRow.article_id).where(
            ArticleRow.finished_at.is_(None),
            _is_without_work(
                exists().where(
                    ArticleSentenceRow.article_id == ArticleRow.article_id, ArticleSentenceRow.claim_id == CheckRow.claim_id
                )
            ),
        ),
    ),
)


def late_kinds(now: datetime) -> Kinds:
    """Return the queries whose answers depend on the time."""
    return (
        (
            "import-abandoned",
            select(ImportRow.import_id).where(
                ImportRow.status == "receiving", ImportRow.touched_at <= now - timedelta(seconds=IMPORT_SECONDS)
            ),
        ),
        (
            "event-waiting",
            select(OutboxRow.event_id).where(
                OutboxRow.sent_at.is_(None), OutboxRow.created_at <= now - timedelta(seconds=EVENT_SECONDS)
            ),
        ),
        ("webhook-stuck", _select_stuck_webhooks(now)),
        ("recheck-late", _select_late_rechecks(now)),
        (
            "answer-lost",
            select(IdempotencyRow.workspace_id, IdempotencyRow.key).where(
                IdempotencyRow.answer.is_(None),
                IdempotencyRow.made_at.is_not(None),
                IdempotencyRow.made_id.is_(None),
                IdempotencyRow.leased_until <= now,
                IdempotencyRow.expires_at > now,
            ),
        ),
    )


def _select_stuck_webhooks(now: datetime) -> Select[Any]:
    """Return the query for webhooks with something that is due for long, nothing on its way and no try lately."""
    since = now - timedelta(seconds=DELIVERY_SECONDS)
    other, tried = aliased(DeliveryRow), aliased(DeliveryRow)
    is_due = exists().where(
        DeliveryRow.webhook_id == WebhookRow.webhook_id, DeliveryRow.status == PENDING, DeliveryRow.due_at <= since
    )
    on_its_way = exists().where(other.webhook_id == WebhookRow.webhook_id, other.leased_until > now)
    lately = exists().where(
        tried.webhook_id == WebhookRow.webhook_id,
        AttemptRow.delivery_id == tried.delivery_id,
        AttemptRow.started_at > since,
    )
    return select(WebhookRow.webhook_id).where(WebhookRow.status == ACTIVE, is_due, ~on_its_way, ~lately)


def _select_late_rechecks(now: datetime) -> Select[Any]:
    """Return the query for claims whose recheck has been due for long, while no recheck is under way at all."""
    due = RecheckCauseRow.due_at <= now - timedelta(seconds=RECHECK_SECONDS)
    runs = exists().where(CheckRow.status.in_(UNFINISHED), ~CheckRow.latest)
    own = aliased(CheckRow)
    is_open = exists().where(own.claim_id == RecheckCauseRow.claim_id, own.status.in_(UNFINISHED))
    waits = exists().where(DocumentRow.document_key == RecheckCauseRow.document_key, DocumentRow.index_status == "queued")
    return select(RecheckCauseRow.claim_id).distinct().where(due, ~runs, ~is_open, ~waits)
