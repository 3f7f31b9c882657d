"""Published pages in the archive: sent when they are published, withheld when taken back, deleted when deleted.

What could not be sent is kept in PendingDocument; ``manage.py factcheck_sync`` tries again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Site

from wagtail_factcheck.client import ServiceError, send
from wagtail_factcheck.models import PageResults, PendingDocument, all_pages
from wagtail_factcheck.settings import fields_of, name_of, read_settings
from wagtail_factcheck.texts import lines_of, plain_of

SEND_SECONDS = 5.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 60, 6 * 3600
NOT_FOUND = 404
logger = logging.getLogger(__name__)


def covers(page: Any) -> bool:
    """Say whether pages of this type are checked; an alias only repeats another page."""
    return bool(fields_of(type(page))) and not page.alias_of_id


def note(pages: Iterable[Any]) -> list[int]:
    """Remember that the documents of pages may have to change; return the ids of those that are covered."""
    ids = [page.pk for page in pages if read_settings().send_published and covers(page)]
    articles = dict(PageResults.objects.filter(pk__in=ids).values_list("pk", "article_id"))
    for page_id in ids:
        values = {"next_try_at": timezone.now(), "tries": 0}
        PendingDocument.objects.update_or_create(
            page_id=page_id,
            defaults={**values, "changes": F("changes") + 1},
            create_defaults={**values, "article_id": articles.get(page_id, "")},
        )
    return ids


def note_and_send(page: Any) -> None:
    """Send what has become of a page as soon as that is committed; if the service is away, it is tried again later."""
    for page_id in note([page]):
        transaction.on_commit(lambda page_id=page_id: deliver(page_id))


def note_tree(root: Any) -> None:
    """Remember a page and all below it: their addresses or who may read them have changed."""
    note(root.get_descendants(inclusive=True).filter(first_published_at__isnull=False).specific().iterator())


def deliver(page_id: int) -> bool:
    """Bring the archive to what a page is now; say whether nothing is left to do. Never raises ServiceError."""
    while pending := PendingDocument.objects.filter(page_id=page_id).first():
        try:
            _send_state(pending)
        except ServiceError as error:
            logger.warning("Page %s is not in the archive as it should be: %s", page_id, error)
            return _put_off(pending, error)
        if PendingDocument.objects.filter(pk=pending.pk, changes=pending.changes).delete()[0]:
            return True
    return True


def deliver_due() -> tuple[int, int]:
    """Try what is due again; return how many documents were brought up to date and how many still wait."""
    due = list(PendingDocument.objects.filter(next_try_at__lte=timezone.now()).values_list("page_id", flat=True))
    done = sum(deliver(page_id) for page_id in due)
    return done, PendingDocument.objects.count()


def build_document(page: Any) -> dict[str, Any]:
    """Return the document that a page makes; a page class may change it by a method ``factcheck_document``."""
    owner, site = page.owner, page.get_site() or Site.objects.filter(is_default_site=True).first()
    fields = {
        "text": plain_of(lines_of(page)),
        "title": page.title,
        "byline": (owner.get_full_name() or owner.get_username()) if owner else "",
        "publisher": (site and site.site_name) or getattr(django_settings, "WAGTAIL_SITE_NAME", ""),
        "url": page.full_url or "",
        "language": page.locale.language_code,
        "published_at": page.first_published_at and page.first_published_at.isoformat(),
        "updated_at": page.last_published_at and page.last_published_at.isoformat(),
        "status": "usable" if is_public(page) else "withheld",
    }
    document = {name: value for name, value in fields.items() if value}
    change = getattr(page, "factcheck_document", None)
    return change(document) if change else document


def is_public(page: Any) -> bool:
    """Say whether everybody may read a page."""
    return bool(page.live) and not page.get_view_restrictions().exists()


def _send_state(pending: PendingDocument) -> None:
    page = all_pages().filter(pk=pending.page_id).specific().first()
    address = "/v1/documents/" + quote(name_of(pending.page_id), safe="")
    if page is None:
        _delete(address)
        if pending.article_id:
            _delete("/v1/articles/" + quote(pending.article_id, safe=""))
        return
    document = build_document(page)
    if document.get("text"):
        send("PUT", address, document, timeout_seconds=SEND_SECONDS)
    else:
        _delete(address)


def _delete(address: str) -> None:
    try:
        send("DELETE", address, timeout_seconds=SEND_SECONDS)
    except ServiceError as error:
        if error.status != NOT_FOUND:
            raise


def _put_off(pending: PendingDocument, error: ServiceError) -> bool:
    """Try again ever more slowly; give up what the service refuses. Says whether nothing is left to do."""
    row = PendingDocument.objects.filter(pk=pending.pk)
    if not error.may_pass:
        row.filter(changes=pending.changes).delete()
        return False
    pause = min(FIRST_PAUSE_SECONDS * 2**pending.tries, LONGEST_PAUSE_SECONDS)
    row.update(tries=F("tries") + 1, next_try_at=timezone.now() + timedelta(seconds=pause), error=str(error))
    return False
