"""Messages are believed only if they are signed, fresh and unchanged; the library of Standard Webhooks signs them here."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook

from factcheck_client import WebhookError, verify_webhook

SECRET = "whsec_" + base64.b64encode(b"a secret of the newsroom").decode()
OTHER = "whsec_" + base64.b64encode(b"the secret that came before").decode()
NOW = 1_790_000_000
BODY = json.dumps({"type": "claim.done", "timestamp": "2026-09-21T14:13:20Z", "data": {"claim_id": "clm_1"}}).encode()


def headers_for(body: bytes = BODY, secret: str = SECRET) -> dict[str, str]:
    signature = Webhook(secret).sign("msg_1", datetime.fromtimestamp(NOW, UTC), body.decode())
    return {"Webhook-Id": "msg_1", "Webhook-Timestamp": str(NOW), "Webhook-Signature": signature}


def test_a_signed_message_is_read() -> None:
    message = verify_webhook(BODY, headers_for(), SECRET, now=NOW + 300)
    assert (message.message_id, message.type, message.data) == ("msg_1", "claim.done", {"claim_id": "clm_1"})


def test_one_of_several_signatures_and_one_of_several_secrets_is_enough() -> None:
    headers = headers_for()
    headers["Webhook-Signature"] = f"v2,eA== garbage v1,eA== {headers['Webhook-Signature']}"
    assert verify_webhook(BODY, headers, [OTHER, SECRET], now=NOW).type == "claim.done"


@pytest.mark.parametrize(
    ("change", "now"),
    [
        ({"Webhook-Signature": "v1,eA=="}, NOW),
        ({"Webhook-Signature": "v1,é"}, NOW),
        ({"Webhook-Signature": ""}, NOW),
        ({"Webhook-Id": "msg_2"}, NOW),
        ({"Webhook-Timestamp": str(NOW + 1)}, NOW),
        ({"Webhook-Timestamp": "now"}, NOW),
        ({"Webhook-Timestamp": "9" * 5000}, NOW),
        ({"Webhook-Timestamp": "9" * 400}, NOW),
        ({"Webhook-Timestamp": "\u0661"}, NOW),
        ({"Webhook-Id": "\udc80"}, NOW),
        ({"Webhook-Signature": "v1,\udc80"}, NOW),
        ({}, NOW + 301),
        ({}, NOW - 301),
    ],
)
def test_a_changed_or_old_message_is_refused(change: dict[str, str], now: float) -> None:
    with pytest.raises(WebhookError):
        verify_webhook(BODY, {**headers_for(), **change}, SECRET, now=now)


def test_a_changed_body_is_refused() -> None:
    with pytest.raises(WebhookError, match="No signature"):
        verify_webhook(BODY + b" ", headers_for(), SECRET, now=NOW)


@pytest.mark.parametrize("secret", [OTHER, "whsec_", "whsec_!", []])
def test_other_secrets_are_no_use(secret: str | list[str]) -> None:
    with pytest.raises(WebhookError):
        verify_webhook(BODY, headers_for(), secret, now=NOW)


@pytest.mark.parametrize("body", [b"[]", b"{}", b"no JSON"])
def test_a_signed_message_of_something_else_is_refused(body: bytes) -> None:
    with pytest.raises(WebhookError, match="not one of this API"):
        verify_webhook(body, headers_for(body), SECRET, now=NOW)
