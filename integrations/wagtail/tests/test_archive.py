"""Published pages in the archive, with the real service."""

from __future__ import annotations

from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail_factcheck import archive, checking
from wagtail_factcheck.client import ServiceError, send
from wagtail_factcheck.models import PageResults, PendingDocument
from wagtail_factcheck.settings import name_of

from tests.newsroom.models import ArticlePage, SectionPage
from tests.pages import CORRECTED, FALSE, TRUE, NewsroomCase, rich

AWAY = {**settings.WAGTAIL_FACTCHECK, "ADDRESS": "http://127.0.0.1:9"}


def fetch(path: str) -> dict[str, Any] | None:
    """Return what the service has there, None if it has nothing."""
    try:
        return send("GET", path)
    except ServiceError as error:
        if error.status != 404:
            raise
        return None


def stored(page_id: int) -> dict[str, Any] | None:
    """Return the document of a page, None if there is none."""
    return fetch(f"/v1/documents/{name_of(page_id)}")


class ArchiveTest(NewsroomCase):
    """What is published is sent, and follows."""

    def publish(self, page: ArticlePage) -> ArticlePage:
        """Publish the latest draft."""
        page.get_latest_revision().publish(user=self.writer)
        return ArticlePage.objects.get(pk=page.pk)

    def test_a_page_goes_to_the_archive_and_its_correction_is_a_version(self) -> None:
        page = self.write(TRUE, FALSE)
        assert stored(page.pk) is None
        page = self.publish(page)
        document = stored(page.pk)
        assert document is not None
        assert document["text"] == f"{TRUE}\n{FALSE}"
        assert (document["title"], document["byline"], document["publisher"]) == (
            "Floods and votes",
            "Bela Orsz",
            "Alm Courier",
        )
        assert (document["language"], document["status"], document["version"]) == ("en", "usable", 1)
        assert document["url"] == page.full_url
        page.body = rich(("key0", CORRECTED))
        page.save_revision()
        self.publish(page)
        corrected = stored(page.pk)
        assert corrected is not None
        assert (corrected["text"], corrected["version"]) == (CORRECTED, 2)

    def test_what_is_taken_back_is_withheld_and_what_is_deleted_is_gone_with_its_article(self) -> None:
        page = self.publish(self.write(TRUE))
        checking.check(page, self.writer)
        article_id = PageResults.objects.get(pk=page.pk).article_id
        page.unpublish()
        document = stored(page.pk)
        assert document is not None
        assert document["status"] == "withheld"
        page.delete()
        assert stored(page.pk) is None
        assert fetch(f"/v1/articles/{article_id}") is None
        assert not PendingDocument.objects.exists()

    def test_what_goes_with_its_parent_is_gone_too(self) -> None:
        section = self.home.add_child(instance=SectionPage(title="News", slug="news"))
        page = section.add_child(instance=ArticlePage(title="A", slug="a", lead=TRUE, live=False))
        page.save_revision()
        page = self.publish(page)
        assert stored(page.pk)
        section.delete()
        assert stored(page.pk) is None

    def test_what_not_everybody_may_read_is_withheld(self) -> None:
        page = self.publish(self.write(TRUE))
        restriction = PageViewRestriction.objects.create(page=self.home, restriction_type="login")
        archive.deliver_due()
        assert (stored(page.pk) or {})["status"] == "withheld"
        restriction.delete()
        archive.deliver_due()
        assert (stored(page.pk) or {})["status"] == "usable"

    def test_an_address_that_changes_follows(self) -> None:
        section = self.home.add_child(instance=SectionPage(title="News", slug="news"))
        page = self.publish(self.write(TRUE))
        page.move(section, pos="last-child")
        archive.deliver_due()
        assert "/news/" in (stored(page.pk) or {})["url"]

    def test_drafts_other_pages_and_copies_are_not_sent(self) -> None:
        page = self.write(TRUE)
        section = self.home.add_child(instance=SectionPage(title="News", slug="news"))
        section.save_revision().publish()
        page = self.publish(page)
        alias = page.create_alias(update_slug="again", parent=section)
        assert stored(section.pk) is None
        assert stored(alias.pk) is None

    def test_what_could_not_be_sent_is_sent_later(self) -> None:
        page = self.write(TRUE)
        with override_settings(WAGTAIL_FACTCHECK=AWAY):
            self.publish(page)
            call_command("factcheck_sync", stdout=StringIO())
        pending = PendingDocument.objects.get(page_id=page.pk)
        assert pending.tries == 1
        assert "can’t be reached" in pending.error
        assert pending.next_try_at > timezone.now()
        PendingDocument.objects.update(next_try_at=timezone.now())
        said = StringIO()
        call_command("factcheck_sync", stdout=said)
        assert "1 sent, 0 waiting" in said.getvalue()
        assert stored(page.pk)

    def test_what_the_service_refuses_is_not_tried_again(self) -> None:
        page = self.write(TRUE)
        with override_settings(WAGTAIL_FACTCHECK={**settings.WAGTAIL_FACTCHECK, "KEY": "fck_wrong"}):
            self.publish(page)
        assert not PendingDocument.objects.exists()
        assert stored(page.pk) is None

    def test_pages_from_before_can_be_sent(self) -> None:
        with override_settings(WAGTAIL_FACTCHECK={**settings.WAGTAIL_FACTCHECK, "SEND_PUBLISHED": False}):
            page = self.publish(self.write(TRUE))
        assert stored(page.pk) is None
        call_command("factcheck_sync", "--all", stdout=StringIO())
        assert stored(page.pk)

    def test_a_page_class_may_change_its_document(self) -> None:
        page = self.publish(self.write(TRUE))
        page.factcheck_document = lambda document: {**document, "publisher": "Someone"}
        assert archive.build_document(page)["publisher"] == "Someone"
