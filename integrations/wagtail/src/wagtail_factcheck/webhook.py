"""Messages from the service: whether they are its own (Standard Webhooks), and what they change."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from wagtail_factcheck import checking, notices
from wagtail_factcheck.archive import NOT_FOUND
from wagtail_factcheck.client import ServiceError
from wagtail_factcheck.models import EvidenceChange, PageClaim, PageResults, TakenMessage, all_pages
from wagtail_factcheck.settings import read_settings

EVENTS = ("claim.evidence_changed", "article.done")
PREFIX = "whsec_"
# The service tries a message for four days.
KEPT_DAYS = 7


class NotSignedError(Exception):
    """The message is not signed by the service, or too old or too new."""


def is_secret(secret: Any) -> bool:
    """Say whether this can be a secret of the service."""
    if not isinstance(secret, str) or not secret.startswith(PREFIX):
        return False
    try:
        return bool(base64.b64decode(secret.removeprefix(PREFIX), validate=True))
    except (binascii.Error, ValueError):
        return False


def verify(body: bytes, headers: Mapping[str, str]) -> None:
    """Raise NotSignedError unless one of the secrets has signed the message within five minutes."""
    for secret in read_settings().secrets:
        if is_secret(secret) and _is_signed(secret, body, headers):
            return
    raise NotSignedError


def _is_signed(secret: str, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):
        # A signature that can't be parsed is no signature.
        return False
    return True


def take(message_id: str, body: bytes) -> None:
    """Act upon a verified message once; the service sends it until it is answered, always under the same id.

    Raises ServiceError if the results that the message speaks of could not be fetched; it has to be sent again then.
    """
    TakenMessage.objects.filter(taken_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()
    if TakenMessage.objects.filter(message_id=message_id).exists():
        return
    message = json.loads(body)
    if isinstance(message, dict) and isinstance(message.get("data"), dict):
        _handle(message.get("type"), message["data"])
    TakenMessage.objects.get_or_create(message_id=message_id)


def _handle(event: Any, data: dict[str, Any]) -> None:
    claim = data.get("claim")
    if event == "claim.evidence_changed" and isinstance(claim, dict) and data.get("is_latest", True):
        for known in PageClaim.objects.filter(claim_id=claim["claim_id"]).select_related("results"):
            _take_claim(known, claim, str(data.get("check_id") or ""))
    elif event == "article.done":
        for results in PageResults.objects.filter(article_id=data.get("article_id", "")):
            try:
                checking.refresh(results.pk)
            except ServiceError as error:
                checking.logger.warning("Page %s keeps its old results: %s", results.pk, error)
                if error.status != NOT_FOUND:
                    raise


def _take_claim(known: PageClaim, claim: dict[str, Any], check_id: str) -> None:
    """Keep the new state of a claim, and tell the page's owner if the page is public."""
    before = known.verdict
    for name, value in checking.state_of(claim).items():
        setattr(known, name, value)
    known.save()
    page = all_pages().get(pk=known.results_id)
    if page.live and check_id:
        values = {"claim_id": known.claim_id, "text": known.text, "before": before, "verdict": known.verdict}
        change, is_new = EvidenceChange.objects.get_or_create(page=page, check_id=check_id, defaults=values)
        if is_new:
            notices.tell_owner(page, change)
    checking.settle(known.results)
