"""Addresses: building ours, and judging the ids in those that come in."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from factcheck.schemas.fields import DOCUMENT_ID_PATTERN, LONGEST_DOCUMENT_ID, is_document_id
from factcheck.showing import claim_path as claim_path
from service.problems import invalid_input, not_found

CLAIM_ID = "^clm_[0-9a-f]{32}$"
IMPORT_ID = "^imp_[0-9a-f]{32}$"
# What an SQL integer holds; a larger one would be an error in the database's driver.
LAST_VERSION = 2**31 - 1
DOCUMENT_ID_RULE = "A document id has 1 to 200 printable characters without spaces or slashes."


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "path", "name": name, "required": True, "description": description, "schema": schema}


CLAIM_PARAMETER = _parameter("claim_id", "As it came with the claim.", {"type": "string", "pattern": CLAIM_ID})
IMPORT_PARAMETER = _parameter("import_id", "As it came with the import.", {"type": "string", "pattern": IMPORT_ID})
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
VERSION_PARAMETER = _parameter("version", "Counts from 1.", {"type": "integer", "minimum": 1, "maximum": LAST_VERSION})


def known_claim_id(value: str) -> str:
    """Return the id if it can be one of ours; the 404 problem otherwise, so that no odd text reaches the database."""
    if not re.fullmatch(CLAIM_ID, value):
        raise not_found("claim")
    return value


def known_import_id(value: str) -> str:
    """Return the id if it can be one of ours; the 404 problem otherwise."""
    if not re.fullmatch(IMPORT_ID, value):
        raise not_found("import")
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


def known_version(value: int) -> int:
    """Return the number if a version can have it; the 404 problem otherwise."""
    if not 0 < value <= LAST_VERSION:
        raise not_found("version")
    return value


def import_path(import_id: str) -> str:
    """Return the address of an import."""
    return f"/v1/imports/{import_id}"


def document_path(document_id: str) -> str:
    """Return the address of a document."""
    return f"/v1/documents/{quote(document_id, safe='')}"


def version_path(document_id: str, version: int) -> str:
    """Return the address of one version of a document."""
    return f"{document_path(document_id)}/versions/{version}"
