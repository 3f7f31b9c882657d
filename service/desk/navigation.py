"""The sections of the desk, each with the scope that it needs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_babel import gettext

from service.desk.access import has_scope


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
        ("claims:read", "/overview", gettext("Overview")),
    ]
    return [
        Section(address, label, request.path == address or request.path.startswith(f"{address}/"))
        for scope, address, label in entries
        if has_scope(scope)
    ]
