"""What the newsroom has settled: ``WAGTAIL_FACTCHECK`` in Django's settings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Model

NAME = "WAGTAIL_FACTCHECK"
VERDICTS = ("supported", "refuted", "disputed", "outdated", "not_enough_evidence")


@dataclass(frozen=True)
class FactcheckSettings:
    """One value for each key, in lower case; ``system_checks`` says what is wrong with them."""

    address: str = ""
    key: str = ""
    # Two while a secret is being replaced.
    webhook_secret: str | Sequence[str] = ""
    # Names of page models, each with its fields that are checked: {"news.ArticlePage": ["intro", "body"]}.
    pages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    send_published: bool = True
    block_publishing: bool = False
    hold_verdicts: Sequence[str] = ("refuted", "outdated")
    comment_verdicts: Sequence[str] = ("refuted", "disputed", "outdated")
    # Who signs the comments; if nobody is named, who had the page checked.
    comment_user: str = ""
    # Tells the pages of this installation from those of another one in the same workspace.
    installation: str = ""
    timeout_seconds: float = 10.0

    @property
    def secrets(self) -> Sequence[str]:
        """The secrets of which one has to have signed a message."""
        return [self.webhook_secret] if isinstance(self.webhook_secret, str) else self.webhook_secret


KEYS = tuple(field.name.upper() for field in fields(FactcheckSettings))


def read_raw() -> dict[str, Any]:
    """Return what stands in Django's settings, whatever it is."""
    found = getattr(settings, NAME, {})
    return dict(found) if isinstance(found, Mapping) else {}


def read_settings() -> FactcheckSettings:
    """Return the settings as they are now; unknown keys are passed over."""
    known = {name.lower(): value for name, value in read_raw().items() if name in KEYS}
    address = known.get("address", "")
    return FactcheckSettings(**{**known, "address": address.rstrip("/") if isinstance(address, str) else ""})


def fields_of(model: type[Model]) -> Sequence[str]:
    """Return the fields of a page model that are checked, none if it is not one of those in ``PAGES``."""
    pages = {label.lower(): names for label, names in read_settings().pages.items()}
    return pages.get(model._meta.label_lower, ())


def name_of(page_id: int) -> str:
    """Return the name by which the service knows a page, for its article and for its document."""
    named = read_settings().installation
    if not named:
        named = urlsplit(getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "").netloc
    return f"wagtail-{hashlib.sha256(named.encode()).hexdigest()[:12]}-{page_id}"
