"""Pages and documents that the tests begin with."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

from django.test import TransactionTestCase
from wagtail_factcheck import checking
from wagtail_factcheck.client import send
from wagtail_factcheck.models import PageClaim

from tests.newsroom.models import ArticlePage
from tests.people import make_newsroom

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
    """The newsroom, anew for each test. Transactions are real, since much is done once one is committed."""

    def setUp(self) -> None:
        """Make the site and the people."""
        self.home, people = make_newsroom()
        self.admin, self.writer, self.intern, self.reader = people

    def tearDown(self) -> None:
        """Take what the pages left in the archive away, so that it is no evidence in the next test."""
        for document in send("GET", "/v1/documents?limit=200")["items"]:
            if document["document_id"].startswith("wagtail-"):
                send("DELETE", f"/v1/documents/{document['document_id']}")

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


class CheckingCase(NewsroomCase):
    """The archive knows better than the draft."""

    @classmethod
    def setUpClass(cls) -> None:
        """Fill the archive."""
        super().setUpClass()
        put("vote", VOTE)
        put("flood", FLOOD.format("2,400"))

    def check(self, page: ArticlePage, user: Any = None) -> dict[str, str]:
        """Have a saved draft checked and return the verdicts by sentence."""
        checking.check(page, user or self.writer)
        return self.finish(page)

    def finish(self, page: ArticlePage) -> dict[str, str]:
        """Wait for the check and return the verdicts by sentence."""
        wait_for(lambda: not checking.refresh(page.pk).is_running)
        return {claim.text: claim.verdict for claim in PageClaim.objects.filter(results_id=page.pk)}
