"""Pages that are held back: by a task of a workflow, or by the setting."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.test import override_settings
from django.urls import reverse
from wagtail.models import Workflow, WorkflowTask
from wagtail_factcheck import checking
from wagtail_factcheck.models import FactcheckTask, PageResults

from tests.newsroom.models import ArticlePage
from tests.pages import CORRECTED, FALSE, TRUE, CheckingCase, rich


class WorkflowTest(CheckingCase):
    """A task that holds pages back."""

    def start(self, page: ArticlePage, user: Any = None, **options: Any) -> Any:
        """Submit a draft to a workflow that has the task alone."""
        task = FactcheckTask.objects.create(name="Facts", **options)
        workflow = Workflow.objects.create(name="Facts first")
        WorkflowTask.objects.create(workflow=workflow, task=task)
        return workflow.start(page, user or self.intern)

    def status(self, page: ArticlePage) -> tuple[str, str]:
        """Return how the workflow stands and what it says."""
        state = ArticlePage.objects.get(pk=page.pk).workflow_states.latest("created_at")
        return state.status, state.current_task_state.comment

    def test_a_page_waits_until_it_is_corrected_and_is_published_then(self) -> None:
        page = self.write(TRUE, FALSE, owner=self.intern)
        self.start(page)
        self.finish(page)
        assert self.status(page) == ("in_progress", f"Refuted: “{FALSE}”")

        page = page.get_latest_revision_as_object()
        page.body = rich(("key0", TRUE), ("key1", CORRECTED))
        page.save_revision()
        page.refresh_from_db()
        page.current_workflow_task.on_action(page.current_workflow_task_state, self.intern, "factcheck")
        self.finish(page)
        assert self.status(page) == ("approved", "The claims are checked, none is held back.")
        page.refresh_from_db()
        assert page.live
        assert CORRECTED in page.body

    def test_a_text_that_was_not_checked_does_not_pass(self) -> None:
        page = self.write(FALSE)
        self.start(page)
        self.finish(page)
        draft = page.get_latest_revision_as_object()
        draft.body = rich(("key0", CORRECTED))
        # What is typed and not saved is checked: its results are not those of the draft that would be published.
        self.check(draft)
        status, said = self.status(page)
        assert status == "in_progress"
        assert "has changed since" in said

    def test_a_page_waits_while_a_claim_could_not_be_checked(self) -> None:
        page = self.write(TRUE, CORRECTED)
        self.start(page)
        results = PageResults.objects.get(pk=page.pk)
        for status in ("failed", "canceled"):
            claims = [
                {"claim_id": f"clm_{number}", "status": ended, "verdict": "supported" if ended == "done" else None}
                for number, ended in enumerate(("done", status))
            ]
            sentences = [
                {"selector": {"exact": text}, "claim": claim} for text, claim in zip((TRUE, CORRECTED), claims, strict=True)
            ]
            checking.take_article(page.pk, {"article_id": results.article_id, "status": "done", "sentences": sentences}, {})
            assert self.status(page) == (
                "in_progress",
                f"Check the claims again: Could not be checked: “{CORRECTED}”",
            )
        claims[1] |= {"status": "done", "verdict": "supported"}
        checking.take_article(page.pk, {"article_id": results.article_id, "status": "done", "sentences": sentences}, {})
        assert self.status(page)[0] == "approved"

    def test_who_may_publish_can_override_if_the_task_lets_him(self) -> None:
        page = self.write(FALSE)
        self.start(page)
        task = FactcheckTask.objects.get()
        assert [name for name, _label, _modal in task.get_actions(page, self.intern)] == ["factcheck"]
        assert [name for name, _label, _modal in task.get_actions(page, self.writer)] == ["factcheck", "reject", "approve"]
        task.may_be_overridden = False
        assert [name for name, _label, _modal in task.get_actions(page, self.writer)] == ["factcheck", "reject"]
        assert task.get_actions(page, self.reader) == []

    def test_the_status_says_that_the_service_is_away(self) -> None:
        page = self.write(FALSE)
        away = {"ADDRESS": "http://127.0.0.1:9", "KEY": "k", "PAGES": {"newsroom.ArticlePage": ["body"]}}
        with override_settings(WAGTAIL_FACTCHECK=away):
            self.start(page)
        status, said = self.status(page)
        assert status == "in_progress"
        assert "can’t be reached" in said


class GateTest(CheckingCase):
    """By a setting, nobody publishes what is refuted."""

    def publish(self, page: ArticlePage) -> ArticlePage:
        """Press the button, with the draft as it is; return the page."""
        draft = page.get_latest_revision_as_object()
        self.sign_in(self.writer)
        typed = {"title": draft.title, "slug": draft.slug, "lead": draft.lead, "body": "null", "extras-count": "0"}
        comments = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
        address = reverse("wagtailadmin_pages:edit", args=(page.pk,))
        self.client.post(address, {**typed, **comments, "action-publish": "1"})
        return ArticlePage.objects.get(pk=page.pk)

    def block(self) -> Any:
        """Let the setting be on."""
        return override_settings(WAGTAIL_FACTCHECK={**settings.WAGTAIL_FACTCHECK, "BLOCK_PUBLISHING": True})

    def test_a_refuted_page_is_not_published_and_a_correction_of_a_public_one_is(self) -> None:
        page = self.write(lead=FALSE)
        self.check(page)
        with self.block():
            assert not self.publish(page).live
            page.get_latest_revision().publish()
            assert self.publish(page).live

    def test_without_the_setting_it_is_published(self) -> None:
        page = self.write(lead=FALSE)
        self.check(page)
        assert self.publish(page).live

    def test_nor_is_it_published_with_others(self) -> None:
        page = self.write(lead=FALSE)
        self.check(page)
        self.sign_in(self.writer)
        address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
        with self.block():
            self.client.post(f"{address}?id={page.pk}", {"include_descendants": ""})
        assert not ArticlePage.objects.get(pk=page.pk).live
