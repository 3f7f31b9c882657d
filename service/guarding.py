"""What every request with a key passes before its view: who it is, how often it may ask, what for, and how often once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, request

from service.auth import authenticate, authorize
from service.limits import charge
from service.writing import Writing, begin_writing, carry_out, is_writing


def guard(scope: str, writing: Writing) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a view run only for a key with this scope, which it then finds by ``service.context.caller``."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            g.api_key = authenticate(request.headers.get("Authorization", ""))
            # What is refused for its scope counts too: it has its entry in the audit log.
            charge()
            writes = is_writing(scope)
            if writes:
                begin_writing(g.api_key)
            authorize(g.api_key, scope)
            return carry_out(lambda: view(*args, **kwargs), writing) if writes else view(*args, **kwargs)

        return guarded

    return decorate
