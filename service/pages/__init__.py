"""Pages for people: the API's document in Swagger UI, all of it from this folder."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

blp = Blueprint("pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static")

# Swagger UI draws its icons as data: images and sets styles of its own; no script but ours may run, nothing is loaded
# from elsewhere.
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@blp.get("/docs")
def show_docs() -> Response:
    """Show the API's document, where requests can be tried out."""
    response = Response(render_template("docs.html"), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = DOCS_POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
