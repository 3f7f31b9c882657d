"""What the panel asks for. Browsers talk to Wagtail alone; each view asks for the right to edit that very page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from wagtail_factcheck import archive, checking, drafts, notices
from wagtail_factcheck.client import ServiceError, send
from wagtail_factcheck.models import PageClaim, PageResults, all_pages
from wagtail_factcheck.presenting import present_report, present_results

BAD_GATEWAY, UNPROCESSABLE = 502, 422
View = Callable[..., JsonResponse]


def of_editable_page(view: View) -> View:
    """Give the view the page that the address names, if whoever asks may edit it and it is of a type that is checked."""

    @wraps(view)
    def asked(request: HttpRequest, page_id: int, **rest: Any) -> JsonResponse:
        page = get_object_or_404(all_pages(), pk=page_id).specific
        if not page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        if not archive.covers(page):
            raise Http404
        try:
            return view(request, page, **rest)
        except ServiceError as error:
            return _answer(request, page, PageResults.objects.filter(pk=page.pk).first(), problem=str(error))

    return asked


@require_GET
@of_editable_page
def show(request: HttpRequest, page: Any) -> JsonResponse:
    """Answer what is known of the page, after asking the service for what was not done yet.

    Comments follow what was saved since, which Wagtail may have done by itself.
    """
    results = checking.refresh(page.pk)
    if results is not None:
        checking.settle(results)
    return _answer(request, page, results)


@require_POST
@of_editable_page
def check(request: HttpRequest, page: Any) -> JsonResponse:
    """Send the draft as it stands in the editor, saved or not."""
    try:
        draft = drafts.read_draft(page, request)
    except drafts.UnreadableDraftError as error:
        results = PageResults.objects.filter(pk=page.pk).first()
        return _answer(request, page, results, problem=str(error), status=UNPROCESSABLE)
    return _answer(request, page, checking.check(draft, request.user))


@require_POST
@of_editable_page
def dismiss(request: HttpRequest, page: Any) -> JsonResponse:
    """Take it that the changes have been seen."""
    notices.dismiss(page.pk)
    return _answer(request, page, PageResults.objects.filter(pk=page.pk).first())


@require_GET
@of_editable_page
def report(request: HttpRequest, page: Any, claim_id: str) -> JsonResponse:
    """Answer the report on a claim of the page."""
    get_object_or_404(PageClaim.objects.filter(results_id=page.pk, claim_id=claim_id)[:1])
    claim = send("GET", f"/v1/claims/{claim_id}")
    PageClaim.objects.filter(results_id=page.pk, claim_id=claim_id).update(**checking.state_of(claim))
    context = {"report": present_report(claim)}
    return JsonResponse({"html": render_to_string("wagtail_factcheck/report.html", context, request)})


def _answer(
    request: HttpRequest, page: Any, results: PageResults | None, *, problem: str = "", status: int = BAD_GATEWAY
) -> JsonResponse:
    context = present_results(page.pk, results, problem)
    html = render_to_string("wagtail_factcheck/results.html", context, request)
    said = {
        "html": html,
        "running": bool(results and results.is_running and not problem),
        "comments": drafts.present_comments(page, request.user),
    }
    return JsonResponse(said, status=status if problem else 200)
