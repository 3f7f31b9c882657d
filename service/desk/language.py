"""Which language a page is in: the one that was chosen, else the browser's first that we have, else English."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import Babel

COOKIE = "factcheck_language"
LANGUAGES = {"en": "English", "de": "Deutsch"}


def register_languages(app: Flask) -> None:
    """Let templates and views translate."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "desk/translations"
    Babel(app, locale_selector=choose_language)


def choose_language() -> str:
    """Return the code of the language for the current request."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(list(LANGUAGES), "en")
