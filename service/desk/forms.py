"""Forms: what was sent, and what is wrong with it in the reader's words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import request
from flask_babel import gettext
from marshmallow import ValidationError


def read_form(names: Collection[str]) -> dict[str, str]:
    """Return the fields of these names that hold something, as they were sent."""
    return {name: value for name, value in request.form.items() if name in names and value.strip()}


def read_fields(sent: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a form as the API takes them: a day as the end of that day, ids of documents as a list."""
    fields: dict[str, Any] = dict(sent)
    if "as_of" in fields:
        moment = read_moment("as_of", "23:59:59")
        fields["as_of"] = fields["as_of"] if moment is None else moment.isoformat()
    if "exclude_document_ids" in fields:
        fields["exclude_document_ids"] = fields["exclude_document_ids"].split()
    return fields


def read_moment(name: str, time: str = "") -> datetime | None:
    """Return the moment that a field of the form names, None if it names none; a day needs the ``time`` that is meant.

    In the reader's zone if the page's script has said which moment that is, else in UTC.
    """
    value = request.form.get(name, "").strip()
    for text in (request.form.get(f"{name}_at", ""), f"{value}T{time}" if time else value):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def describe_errors(error: ValidationError) -> dict[str, str]:
    """Return one sentence for each field that is wrong; ``_schema`` for what concerns several."""
    messages = {
        "text": gettext("A text is missing, or too short or too long."),
        "html": gettext("The page is empty or too long."),
        "title": gettext("The title is too long."),
        "context": gettext("This text is too long."),
        "as_of": gettext("This is no day of the calendar."),
        "exclude_document_ids": gettext("One of these is no document’s id, or there are more than 50."),
        "rating": gettext("The rating goes from 1 to 5."),
        "alternate_name": gettext("This text is too long."),
        "explanation": gettext("This text is too long."),
        "author": gettext("This text is too long."),
        "url": gettext("This is no address of the web."),
        "_schema": gettext("Paste a text or choose a file: one of the two."),
    }
    return {name: messages.get(name, gettext("This can’t be read.")) for name in error.messages_dict}
