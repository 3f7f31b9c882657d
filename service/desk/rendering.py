"""What templates can use: filters for times and numbers, who is signed in, and where they may go."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from babel.dates import format_skeleton
from flask import Flask, render_template
from flask_babel import format_decimal, format_percent, get_locale
from markupsafe import Markup, escape

from factcheck.report_json import format_time
from service.desk import access
from service.desk.language import LANGUAGES
from service.desk.navigation import visible_sections
from service.desk.sentences import tell_problem
from service.desk.words import show_word


def register_rendering(app: Flask) -> None:
    """Add the filters to the app's templates."""
    app.jinja_env.filters.update(moment=show_moment, decimal=show_number, percent=show_percent)
    app.jinja_env.filters.update(web=web_address, word=show_word, told=tell_problem, day=show_day)


def render_page(template: str, **values: Any) -> str:
    """Return a page, or a part of one for htmx."""
    return render_template(
        f"desk/{template}",
        language=str(get_locale() or "en").split("_")[0],
        languages=LANGUAGES,
        signed_in=access.signed_in(),
        has_scope=access.has_scope,
        csrf_token=access.csrf_token,
        sections=visible_sections(),
        word=show_word,
        document_page=document_page,
        **values,
    )


def show_moment(value: datetime | str | None) -> Markup:
    """Return a time as an element that a script puts into the reader's zone; without it the zone is named."""
    if value is None:
        return Markup("–")
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    text = f"{moment:%Y-%m-%d %H:%M} {moment:%Z}".strip()
    return Markup('<time datetime="{}">{}</time>').format(format_time(moment), escape(text))


def show_day(day: date, skeleton: str = "yMMMd") -> str:
    """Return a day as the language writes it, of the parts that the skeleton (CLDR) names."""
    return format_skeleton(skeleton, day, locale=get_locale())


def show_number(value: float) -> str:
    """Return a number as the language writes it."""
    return str(format_decimal(value))


def show_percent(value: float) -> str:
    """Return a share as whole percent."""
    return str(format_percent(value))


def web_address(address: str | None) -> str | None:
    """Return an address that a link may lead to, None for what is not of the web: a script would run in the page."""
    try:
        return address if address and urlsplit(address).scheme in ("http", "https") else None
    except ValueError:
        return None


def document_page(document_id: str) -> str:
    """Return the address of a document's page."""
    return f"/archive/documents/{quote(document_id, safe='')}"
