"""The blueprint of all pages: what every request to it must obey, every answer carries, and how errors look."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Response, abort, g, request
from werkzeug.exceptions import HTTPException

from factcheck.errors import BrokerUnavailableError, StoreUnavailableError
from factcheck.settings import Settings
from factcheck.store import CursorError
from service.context import services
from service.desk.access import is_own_request, load_session
from service.desk.rendering import render_page
from service.problems import ProblemError, from_http_exception

log = logging.getLogger(__name__)

# Forms that may bring files, by their address, each with how many bytes it takes; every other keeps the app's limit.
large_forms: dict[str, Callable[[Settings], int]] = {}

# Of these, the forms with texts that are longer than what is otherwise kept of a form in memory.
long_texts: dict[str, int] = {}

blp = Blueprint("desk", __name__, template_folder="templates", static_folder="static", static_url_path="/desk/static")

# No script and no style but our own files, nothing from elsewhere, no form that posts elsewhere, no frame around it.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@blp.before_request
def set_limit() -> None:
    """Let the forms that bring files or long texts be large."""
    if read := large_forms.get(request.path):
        request.max_content_length = read(services().settings)
    if most := long_texts.get(request.path):
        request.max_form_memory_size = most


@blp.before_request
def guard_request() -> None:
    """Find out who is signed in, and refuse what another site made the browser send."""
    load_session()
    if request.method not in ("GET", "HEAD") and not is_own_request():
        abort(403)


@blp.after_request
def add_headers(response: Response) -> Response:
    """Keep pages out of caches and frames, and let them load nothing from elsewhere."""
    if request.endpoint != "desk.static":
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Vary"] = "Cookie, Accept-Language"
    return response


@blp.errorhandler(HTTPException)
def show_http_error(error: HTTPException) -> tuple[str, int]:
    """Show what Flask refused as a page."""
    return show_problem(from_http_exception(error))


@blp.errorhandler(ProblemError)
def show_problem(error: ProblemError) -> tuple[str, int]:
    """Show a problem as a page."""
    return render_page("error.html", problem=error), error.status


@blp.errorhandler(CursorError)
def show_wrong_page(_error: CursorError) -> tuple[str, int]:
    """Show that the list has no such page."""
    return show_problem(ProblemError(404, "The list has no such page."))


@blp.errorhandler(StoreUnavailableError)
@blp.errorhandler(BrokerUnavailableError)
def show_unavailable(error: Exception) -> tuple[str, int]:
    """Show that the service can't work at the moment."""
    log.error("The desk can't answer (request %s): %s", g.get("request_id"), error)
    return show_problem(ProblemError(503, "The service can't answer at the moment. Try again in a minute."))
