"""Telling owners that the evidence of their pages has changed: by mail, in the editor, on the administration's home."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.admin.mail import send_mail
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_admin_base_url
from wagtail.users.models import UserProfile

from wagtail_factcheck.models import EvidenceChange, all_pages
from wagtail_factcheck.wording import name_verdict

MOST_PAGES = 5
logger = logging.getLogger(__name__)


def dismiss(page_id: int) -> None:
    """Take it that the changes have been seen."""
    EvidenceChange.objects.filter(page_id=page_id, dismissed_at=None).update(dismissed_at=timezone.now())


def tell_owner(page: Any, change: EvidenceChange) -> None:
    """Send a change by mail, in the owner's language; nobody is told if the page has no owner with an address."""
    owner = page.owner
    if owner is None or not owner.is_active or not owner.email:
        return
    with override(UserProfile.get_for_user(owner).get_preferred_language()):
        context = {
            "page": page,
            "text": change.text,
            "before": name_verdict(change.before),
            "now": name_verdict(change.verdict),
            "address": (get_admin_base_url() or "") + reverse("wagtailadmin_pages:edit", args=(page.pk,)),
        }
        subject = render_to_string("wagtail_factcheck/changed_subject.txt", context).strip()
        text = render_to_string("wagtail_factcheck/changed.txt", context)
    try:
        send_mail(subject, text, [owner.email])
    except (OSError, SMTPException):
        logger.exception("The owner of page %s could not be told", page.pk)


class ChangedPages(Component):
    """The pages of who looks at the home of the administration whose evidence has changed."""

    name = "factcheck"
    order = 50
    template_name = "wagtail_factcheck/home.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the pages, at most five."""
        changed = EvidenceChange.objects.filter(dismissed_at=None).values("page_id")
        request = (parent_context or {})["request"]
        return {"pages": all_pages().filter(pk__in=changed, live=True, owner=request.user)[:MOST_PAGES]}
