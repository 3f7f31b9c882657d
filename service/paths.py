"""Addresses: building ours, and judging the ids in those that come in."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from werkzeug.routing import Map, UnicodeConverter

from factcheck.schemas.fields import DOCUMENT_ID_PATTERN, LONGEST_DOCUMENT_ID, is_document_id
from factcheck.showing import claim_path as claim_path
from service.problems import invalid_input, not_found


class IdConverter(UnicodeConverter):
    """A part of an address without a colon, where another address goes on with one and a verb.

    ``/v1/claims/<id:claim_id>`` leaves ``/v1/claims/X:cancel`` to the rule that knows it: other methods are 405 there.
    """

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = "[^/:]{1,}"


CLAIM_ID = "^clm_[0-9a-f]{32}$"
IMPORT_ID = "^imp_[0-9a-f]{32}$"
BATCH_ID = "^bat_[0-9a-f]{32}$"
ARTICLE_ID = "^art_[0-9a-f]{32}$"
WEBHOOK_ID = "^whk_[0-9a-f]{32}$"
DELIVERY_ID = "^dlv_[0-9a-f]{32}$"
KEY_ID = "^key_[0-9a-f]{32}$"
# What an SQL integer holds; a larger one would be an error in the database's driver.
LAST_VERSION = 2**31 - 1
DOCUMENT_ID_RULE = "A document id has 1 to 200 printable characters without spaces or slashes."


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "path", "name": name, "required": True, "description": description, "schema": schema}


CLAIM_PARAMETER = _parameter("claim_id", "As it came with the claim.", {"type": "string", "pattern": CLAIM_ID})
KEY_PARAMETER = _parameter("key_id", "As it came with the key.", {"type": "string", "pattern": KEY_ID})
IMPORT_PARAMETER = _parameter("import_id", "As it came with the import.", {"type": "string", "pattern": IMPORT_ID})
BATCH_PARAMETER = _parameter("batch_id", "As it came with the batch.", {"type": "string", "pattern": BATCH_ID})
ARTICLE_PARAMETER = _parameter("article_id", "As it came with the article.", {"type": "string", "pattern": ARTICLE_ID})
WEBHOOK_PARAMETER = _parameter("webhook_id", "As it came with the webhook.", {"type": "string", "pattern": WEBHOOK_ID})
DELIVERY_PARAMETER = _parameter(
    "delivery_id", "As it stands in the log of deliveries.", {"type": "string", "pattern": DELIVERY_ID}
)
DOCUMENT_PARAMETER = _parameter(
    "document_id",
    f"Your own name of the document, percent-encoded. {DOCUMENT_ID_RULE}",
    {
        "type": "string",
        "format": "document-id",
        "pattern": DOCUMENT_ID_PATTERN,
        "maxLength": LONGEST_DOCUMENT_ID,
        "minLength": 1,
    },
)
CHECK_PARAMETER = _parameter(
    "number", "Of the check; counts from 1 for each claim.", {"type": "integer", "minimum": 1, "maximum": LAST_VERSION}
)
VERSION_PARAMETER = _parameter("version", "Counts from 1.", {"type": "integer", "minimum": 1, "maximum": LAST_VERSION})


def known_claim_id(value: str) -> str:
    """Return the id if it can be one of ours; the 404 problem otherwise, so that no odd text reaches the database."""
    if not re.fullmatch(CLAIM_ID, value):
        raise not_found("claim")
    return value


def known_key_id(value: str) -> str:
    """Return the id if it can be one of ours; the 404 problem otherwise."""
    if not re.fullmatch(KEY_ID, value):
        raise not_found("key")
    return value


def key_path(key_id: str) -> str:
    """Return the address of a key."""
    return f"/v1/keys/{key_id}"


def known_import_id(value: str) -> str:
    """Return the id if it can be one of ours; the 404 problem otherwise."""
    if not re.fullmatch(IMPORT_ID, value):
        raise not_found("import")
    return value


def known_batch_id(value: str) -> str:
    """Return the id if it can be one of ours; the 404 problem otherwise."""
    if not re.fullmatch(BATCH_ID, value):
        raise not_found("batch of claims")
    return value


def known_article_id(value: str) -> str:
    """Return the id if it can be one of ours; the 404 problem otherwise."""
    if not re.fullmatch(ARTICLE_ID, value):
        raise not_found("article")
    return value


def known_webhook_id(value: str) -> str:
    """Return the id if it can be one of ours; the 404 problem otherwise."""
    if not re.fullmatch(WEBHOOK_ID, value):
        raise not_found("webhook")
    return value


def known_delivery_id(value: str) -> str:
    """Return the id if it can be one of ours; the 404 problem otherwise."""
    if not re.fullmatch(DELIVERY_ID, value):
        raise not_found("delivery")
    return value


def known_document_id(value: str) -> str:
    """Return the id if a document can have it; the 404 problem otherwise."""
    if not is_document_id(value):
        raise not_found("document")
    return value


def new_document_id(value: str) -> str:
    """Return the id if a document can have it; the 422 problem that says the rule otherwise."""
    if not is_document_id(value):
        raise invalid_input([("/document_id", DOCUMENT_ID_RULE)])
    return value


def known_number(value: int) -> int:
    """Return the number if a check can have it; the 404 problem otherwise."""
    if not 0 < value <= LAST_VERSION:
        raise not_found("check")
    return value


def known_version(value: int) -> int:
    """Return the number if a version can have it; the 404 problem otherwise."""
    if not 0 < value <= LAST_VERSION:
        raise not_found("version")
    return value


def batch_path(batch_id: str) -> str:
    """Return the address of a batch of claims."""
    return f"/v1/claim-batches/{batch_id}"


def article_path(article_id: str) -> str:
    """Return the address of an article."""
    return f"/v1/articles/{article_id}"


def check_path(claim_id: str, number: int) -> str:
    """Return the address of one check of a claim."""
    return f"{claim_path(claim_id)}/checks/{number}"


def import_path(import_id: str) -> str:
    """Return the address of an import."""
    return f"/v1/imports/{import_id}"


def webhook_path(webhook_id: str) -> str:
    """Return the address of a webhook."""
    return f"/v1/webhooks/{webhook_id}"


def delivery_path(webhook_id: str, delivery_id: str) -> str:
    """Return the address of a delivery."""
    return f"{webhook_path(webhook_id)}/deliveries/{delivery_id}"


def document_path(document_id: str) -> str:
    """Return the address of a document."""
    return f"/v1/documents/{quote(document_id, safe='')}"


def version_path(document_id: str, version: int) -> str:
    """Return the address of one version of a document."""
    return f"{document_path(document_id)}/versions/{version}"
