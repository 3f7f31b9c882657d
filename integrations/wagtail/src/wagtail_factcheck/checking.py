"""Having a page checked, and keeping what comes of it."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from wagtail_factcheck import commenting, workflow
from wagtail_factcheck.client import ServiceError, send
from wagtail_factcheck.gate import digest_of, reason_to_hold
from wagtail_factcheck.models import PageClaim, PageResults, all_pages
from wagtail_factcheck.settings import name_of
from wagtail_factcheck.texts import html_of, lines_of

MOST_TITLE, MOST_HTML = 1000, 200_000
logger = logging.getLogger(__name__)


def latest_draft(page_id: int) -> Any:
    """Return a page as it was last saved."""
    return all_pages().get(pk=page_id).get_latest_revision_as_object()


def check(page: Any, user: Any) -> PageResults:
    """Send a page as it is given; the service checks only sentences that it did not have before. Raises ServiceError."""
    html = html_of(lines_of(page))
    if not html:
        raise ServiceError(_("The page has no text to check yet."))
    if len(html) > MOST_HTML:
        raise ServiceError(_("The page is too long to be checked."))
    body = {"html": html, "external_id": name_of(page.pk), "exclude_document_ids": [name_of(page.pk)]}
    if page.title.strip():
        body["title"] = page.title.strip()[:MOST_TITLE]
    article = send("POST", "/v1/articles", body)
    known = {"digest": digest_of(page), "requested_by": user if getattr(user, "pk", None) else None}
    return take_article(page.pk, article, known)


def refresh(page_id: int) -> PageResults | None:
    """Return the results of a page, after asking the service for what was not done yet. Raises ServiceError."""
    results = PageResults.objects.filter(pk=page_id).first()
    if results is not None and results.is_running:
        results = take_article(page_id, send("GET", f"/v1/articles/{quote(results.article_id, safe='')}"), {})
    return results


def take_article(page_id: int, article: dict[str, Any], known: dict[str, Any]) -> PageResults:
    """Keep what the service answers about a page, and what we ``known`` of the text that was sent."""
    values = {"article_id": article["article_id"], "status": article["status"], **known}
    with transaction.atomic():
        results, _made = PageResults.objects.update_or_create(pk=page_id, defaults=values)
        results.claims.all().delete()
        sentences = [sentence for sentence in article["sentences"] if sentence["claim"]]
        PageClaim.objects.bulk_create(_build_claim(results, place, one) for place, one in enumerate(sentences))
    settle(results)
    return results


def settle(results: PageResults) -> None:
    """Let comments and workflow follow the results of a page."""
    draft = latest_draft(results.pk)
    commenting.place_comments(results, draft)
    workflow.advance(draft, reason_to_hold(draft))


def submit(task_state: TaskState, user: Any) -> None:
    """Have a page checked that has come to the task of a workflow, once that is committed."""
    workflow.explain(task_state, _("The claims are being checked."))
    page_id = int(task_state.workflow_state.object_id)
    transaction.on_commit(lambda: check_held(page_id, user))


def check_held(page_id: int, user: Any) -> None:
    """Check the saved draft of a page that a workflow holds; if that fails, the status of the workflow says why."""
    page = latest_draft(page_id)
    state = workflow.held_state(page)
    if state is None:
        return
    try:
        check(page, user)
    except ServiceError as error:
        logger.warning("Page %s waits in a workflow: %s", page_id, error)
        workflow.explain(state, str(error))


def _build_claim(results: PageResults, place: int, sentence: dict[str, Any]) -> PageClaim:
    return PageClaim(results=results, place=place, text=sentence["selector"]["exact"], **state_of(sentence["claim"]))


def state_of(claim: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a claim of the service."""
    return {
        "claim_id": claim["claim_id"],
        "status": claim["status"],
        "verdict": claim.get("verdict") or "",
        "confidence": claim.get("confidence"),
    }
