"""Forms: what was sent, and what is wrong with it in the reader's words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from flask import request
from flask_babel import gettext
from marshmallow import ValidationError


def read_form(names: Collection[str]) -> dict[str, str]:
    """Return the fields of these names that hold something; a day as ``as_of`` becomes the end of that day in UTC."""
    sent = {name: value for name, value in request.form.items() if name in names and value.strip()}
    return {**sent, "as_of": end_of_day(sent["as_of"])} if "as_of" in sent else sent


def end_of_day(day: str) -> str:
    """Return the last second of a day, or what was sent if it is no day: the schema will say so."""
    try:
        moment = datetime.strptime(day, "%Y-%m-%d").replace(hour=23, minute=59, second=59, tzinfo=UTC)
    except ValueError:
        return day
    return moment.isoformat()


def describe_errors(error: ValidationError) -> dict[str, str]:
    """Return one sentence for each field that is wrong; ``_schema`` for what concerns several."""
    messages = {
        "text": gettext("A text is missing, or too short or too long."),
        "html": gettext("The page is empty or too long."),
        "title": gettext("The title is too long."),
        "context": gettext("This text is too long."),
        "as_of": gettext("This is no day of the calendar."),
        "_schema": gettext("Paste a text or choose a file: one of the two."),
    }
    return {name: messages.get(name, gettext("This can’t be read.")) for name in error.messages_dict}
