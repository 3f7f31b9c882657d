"""Catching up with the service, from cron."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wagtail_factcheck import archive, checking
from wagtail_factcheck.client import ServiceError
from wagtail_factcheck.models import RUNNING, PageResults, all_pages
from wagtail_factcheck.settings import read_settings
from wagtail_factcheck.workflow import held_state


class Command(BaseCommand):
    """Sends what could not be sent, and asks for results that no message told of."""

    help = "Sends what could not be sent to the archive, and asks for results that are still missing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--all", action="store_true", help="Send every page that was ever published, too.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Catch up once."""
        if options["all"]:
            archive.note(self._published())
        done, waiting = archive.deliver_due()
        self.stdout.write(f"Documents: {done} sent, {waiting} waiting.")
        for page_id in PageResults.objects.filter(status__in=RUNNING).values_list("pk", flat=True):
            self._refresh(page_id)
        for page in all_pages().filter(_workflow_states__status="in_progress"):
            results = PageResults.objects.filter(pk=page.pk).first()
            if held_state(page) and not (results and results.is_running):
                checking.check_held(page.pk, results.requested_by if results else None)

    def _refresh(self, page_id: int) -> None:
        try:
            checking.refresh(page_id)
        except ServiceError as error:
            self.stderr.write(f"Page {page_id}: {error}")

    def _published(self) -> Any:
        labels = {label.lower() for label in read_settings().pages}
        pages = all_pages().filter(first_published_at__isnull=False).specific().iterator()
        return [page for page in pages if page._meta.label_lower in labels]
