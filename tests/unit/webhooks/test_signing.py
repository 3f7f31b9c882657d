"""Signatures, judged by the library that receivers use."""

from __future__ import annotations

import base64
import time

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from factcheck.webhooks.signing import new_secret, sign_message

BODY = '{"type":"claim.done","data":{"text":"Überschwemmung – 1 400 Menschen"}}'.encode()


def test_a_message_is_verified_and_a_changed_one_is_not() -> None:
    secret = new_secret()
    headers = sign_message("evt_1", int(time.time()), BODY, [secret])
    assert Webhook(secret).verify(BODY, headers)["type"] == "claim.done"
    for changed in ({"webhook-id": "evt_2"}, {"webhook-timestamp": str(int(time.time()) - 1)}):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(BODY, {**headers, **changed})
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(BODY, headers)


def test_while_two_secrets_live_either_verifies() -> None:
    old, new = new_secret(), new_secret()
    headers = sign_message("evt_1", int(time.time()), BODY, [new, old])
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (old, new):
        Webhook(secret).verify(BODY, headers)


def test_secrets_are_long_and_differ() -> None:
    secrets = {new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert {len(base64.b64decode(secret.removeprefix("whsec_"))) for secret in secrets} == {32}
