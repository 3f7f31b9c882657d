"""What stands in an editor: its form read without saving anything, as Wagtail's preview does; and its comments."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from wagtail_factcheck.checking import latest_draft


class UnreadableDraftError(Exception):
    """The form is not filled in so that it could be read; the message names the fields."""


def read_draft(page: Any, request: HttpRequest) -> Any:
    """Return the page as the form of the request has it; as it was last saved if the request has no form.

    Raises UnreadableDraftError.
    """
    draft = latest_draft(page.pk)
    if "title" not in request.POST:
        return draft
    form = _build_form(draft, request.user, request.POST)
    form.defer_required_fields()
    if not form.is_valid():
        labels = [str(form.fields[name].label or name) for name in form.errors if name in form.fields]
        raise UnreadableDraftError(
            _("The draft can’t be read yet: %(fields)s.") % {"fields": get_text_list(labels, _("and"))}
        )
    return form.save(commit=False)


def present_comments(page: Any, user: Any) -> dict[str, Any] | None:
    """Return the open comments as Wagtail's editor takes them; None if this Wagtail can't take any while it is open."""
    form = _build_form(latest_draft(page.pk), user)
    return form.serialize_comments(user) if hasattr(form, "serialize_comments") else None


def _build_form(draft: Any, user: Any, *data: Any) -> Any:
    form_class = draft.get_edit_handler().get_form_class()
    return form_class(*data, instance=draft, parent_page=draft.get_parent().specific, for_user=user)
