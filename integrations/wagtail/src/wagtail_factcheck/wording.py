"""What things are called."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_factcheck.models import PageClaim

VERDICT_NAMES = {
    "supported": gettext_lazy("Supported"),
    "refuted": gettext_lazy("Refuted"),
    "disputed": gettext_lazy("Disputed"),
    "outdated": gettext_lazy("Outdated"),
    "not_enough_evidence": gettext_lazy("Not enough evidence"),
}


def name_verdict(verdict: str, status: str = "done") -> str:
    """Return what a verdict is called, or how far its check is."""
    if verdict:
        return str(VERDICT_NAMES.get(verdict, verdict))
    return _("Could not be checked") if status in ("failed", "canceled") else _("Being checked …")


def name_claims(claims: Iterable[PageClaim]) -> str:
    """Return verdicts and sentences in one line."""
    return " ".join(f"{name_verdict(claim.verdict, claim.status)}: “{claim.text}”" for claim in claims)
