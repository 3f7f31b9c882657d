"""Having the service send its messages here."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import NoReverseMatch, reverse
from wagtail.admin.utils import get_admin_base_url

from wagtail_factcheck.client import ServiceError, send
from wagtail_factcheck.webhook import EVENTS


class Command(BaseCommand):
    """Makes the webhook and shows its secret, or removes it; the key needs the scope "admin"."""

    help = 'Has the service send its messages here and shows the secret; the key needs the scope "admin".'

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--url", help="Where messages go, if it is not below WAGTAILADMIN_BASE_URL.")
        parser.add_argument("--remove", metavar="WEBHOOK_ID", help="Remove a webhook instead.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make or remove it. Raises CommandError."""
        try:
            if options["remove"]:
                send("DELETE", "/v1/webhooks/" + quote(options["remove"], safe=""))
                self.stdout.write("Removed.")
            else:
                self._make(options["url"] or self._find_address())
        except ServiceError as error:
            raise CommandError(str(error)) from error

    def _make(self, address: str) -> None:
        wanted = {"url": address, "events": EVENTS, "payload": "full", "description": "Wagtail"}
        made = send("POST", "/v1/webhooks", wanted)
        self.stdout.write(f"Messages go to {address}. Put this into WAGTAIL_FACTCHECK; it is shown only here:")
        self.stdout.write(f'"WEBHOOK_SECRET": "{made["secret"]}",')
        self.stdout.write(f"To take it back: manage.py factcheck_webhook --remove {made['webhook_id']}")

    def _find_address(self) -> str:
        base = get_admin_base_url()
        if not base:
            raise CommandError("Set WAGTAILADMIN_BASE_URL, or give --url.")
        try:
            return base + reverse("wagtail_factcheck:webhook")
        except NoReverseMatch as error:
            raise CommandError('Add path("factcheck/", include("wagtail_factcheck.urls")) to the urls first.') from error
