"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactcheckConfig(AppConfig):
    """Registers the checks of the settings and what listens to pages."""

    name = "wagtail_factcheck"
    verbose_name = _("Factcheck")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect, once models can be used."""
        from wagtail_factcheck import signals, system_checks

        system_checks.register()
        signals.connect()
