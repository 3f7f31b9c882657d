"""Messages that webhooks bring: whether they are the service's, unchanged and fresh (Standard Webhooks 1.0)."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from factcheck_client.errors import WebhookError

SECRET_PREFIX = "whsec_"
TOLERANCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class WebhookMessage:
    """An event; pass over those whose ``message_id`` you have had, since each comes at least once."""

    message_id: str
    type: str
    timestamp: str
    data: Mapping[str, Any]


def verify_webhook(
    body: bytes,
    headers: Mapping[str, str],
    secrets: str | Sequence[str],
    *,
    tolerance_seconds: float = TOLERANCE_SECONDS,
    now: float | None = None,
) -> WebhookMessage:
    """Return the message if one of the secrets has signed it, at most ``tolerance_seconds`` ago or ahead.

    ``body`` is the body as it came, before anything parsed it; ``now`` is in seconds since 1970. Raises ``WebhookError``.
    """
    named = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp, signatures = (_header(named, f"webhook-{name}") for name in ("id", "timestamp", "signature"))
    _check_age(timestamp, time.time() if now is None else now, tolerance_seconds)
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    expected = [_sign(secret, signed) for secret in ([secrets] if isinstance(secrets, str) else secrets)]
    given = [value.encode() for version, _, value in (one.partition(",") for one in signatures.split()) if version == "v1"]
    # All are compared, so that the time taken tells nothing.
    if not any([hmac.compare_digest(one, other) for one in given for other in expected]):
        raise WebhookError("No signature of this message fits.")
    return _read(message_id, body)


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name)
    if not value:
        raise WebhookError(f"The message has no header {name}.")
    if not value.isascii():
        raise WebhookError(f"The header {name} holds other characters than ASCII.")
    return value


def _check_age(timestamp: str, now: float, tolerance_seconds: float) -> None:
    if not re.fullmatch("[0-9]{1,12}", timestamp):
        raise WebhookError("webhook-timestamp is no number of seconds.")
    if abs(now - int(timestamp)) > tolerance_seconds:
        raise WebhookError("The message is too old, or the clocks differ.")


def _sign(secret: str, signed: bytes) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise WebhookError("The secret is not as the service gave it.") from error
    if not key:
        raise WebhookError("The secret is empty.")
    return base64.b64encode(hmac.digest(key, signed, "sha256"))


def _read(message_id: str, body: bytes) -> WebhookMessage:
    try:
        said = json.loads(body)
        return WebhookMessage(message_id, said["type"], said["timestamp"], said["data"])
    except (ValueError, KeyError, TypeError) as error:
        raise WebhookError("The message is signed, but not one of this API.") from error
