"""The newsroom from nothing."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from wagtail.models import Workflow, WorkflowPage, WorkflowTask
from wagtail_factcheck.models import FactcheckTask

from tests.people import make_newsroom


class Command(BaseCommand):
    """Makes tables, site and people, with a workflow that holds pages back, and the webhook with its secret.

    Says the number of the home page and what the command ``factcheck_webhook`` says. All in one go, since each start of
    Django takes seconds.
    """

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make it."""
        call_command("migrate", run_syncdb=True, verbosity=0)
        home, _people = make_newsroom()
        workflow = Workflow.objects.create(name="Facts first")
        WorkflowTask.objects.create(workflow=workflow, task=FactcheckTask.objects.create(name="Factcheck"))
        WorkflowPage.objects.create(workflow=workflow, page=home)
        self.stdout.write(f"Home: {home.pk}")
        call_command("factcheck_webhook", stdout=self.stdout)
