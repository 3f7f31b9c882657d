"""What the app adds to Wagtail's administration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from wagtail_factcheck import checking, gate, notices
from wagtail_factcheck.archive import covers
from wagtail_factcheck.models import PageResults
from wagtail_factcheck.settings import read_settings
from wagtail_factcheck.wording import name_claims


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add what the panel asks for; Wagtail lets only those in who may use its administration."""
    return [path("factcheck/", include("wagtail_factcheck.admin_urls"))]


@hooks.register("construct_homepage_panels")
def add_changed_pages(_request: HttpRequest, panels: list[Any]) -> None:
    """Tell owners on the administration's home which of their pages have changed evidence."""
    panels.append(notices.ChangedPages())


@hooks.register("after_edit_page")
def follow_draft(request: HttpRequest, page: Any) -> None:
    """Let comments and workflow follow a saved draft.

    Not when Wagtail saves by itself: the editor stays open then, with the comments that it knows.
    """
    if request.headers.get("accept") == "application/json":
        return
    results = PageResults.objects.filter(pk=page.pk).first()
    if results is not None:
        checking.settle(results)


@hooks.register("before_publish_page")
def refuse_to_publish(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Send back to the editor what may not be published yet, with a sentence that says why."""
    claims = _held(page)
    if not claims:
        return None
    messages.error(request, _describe(page, claims))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def refuse_to_publish_many(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Publish none of several pages while one of them may not be published."""
    if action_type != "publish":
        return None
    pages = list(objects)
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        pages += [below for page in objects for below in page.get_descendants()]
    refused = [(page, _held(page)) for page in (one.get_latest_revision_as_object() for one in pages)]
    refused = [(page, claims) for page, claims in refused if claims]
    for page, claims in refused:
        messages.error(request, _describe(page, claims))
    return redirect("wagtailadmin_home") if refused else None


def _held(page: Any) -> list[Any]:
    """Return the claims that keep a page from being published; a public page may always be corrected."""
    if page.live or not read_settings().block_publishing or not covers(page):
        return []
    return gate.held_claims(page)


def _describe(page: Any, claims: list[Any]) -> str:
    return _("Factcheck: “%(title)s” is not published. Correct its claims and check again. %(claims)s") % {
        "title": page.get_admin_display_title(),
        "claims": name_claims(claims),
    }
