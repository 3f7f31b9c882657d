"""Results and reports as the templates show them. Everything from the service is text, never markup."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_factcheck.models import EvidenceChange, PageClaim, PageResults
from wagtail_factcheck.settings import read_settings
from wagtail_factcheck.wording import name_claims, name_verdict

WEB = ("http://", "https://")
MOST_SHOWN = 20


def present_results(page_id: int, results: PageResults | None, problem: str = "") -> dict[str, Any]:
    """Return what the panel shows of a page."""
    claims = list(results.claims.all()) if results else []
    done = sum(claim.status not in ("queued", "running") for claim in claims)
    held = [claim for claim in claims if claim.verdict in read_settings().hold_verdicts]
    return {
        "problem": problem,
        "changes": open_changes(page_id),
        "results": results,
        "claims": [_present_claim(page_id, claim) for claim in claims],
        "done": done,
        "progress": _("%(done)d of %(all)d checked") % {"done": done, "all": len(claims)},
        "held": name_claims(held),
    }


def present_report(claim: dict[str, Any]) -> dict[str, Any]:
    """Return what is shown of a claim: reasons, both sides, how many independent origins, what nothing speaks of."""
    origins = claim.get("independent_origins") or {}
    sides = [
        _present_side("conflicting", _("Conflicting"), claim, origins),
        _present_side("supporting", _("Supporting"), claim, origins),
    ]
    return {
        "status": name_verdict(claim.get("verdict") or "", claim["status"]),
        "reasons": claim.get("reasons") or [],
        "sides": [side for side in sides if side["evidence"]],
        "gaps": [gap["text"] for gap in claim.get("gaps") or []],
        "prior_checks": [{**prior, "address": web_address(prior.get("url"))} for prior in claim.get("prior_checks") or []],
    }


def web_address(*addresses: str | None) -> str:
    """Return the first that is one of the web: they come from the archive, and only those become links."""
    return next((one for one in addresses if one and one.lower().startswith(WEB)), "")


def open_changes(page_id: int) -> list[dict[str, Any]]:
    """Return the changes of a page that nobody has dismissed, newest first, as they are shown."""
    rows = EvidenceChange.objects.filter(page_id=page_id, dismissed_at=None)[:MOST_SHOWN]
    return [{"text": row.text, "before": name_verdict(row.before), "now": name_verdict(row.verdict)} for row in rows]


def _present_claim(page_id: int, claim: PageClaim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "verdict": claim.verdict or "none",
        "name": name_verdict(claim.verdict, claim.status),
        "address": reverse("wagtail_factcheck_admin:report", args=(page_id, claim.claim_id)),
    }


def _present_side(stance: str, name: str, claim: dict[str, Any], origins: dict[str, int]) -> dict[str, Any]:
    count = origins.get(stance, 0)
    return {
        "stance": stance,
        "name": name,
        "origins": ngettext("%(count)d origin", "%(count)d origins", count) % {"count": count} if count else "",
        "evidence": [_present_piece(piece) for piece in claim.get("evidence") or [] if piece["stance"] == stance],
    }


def _present_piece(piece: dict[str, Any]) -> dict[str, Any]:
    document = piece["document"]
    return {
        "quote": piece["quote"],
        "title": document["title"] or document["document_id"],
        "publisher": document["publisher"] or "",
        "published_at": _read_time(document["published_at"]),
        "address": web_address(document.get("link"), document["url"]),
    }


def _read_time(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None
