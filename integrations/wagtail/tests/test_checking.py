"""From a draft to results, comments and a held workflow, with the real service."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.test import SimpleTestCase, override_settings
from django.urls import reverse
from wagtail.models import Comment
from wagtail_factcheck.client import send
from wagtail_factcheck.models import ClaimComment, PageClaim, PageResults
from wagtail_factcheck.presenting import web_address

from tests.newsroom.models import ArticlePage, SectionPage
from tests.pages import CORRECTED, FALSE, TRUE, CheckingCase, rich, wait_for

MILL = "The old mill in Harrow was sold to 12 farmers."


class CommentsTest(CheckingCase):
    """Comments follow the verdicts."""

    def comments(self, page: ArticlePage) -> list[Comment]:
        """Return the open comments."""
        return list(Comment.objects.filter(page_id=page.pk, resolved_at=None))

    def test_a_comment_stands_at_the_false_sentence_until_it_is_corrected(self) -> None:
        page = self.write(TRUE, FALSE)
        assert self.check(page) == {TRUE: "supported", FALSE: "refuted"}
        (comment,) = self.comments(page)
        assert (comment.contentpath, comment.user) == ("body", self.writer)
        assert json.loads(comment.position) == [{"key": "key1", "start": 0, "end": len(FALSE)}]
        assert comment.text.startswith(f"Factcheck: Refuted. “{FALSE}”")

        page.body = rich(("key0", TRUE), ("key1", CORRECTED))
        page.save_revision()
        assert self.check(page) == {TRUE: "supported", CORRECTED: "supported"}
        assert self.comments(page) == []
        comment.refresh_from_db()
        assert comment.resolved_by is None

    def test_checked_twice_there_is_one_comment(self) -> None:
        page = self.write(FALSE)
        self.check(page)
        self.check(page)
        assert len(self.comments(page)) == 1

    def test_a_comment_that_somebody_has_resolved_or_deleted_is_not_made_again(self) -> None:
        page = self.write(FALSE)
        self.check(page)
        Comment.objects.filter(page_id=page.pk).update(resolved_at="2024-01-01T00:00Z", resolved_by=self.writer)
        self.check(page)
        assert self.comments(page) == []
        Comment.objects.filter(page_id=page.pk).delete()
        self.check(page)
        assert self.comments(page) == []
        assert ClaimComment.objects.filter(page_id=page.pk).count() == 1

    def test_what_an_open_editor_saves_anew_goes_away(self) -> None:
        page = self.write(FALSE)
        self.check(page)
        (comment,) = self.comments(page)
        page.body = rich(("key0", CORRECTED))
        page.save_revision()
        self.check(page)
        Comment.objects.create(page_id=page.pk, user=self.writer, text=comment.text, contentpath="body")
        Comment.objects.create(page_id=page.pk, user=self.writer, text="Nice.", contentpath="body")
        self.check(page)
        assert [left.text for left in self.comments(page)] == ["Nice."]

    @override_settings(LANGUAGE_CODE="de")
    def test_a_comment_speaks_the_language_of_its_author(self) -> None:
        page = self.write(FALSE)
        self.check(page)
        assert self.comments(page)[0].text.startswith("Factcheck: Widerlegt.")


class PanelTest(CheckingCase):
    """What the panel asks for."""

    def ask(self, page: ArticlePage, path: str = "", data: Any = None) -> dict[str, Any]:
        """Ask one of the views, with data by POST."""
        address = reverse("wagtail_factcheck_admin:show", args=(page.pk,)) + path
        answer = self.client.get(address) if data is None else self.client.post(address, data)
        assert answer.status_code == 200, answer.content
        said: dict[str, Any] = answer.json()
        return said

    def check_typed(self, page: ArticlePage, lead: str) -> dict[str, Any]:
        """Have a form checked that is not saved, and ask until that is done."""
        typed = {"title": "Typed", "slug": page.slug, "lead": lead, "body": "null", "extras-count": "0"}
        comments = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
        said = self.ask(page, "check/", {**typed, **comments})
        while said["running"]:
            said = self.ask(page)
        return said

    def test_the_draft_is_checked_as_it_is_typed_and_saved_nowhere(self) -> None:
        page = self.write(TRUE)
        self.sign_in(self.writer)
        said = self.check_typed(page, FALSE)
        assert "factcheck-refuted" in said["html"]
        assert FALSE in said["html"]
        assert TRUE not in said["html"]
        # Older versions of Wagtail take no comments while the editor is open.
        assert said["comments"] is None or said["comments"]["comments"] == []
        assert ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object().lead == ""

    def test_a_comment_stands_at_a_checked_sentence_as_soon_as_it_is_saved(self) -> None:
        page = self.write(TRUE)
        self.sign_in(self.writer)
        self.check_typed(page, FALSE)
        assert not Comment.objects.filter(page_id=page.pk).exists()

        page.lead = FALSE
        page.save_revision()
        self.ask(page)
        assert Comment.objects.get(page_id=page.pk).contentpath == "lead"

    def test_the_report_shows_quotes_with_their_source_and_text_as_text(self) -> None:
        send("PUT", "/v1/documents/mill", {"text": MILL, "title": "<script>x</script>", "url": "https://wire.example/mill"})
        wait_for(lambda: send("GET", "/v1/documents/mill")["index_status"] == "indexed")
        page = self.write(MILL)
        assert self.check(page) == {MILL: "supported"}
        self.sign_in(self.writer)
        claim_id = PageClaim.objects.get(results_id=page.pk).claim_id
        html = self.ask(page, f"claims/{claim_id}/")["html"]
        assert f"<mark>{MILL}</mark>" in html
        assert 'href="https://wire.example/mill' in html
        assert "&lt;script&gt;x&lt;/script&gt;" in html
        assert "<script>" not in html

    def test_an_editor_reads_which_field_can_not_be_read(self) -> None:
        page = self.write(TRUE)
        self.sign_in(self.writer)
        typed = {"title": "", "slug": page.slug, "body": "null", "extras-count": "0"}
        answer = self.client.post(reverse("wagtail_factcheck_admin:check", args=(page.pk,)), typed)
        assert answer.status_code == 422
        assert "can’t be read yet: Title" in answer.json()["html"]

    def test_nobody_sees_a_page_that_he_may_not_edit(self) -> None:
        page = self.write(TRUE)
        for path, method in (("", "get"), ("check/", "post"), ("dismiss/", "post"), ("claims/clm_0/", "get")):
            address = reverse("wagtail_factcheck_admin:show", args=(page.pk,)) + path
            self.client.logout()
            assert getattr(self.client, method)(address).status_code == 302
            self.sign_in(self.reader)
            assert getattr(self.client, method)(address).status_code in (302, 403)
        assert not PageResults.objects.filter(pk=page.pk).exists()

    def test_a_page_that_is_not_checked_has_no_results(self) -> None:
        section = self.home.add_child(instance=SectionPage(title="News", slug="news"))
        self.sign_in(self.admin)
        assert self.client.get(reverse("wagtail_factcheck_admin:show", args=(section.pk,))).status_code == 404

    def test_a_claim_of_another_page_is_not_shown(self) -> None:
        page, other = self.write(FALSE), self.write(TRUE)
        self.check(page)
        self.sign_in(self.writer)
        claim_id = PageClaim.objects.get(results_id=page.pk).claim_id
        assert self.client.get(reverse("wagtail_factcheck_admin:report", args=(other.pk, claim_id))).status_code == 404

    def test_a_post_needs_the_token(self) -> None:
        page = self.write(TRUE)
        strict = type(self.client)(enforce_csrf_checks=True)
        strict.force_login(self.writer)
        assert strict.post(reverse("wagtail_factcheck_admin:check", args=(page.pk,))).status_code == 403

    @override_settings(
        WAGTAIL_FACTCHECK={"ADDRESS": "http://127.0.0.1:9", "KEY": "k", "PAGES": {"newsroom.ArticlePage": ["body"]}}
    )
    def test_an_editor_reads_why_nothing_was_checked(self) -> None:
        page = self.write(TRUE)
        self.sign_in(self.writer)
        answer = self.client.post(reverse("wagtail_factcheck_admin:check", args=(page.pk,)))
        assert answer.status_code == 502
        assert "can’t be reached" in answer.json()["html"]

    def test_the_editor_shows_the_panel_and_never_the_key(self) -> None:
        page = self.write(FALSE)
        self.check(page)
        self.sign_in(self.writer)
        html = self.client.get(reverse("wagtailadmin_pages:edit", args=(page.pk,))).content.decode()
        assert "data-factcheck-check" in html
        assert "To be corrected:" in html
        assert settings.WAGTAIL_FACTCHECK["KEY"] not in html


class AddressTest(SimpleTestCase):
    """Addresses come from the archive."""

    def test_only_those_of_the_web_become_links(self) -> None:
        assert web_address("javascript:alert(1)", None, "", "data:text/html,x") == ""
        assert web_address("javascript:alert(1)", "HTTPS://wire.example") == "HTTPS://wire.example"
