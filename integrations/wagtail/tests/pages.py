"""Pages, people and documents that the tests begin with."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import TransactionTestCase
from wagtail.models import GroupPagePermission, Locale, Page, Site
from wagtail_factcheck.client import send

from tests.newsroom.models import ArticlePage

VOTE = "Voters in Torrenburg approved the new tram line in a referendum on Sunday. Turnout was 61 percent."
FLOOD = "Around {} people had to leave their homes in Ostervale on Thursday after the river Sorne had burst its banks."
TRUE = "Voters in Torrenburg approved the new tram line."
FALSE = "Around 5,400 people had to leave their homes in Ostervale on Thursday."
CORRECTED = "Around 2,400 people had to leave their homes in Ostervale on Thursday."
MOST_SECONDS = 60


def put(document_id: str, text: str) -> None:
    """Put a document into the archive and wait until it can be found."""
    send("PUT", f"/v1/documents/{document_id}", {"text": text, "title": document_id, "publisher": "Wire"})
    wait_for(lambda: send("GET", f"/v1/documents/{document_id}")["index_status"] == "indexed")


def wait_for(is_so: Any) -> None:
    """Ask until something is so; the service answers at once, so the asking itself is the pause."""
    until = time.monotonic() + MOST_SECONDS
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError


def rich(*paragraphs: tuple[str, str]) -> str:
    """Return rich text as Wagtail stores it, of keys and texts."""
    return "".join(f'<p data-block-key="{key}">{text}</p>' for key, text in paragraphs)


def stream(kind: str, value: Any) -> tuple[str, str]:
    """Return one StreamField block as it is stored, and its id."""
    block_id = str(uuid.uuid4())
    return json.dumps([{"type": kind, "value": value, "id": block_id}]), block_id


class NewsroomCase(TransactionTestCase):
    """A site with a home page, an administrator, a writer who may publish, an intern who may not, and a reader.

    Transactions are real, since much is done once one is committed.
    """

    def setUp(self) -> None:
        """Make the site and the people."""
        Locale.objects.get_or_create(language_code="en")
        root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
        self.home = root.add_child(instance=Page(title="Alm Courier", slug=f"home-{uuid.uuid4().hex}"))
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "127.0.0.1", "root_page": self.home, "site_name": "Alm Courier"}
        )
        users = get_user_model().objects
        self.admin = users.create_superuser("ada", "ada@alm-courier.example", "word")
        self.writer = users.create_user("bela", "bela@alm-courier.example", "word", first_name="Bela", last_name="Orsz")
        self.intern = users.create_user("dora", "dora@alm-courier.example", "word")
        self.reader = users.create_user("cleo", "cleo@alm-courier.example", "word")
        self._permit(self.writer, "add_page", "change_page", "publish_page")
        self._permit(self.intern, "add_page", "change_page")

    def tearDown(self) -> None:
        """Take what the pages left in the archive away, so that it is no evidence in the next test."""
        for document in send("GET", "/v1/documents?limit=200")["items"]:
            if document["document_id"].startswith("wagtail-"):
                send("DELETE", f"/v1/documents/{document['document_id']}")

    def _permit(self, user: Any, *names: str) -> None:
        group = Group.objects.create(name=user.get_username())
        user.groups.add(group)
        access = group.permissions.model.objects.get(codename="access_admin")
        group.permissions.add(access)
        for name in names:
            permission = group.permissions.model.objects.get(codename=name, content_type__app_label="wagtailcore")
            GroupPagePermission.objects.create(group=group, page=self.home, permission=permission)

    def write(self, *sentences: str, owner: Any = None, **fields: Any) -> ArticlePage:
        """Return a saved draft whose body has a paragraph for each sentence."""
        body = rich(*((f"key{number}", text) for number, text in enumerate(sentences)))
        values = {"title": "Floods and votes", "body": body, "owner": owner or self.writer, "live": False, **fields}
        page = self.home.add_child(instance=ArticlePage(slug=uuid.uuid4().hex, **values))
        page.save_revision(user=page.owner)
        return page

    def sign_in(self, user: Any) -> None:
        """Let the client be somebody."""
        self.client.force_login(user)
