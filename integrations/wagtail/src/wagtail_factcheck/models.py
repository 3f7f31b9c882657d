"""What is kept about pages, and the task of workflows."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Comment, Task, TaskState

# Wagtail 8 lets a project have its own page model.
PAGE_MODEL = getattr(settings, "WAGTAIL_PAGE_MODEL", "wagtailcore.Page")
RUNNING = ("queued", "running")
DONE = "done"
CHECK = "factcheck"

# Sent like Wagtail's signals of tasks: instance (a task state), user.
check_wanted = Signal()


def page_model() -> type[Any]:
    """Return the model that all pages have in common."""
    return apps.get_model(PAGE_MODEL)


def all_pages() -> Any:
    """Return the pages, whatever their types."""
    return page_model().objects.all()


class PageResults(models.Model):
    """What was found about a page when it was last checked. ``digest`` is that of the text that was sent."""

    page = models.OneToOneField(PAGE_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    article_id = models.CharField(max_length=64, db_index=True)
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=16)
    checked_at = models.DateTimeField(auto_now=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.page_id}: {self.status}"

    @property
    def is_running(self) -> bool:
        """Whether claims are still being checked."""
        return self.status in RUNNING


class PageClaim(models.Model):
    """A sentence of a page that makes a claim, as it was typed when it was checked."""

    results = models.ForeignKey(PageResults, on_delete=models.CASCADE, related_name="claims")
    place = models.PositiveIntegerField()
    text = models.TextField()
    claim_id = models.CharField(max_length=64, db_index=True)
    status = models.CharField(max_length=16)
    verdict = models.CharField(max_length=32, blank=True)
    confidence = models.FloatField(null=True)

    class Meta:
        ordering = ("place",)

    def __str__(self) -> str:
        return f"{self.verdict or self.status}: {self.text}"


class EvidenceChange(models.Model):
    """A change of the evidence of a published page, until somebody has dismissed it; one for each check."""

    page = models.ForeignKey(PAGE_MODEL, on_delete=models.CASCADE, related_name="+")
    claim_id = models.CharField(max_length=64)
    check_id = models.CharField(max_length=64)
    text = models.TextField()
    before = models.CharField(max_length=32, blank=True)
    verdict = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("page", "check_id"), name="wagtail_factcheck_one_change_a_check"),)

    def __str__(self) -> str:
        return f"{self.before} → {self.verdict}: {self.text}"


class ClaimComment(models.Model):
    """A comment that was placed at a claim. It is null once somebody has deleted it."""

    page = models.ForeignKey(PAGE_MODEL, on_delete=models.CASCADE, related_name="+")
    comment = models.OneToOneField(Comment, null=True, on_delete=models.SET_NULL, related_name="+")
    claim_id = models.CharField(max_length=64)
    verdict = models.CharField(max_length=32)
    text = models.TextField()

    def __str__(self) -> str:
        return self.text


class PendingDocument(models.Model):
    """A page whose document in the archive may not be as the page is.

    ``changes`` counts, so that none is lost while another is being sent.
    """

    page_id = models.BigIntegerField(unique=True)
    article_id = models.CharField(max_length=64, blank=True)
    changes = models.PositiveIntegerField(default=1)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.page_id}: {self.error}"


class TakenMessage(models.Model):
    """The id of a message that has been acted upon."""

    message_id = models.CharField(max_length=255, unique=True)
    taken_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.message_id


class FactcheckTask(Task):
    """Holds a page back until each of its claims is checked and none has a verdict of ``HOLD_VERDICTS``."""

    may_be_overridden = models.BooleanField(
        _("may be overridden"),
        default=True,
        help_text=_("Who may publish the page can approve this task whatever the verdicts are."),
    )

    admin_form_fields = [*Task.admin_form_fields, "may_be_overridden"]  # noqa: RUF012 -- as Wagtail declares it.

    class Meta:
        verbose_name = _("Factcheck")
        verbose_name_plural = _("Factchecks")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Offer to check again; and to approve or reject, to those who may publish the page."""
        permissions = obj.permissions_for_user(user)
        actions = [(CHECK, _("Check the claims again"), False)] if permissions.can_edit() else []
        if permissions.can_publish():
            actions.append(("reject", _("Request changes"), True))
            if self.may_be_overridden:
                actions.append(("approve", _("Approve despite the verdicts"), True))
        return actions

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Check again, approve or reject."""
        if action_name == CHECK:
            check_wanted.send(sender=type(self), instance=task_state, user=user)
        else:
            super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        """Return what is shown where tasks are chosen."""
        return _("Publishing waits until the claims of the page are checked and none is held back")
