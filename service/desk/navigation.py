"""The sections of the desk, each with the scope that it needs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_babel import gettext

from service.desk.access import has_scope

OVERVIEW = "/overview"
BEHIND_OVERVIEW = ("/keys", "/webhooks", "/audit")


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the navigation."""

    address: str
    label: str
    is_current: bool


def visible_sections() -> list[Section]:
    """Return the sections that whoever is signed in may open."""
    entries = [
        ("claims:read", "/claims", gettext("Claims")),
        ("claims:read", "/articles", gettext("Articles")),
        ("corpus:read", "/archive", gettext("Archive")),
        ("claims:read", OVERVIEW, gettext("Overview")),
    ]
    top = f"/{request.path.split('/')[1]}"
    current = OVERVIEW if top in BEHIND_OVERVIEW else top
    return [Section(address, label, address == current) for scope, address, label in entries if has_scope(scope)]
