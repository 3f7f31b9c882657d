"""Which claims speak against publishing a page."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.translation import gettext as _

from wagtail_factcheck.models import PageClaim, PageResults
from wagtail_factcheck.settings import read_settings
from wagtail_factcheck.texts import find, html_of, lines_of
from wagtail_factcheck.wording import name_claims


def digest_of(page: Any) -> str:
    """Return what tells one text of a page from another."""
    return hashlib.sha256(f"{page.title}\n{html_of(lines_of(page))}".encode()).hexdigest()


def held_claims(page: Any) -> list[PageClaim]:
    """Return the claims that stand in the page as it is given and have a verdict that holds it back."""
    lines = lines_of(page)
    claims = PageClaim.objects.filter(results_id=page.pk, verdict__in=read_settings().hold_verdicts)
    return [claim for claim in claims if find(lines, claim.text)]


def reason_to_hold(page: Any) -> str:
    """Return why a page, as it is given, has to wait in a workflow; empty if nothing speaks against it."""
    results = PageResults.objects.filter(pk=page.pk).first()
    if results is None:
        return _("The claims have not been checked yet.")
    if results.digest != digest_of(page):
        return _("The text has changed since its claims were checked.")
    if results.is_running:
        return _("The claims are being checked.")
    held = held_claims(page)
    return name_claims(held) if held else ""
