"""Signing in with a key, signing out, and the choice of a language."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext

from service.auth import TOKEN
from service.context import services
from service.desk import access, language
from service.desk.blueprint import blp
from service.desk.rendering import render_page

LANGUAGE_SECONDS = 365 * 24 * 3600


@blp.get("/sign-in")
def show_sign_in() -> Response | str:
    """Ask for a key; whoever is signed in goes on."""
    if access.signed_in() is not None:
        return go_to(request.args.get("next", "/"))
    return render_page("sign_in.html", wanted=request.args.get("next", "/"), problem=None)


@blp.post("/sign-in")
def sign_in() -> Response | tuple[str, int]:
    """Begin a session if the key is good."""
    wanted, token = request.form.get("next", "/"), request.form.get("key", "").strip()
    key = services().store.keys.find(token) if TOKEN.fullmatch(token) else None
    if key is None:
        problem = gettext("This key is unknown, revoked or expired.")
        return render_page("sign_in.html", wanted=wanted, problem=problem), 401
    response = go_to(wanted)
    access.start_session(response, key)
    return response


@blp.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    response = go_to(access.SIGN_IN)
    access.end_session(response)
    return response


@blp.post("/language")
def set_language() -> Response:
    """Remember the language of the reader's choice and go back to the page."""
    response = go_to(request.form.get("next", "/"))
    chosen = request.form.get("language", "")
    if chosen in language.LANGUAGES:
        response.set_cookie(language.COOKIE, chosen, max_age=LANGUAGE_SECONDS, secure=request.is_secure, samesite="Lax")
    return response


def go_to(address: str) -> Response:
    """Return a redirect to a page of this site."""
    return access.see_other(access.local_address(address))
