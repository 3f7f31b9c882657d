"""Whether everything is set up."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wagtail_factcheck.client import ServiceError, send
from wagtail_factcheck.system_checks import check_settings


class Command(BaseCommand):
    """Says what is wrong with the settings, and whether the service is ready and takes the key."""

    help = "Says what is wrong with the settings, and whether the service is ready and takes the key."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Ask. Raises CommandError if claims can't be checked."""
        for found in check_settings():
            self.stderr.write(str(found.msg))
        try:
            send("GET", "/readyz")
            send("GET", "/v1/workspace")
        except ServiceError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The service is ready and accepts the key.")
