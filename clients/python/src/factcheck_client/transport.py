"""What both clients tell httpx, and what of its answers the rest of the package reads."""

from __future__ import annotations

from typing import Any

import httpx

from factcheck_client.errors import UnreachableError
from factcheck_client.messages import Request
from factcheck_client.version import __version__

# The service sends a comment every ten seconds.
SILENCE_SECONDS = 30.0


def build_options(base_url: str, key: str) -> dict[str, Any]:
    """Return what ``httpx.Client`` and ``httpx.AsyncClient`` are made with."""
    headers = {"Authorization": f"Bearer {key}", "User-Agent": f"factcheck-client/{__version__}", "Accept": "*/*"}
    return {"base_url": base_url.rstrip("/"), "headers": headers, "follow_redirects": False}


def request_options(request: Request, timeout_seconds: float) -> dict[str, Any]:
    """Return the arguments of a request, but for its body."""
    return {
        "method": request.method,
        "url": request.path,
        "params": dict(request.query),
        "headers": dict(request.headers),
        "timeout": httpx.Timeout(timeout_seconds, read=timeout_seconds + request.wait_seconds),
    }


def headers_of(response: httpx.Response) -> dict[str, str]:
    """Return the headers, their names in lower case."""
    return {name.lower(): value for name, value in response.headers.items()}


def unreachable(error: httpx.TransportError) -> UnreachableError:
    """Return our error for one of httpx."""
    wrapped = UnreachableError(f"The service can't be reached: {error or type(error).__name__}")
    wrapped.__cause__ = error
    return wrapped
