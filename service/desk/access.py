"""Who is signed in at the desk, and whether a request comes from the desk's own pages.

A session is a random secret in a cookie that scripts can't read; the store keeps its hash and the key behind it. The
token against forged requests is made of the same secret, so it needs no place of its own (OWASP's "signed double submit").
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlencode, urlsplit

from flask import Response, g, make_response, redirect, request

from factcheck.store.records import ApiKey
from factcheck.store.writes import writing_for
from service.auth import authorize
from service.context import services
from service.limits import charge
from service.writing import begin_writing

P = ParamSpec("P")
R = TypeVar("R")

COOKIE = "factcheck_session"
# A working day, then sign in again.
LIFETIME = timedelta(hours=12)
CSRF_FIELD, CSRF_HEADER = "csrf_token", "X-CSRF-Token"
SIGN_IN = "/sign-in"


def load_session() -> None:
    """Note the key of the request's session, if it has one that is still good."""
    secret = request.cookies.get(COOKIE, "")
    g.session_secret = secret
    g.api_key = services().store.desk_sessions.find(secret) if secret else None


def signed_in() -> ApiKey | None:
    """Return the key with which the browser is signed in."""
    key: ApiKey | None = g.get("api_key")
    return key


def has_scope(scope: str) -> bool:
    """Say whether the one who is signed in may do what needs this scope."""
    key = signed_in()
    return key is not None and bool({scope, "admin"} & key.scopes)


def needs(scope: str) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Let a page be seen only by those signed in with this scope; send others to sign in, or show what they lack.

    What is sent by a form counts as a request of the session's key; looking at pages is free.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            key = signed_in()
            if key is None:
                return ask_to_sign_in()
            if request.method == "POST":
                charge()
            authorize(key, scope)
            if request.method != "POST":
                return view(*args, **kwargs)
            begin_writing(key)
            with writing_for(g.writing):
                return view(*args, **kwargs)

        return guarded

    return decorate


def ask_to_sign_in() -> Response:
    """Send the browser to the sign-in page, and htmx with its whole page; after it, back to where it was."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    address = f"{SIGN_IN}?{urlencode({'next': wanted})}"
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": address})
    return see_other(address)


def see_other(address: str) -> Response:
    """Return a redirect that the browser follows with GET."""
    return make_response(redirect(address, 303))


def start_session(response: Response, key: ApiKey) -> None:
    """Sign the browser in."""
    secret = services().store.desk_sessions.begin(key.key_id, LIFETIME)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(LIFETIME.total_seconds()),
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def end_session(response: Response) -> None:
    """Sign the browser out; its session is good for nothing from now on."""
    services().store.desk_sessions.end(g.session_secret)
    response.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")


def csrf_token() -> str:
    """Return what each form of the session must send along."""
    return hmac.new(g.get("session_secret", "").encode(), b"csrf", hashlib.sha256).hexdigest()


def is_own_request() -> bool:
    """Say whether a writing request comes from a page of ours: by what the browser says, and by the session's token."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin is not None and read_host(origin) != request.host:
        return False
    # Whoever signed in with another tab still has a sign-in form without a token; it gives nothing to forge.
    if signed_in() is None or request.path == SIGN_IN:
        return True
    sent = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD, "")
    return hmac.compare_digest(sent.encode(), csrf_token().encode())


def local_address(wanted: str) -> str:
    """Return the address if it is one of this site's pages, the first page otherwise."""
    is_local = wanted.startswith("/") and wanted[1:2] not in ("/", "\\") and read_host(wanted) == ""
    return wanted if is_local and wanted.isprintable() else "/"


def read_host(address: str) -> str | None:
    """Return host and port of an address, empty where it has none; None for what is no address."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return None
