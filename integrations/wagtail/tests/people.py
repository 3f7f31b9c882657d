"""The site of the small newsroom and who works there."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Locale, Page, Site

PASSWORD = "a long word of the tests"
EDITS = ("add_page", "change_page")


def make_newsroom() -> tuple[Page, list[Any]]:
    """Return the home page and four people: an administrator, a writer who may publish, an intern who may not, a reader."""
    Locale.objects.get_or_create(language_code="en")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    home = root.add_child(instance=Page(title="Alm Courier", slug=f"home-{uuid.uuid4().hex}"))
    site = {"hostname": "127.0.0.1", "root_page": home, "site_name": "Alm Courier"}
    Site.objects.update_or_create(is_default_site=True, defaults=site)
    administrator = get_user_model().objects.create_superuser("ada", "ada@alm-courier.example", PASSWORD)
    writer = _hire(home, "bela", (*EDITS, "publish_page"), first_name="Bela", last_name="Orsz")
    return home, [administrator, writer, _hire(home, "dora", EDITS), _hire(home, "cleo", ())]


def _hire(home: Page, name: str, may: tuple[str, ...], **fields: str) -> Any:
    user = get_user_model().objects.create_user(name, f"{name}@alm-courier.example", PASSWORD, **fields)
    group = Group.objects.create(name=name)
    user.groups.add(group)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in may:
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=home, permission=permission)
    return user
