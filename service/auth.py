"""Who may do what: bearer keys and their scopes."""

from __future__ import annotations

import re

from factcheck.store.records import ApiKey
from service.context import services
from service.problems import ProblemError

REALM = 'Bearer realm="factcheck"'
# Anything else is no key of ours and needs no look into the store.
TOKEN = re.compile(r"fck_[A-Za-z0-9_-]{16,200}", re.ASCII)


def authenticate(header: str) -> ApiKey:
    """Return the key that the Authorization header carries; raises the 401 problem."""
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise ProblemError(401, "Send a key: Authorization: Bearer KEY.", headers={"WWW-Authenticate": REALM})
    token = token.strip()
    key = services().store.keys.find(token) if TOKEN.fullmatch(token) else None
    if key is None:
        challenge = {"WWW-Authenticate": f'{REALM}, error="invalid_token"'}
        raise ProblemError(401, "This key is unknown, revoked or expired.", headers=challenge)
    return key


def authorize(key: ApiKey, scope: str) -> ApiKey:
    """Return the key if it has the scope or is an admin's; raises the 403 problem that names the scope."""
    if scope in key.scopes or "admin" in key.scopes:
        return key
    challenge = {"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'}
    raise ProblemError(403, f"This key lacks the scope {scope}.", headers=challenge)
