"""The panel for page editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from wagtail_factcheck.models import PageResults
from wagtail_factcheck.presenting import present_results

HEADING = _("Factcheck")


class FactcheckPanel(Panel):
    """Lists the claims of a page with verdicts and evidence, and has its draft checked."""

    def __init__(self, heading: Any = HEADING, icon: str = "circle-check", **kwargs: Any) -> None:
        super().__init__(heading=heading, icon=icon, **kwargs)

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page."""

        template_name = "wagtail_factcheck/panel.html"

        class Media:
            css = {"all": ("wagtail_factcheck/panel.css",)}  # noqa: RUF012 -- as Django declares it.
            js = ("wagtail_factcheck/panel.js",)

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """Return what is known of the page; a page that was never saved has no address yet."""
            page_id = self.instance.pk or 0
            results = PageResults.objects.filter(pk=page_id).first()
            return {
                **super().get_context_data(parent_context),
                "address": reverse("wagtail_factcheck_admin:show", args=(page_id,)),
                "page_id": page_id or "",
                "running": bool(results and results.is_running),
                **present_results(page_id, results),
            }
