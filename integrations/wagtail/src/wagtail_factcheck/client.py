"""Talking to the service, with the key that never leaves the server."""

from __future__ import annotations

from typing import Any

import httpx
from django.utils.translation import gettext as _

from wagtail_factcheck.settings import read_settings

TOO_MANY, SERVER_ERROR = 429, 500


class ServiceError(Exception):
    """What an editor can read about a request that failed; ``status`` is the service's, None if it was not reached."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status

    @property
    def may_pass(self) -> bool:
        """Whether it may be gone later: the service is away or busy, rather than that it refuses."""
        return self.status is None or self.status == TOO_MANY or self.status >= SERVER_ERROR


def send(method: str, path: str, body: Any = None, *, timeout_seconds: float | None = None) -> dict[str, Any]:
    """Send a request and return the decoded answer, empty if it has none. Raises ServiceError."""
    settings = read_settings()
    if not settings.address or not settings.key:
        raise ServiceError(_("Factcheck has no service address or no key yet: see WAGTAIL_FACTCHECK in the settings."))
    try:
        answer = httpx.request(
            method,
            settings.address + path,
            json=body,
            headers={"Authorization": f"Bearer {settings.key}", "Accept": "application/json"},
            timeout=timeout_seconds or settings.timeout_seconds,
            follow_redirects=False,
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        message = _("The Factcheck service can’t be reached: %(error)s") % {"error": error or type(error).__name__}
        raise ServiceError(message) from error
    return _read(answer)


def _read(answer: httpx.Response) -> dict[str, Any]:
    try:
        content = answer.json() if answer.content else {}
    except ValueError:
        content = None
    if answer.is_success and isinstance(content, dict):
        return content
    said = content if isinstance(content, dict) else {}
    detail = said.get("detail") or said.get("title") or answer.reason_phrase
    message = _("The Factcheck service answered %(status)d: %(detail)s") % {"status": answer.status_code, "detail": detail}
    # A success that is not the API's comes from something else at this address; that may pass as well.
    raise ServiceError(message, None if answer.is_success else answer.status_code)
