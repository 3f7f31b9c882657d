"""Which claims speak against publishing a page."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wagtail_factcheck.models import DONE, PageClaim, PageResults
from wagtail_factcheck.settings import read_settings
from wagtail_factcheck.texts import find, html_of, lines_of
from wagtail_factcheck.wording import name_claims


def digest_of(page: Any) -> str:
    """Return what tells one text of a page from another."""
    return hashlib.sha256(f"{page.title}\n{html_of(lines_of(page))}".encode()).hexdigest()


def held_claims(page: Any) -> list[PageClaim]:
    """Return the claims that stand in the page as it is given and have a verdict that holds it back."""
    return _standing(page, PageClaim.objects.filter(verdict__in=read_settings().hold_verdicts))


def unchecked_claims(page: Any) -> list[PageClaim]:
    """Return the claims that stand in the page as it is given and whose check came to no end."""
    return _standing(page, PageClaim.objects.exclude(status=DONE))


def reason_to_hold(page: Any) -> str:
    """Return why a page, as it is given, has to wait in a workflow; empty if nothing speaks against it."""
    results = PageResults.objects.filter(pk=page.pk).first()
    if results is None:
        return _("The claims have not been checked yet.")
    if results.digest != digest_of(page):
        return _("The text has changed since its claims were checked.")
    if results.is_running:
        return _("The claims are being checked.")
    reasons = [name_claims(held_claims(page))]
    if unchecked := unchecked_claims(page):
        reasons.append(_("Check the claims again: %(claims)s") % {"claims": name_claims(unchecked)})
    return " ".join(filter(None, reasons))


def _standing(page: Any, claims: QuerySet[PageClaim]) -> list[PageClaim]:
    lines = lines_of(page)
    return [claim for claim in claims.filter(results_id=page.pk) if find(lines, claim.text)]
