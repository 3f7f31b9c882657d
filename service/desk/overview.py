"""The overview: what waits, what the last days brought, how long it took, what failed and why."""

from __future__ import annotations

from datetime import timedelta

from service.context import services, workspace_id
from service.desk.access import has_scope, needs
from service.desk.blueprint import blp
from service.desk.charts import build_days
from service.desk.rendering import render_page

DAYS = 14
MOST_FAILED = 20
SHARES = (0.5, 0.95, 0.99)


@blp.get("/overview")
@needs("claims:read")
def show_overview() -> str:
    """Show how the workspace's checks fare."""
    overview, now = services().store.overview, services().clock()
    figures = overview.read(workspace_id(), now - timedelta(days=DAYS))
    since = figures.waiting_since
    return render_page(
        "overview.html",
        figures=figures,
        waiting_seconds=(now - since).total_seconds() if since else 0,
        percentiles=[(share, figures.percentile(share)) for share in SHARES],
        days=build_days(figures.days, now.date(), DAYS),
        failed=overview.failed(workspace_id(), MOST_FAILED),
        unindexed=services().store.documents.failed(workspace_id(), MOST_FAILED) if has_scope("corpus:write") else [],
        may_write=has_scope("claims:write"),
    )
