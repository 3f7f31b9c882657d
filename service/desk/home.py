"""The first page: whoever is signed in gets the first section that is open to them."""

from __future__ import annotations

from flask import Response

from service.desk.access import ask_to_sign_in, see_other, signed_in
from service.desk.blueprint import blp
from service.desk.navigation import visible_sections
from service.desk.rendering import render_page


@blp.get("/")
def show_home() -> Response | str:
    """Open the first section, or ask to sign in."""
    if signed_in() is None:
        return ask_to_sign_in()
    sections = visible_sections()
    if not sections:
        return render_page("home.html")
    return see_other(sections[0].address)
