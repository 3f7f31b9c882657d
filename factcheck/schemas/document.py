"""A document as a sender gives it: one set of rules for the API and for each line of an import."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from factcheck.domain import DocumentKind, DocumentStatus
from factcheck.errors import DocumentTextError, FactcheckError
from factcheck.schemas.content import build_content
from factcheck.schemas.fields import DocumentId, Language, Text, WebUrl, ZonedTime
from factcheck.schemas.items import Item, derive_document_id, name_after_file
from factcheck.schemas.pointers import list_errors
from factcheck.store.editions import DocumentPut, Edition
from factcheck.store.records import DocumentContent

EXAMPLE = "The river Alm rose by two metres in one night. Some 1,400 people left their homes."
BOTH = "Send either text or html, not both."
NEITHER = "A document needs a text or html."
NEEDED = "A fact check needs this."
NOT_OF_ARTICLES = "Only a fact check has this."
NO_ID = "This needs an id: a document_id, or what its format names it by."
OF_FACT_CHECKS = ("claim_reviewed", "rating")
# What fits into a column for whole numbers.
VERSION_NUMBER = r"[0-9]{1,9}"
# What takes back a document has to name it.
NEEDED_OF_NOTICES = {"document_id", "uri", "status"}
HIDDEN = (DocumentStatus.WITHHELD.value, DocumentStatus.CANCELED.value)


class DocumentError(FactcheckError):
    """A document that can't be taken; ``errors`` holds a JSON pointer and a sentence for each thing that is wrong."""

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{pointer or 'document'}: {detail}" for pointer, detail in errors))
        self.errors = tuple(errors)


class DocumentSchema(Schema):
    """The fields of a document. Null means: not given. Other formats become these, see ``factcheck.schemas.formats``."""

    kind = fields.String(
        validate=validate.OneOf([kind.value for kind in DocumentKind]),
        load_default=DocumentKind.ARTICLE.value,
        metadata={"description": "A `fact_check` has `claim_reviewed` and `rating` and is never evidence."},
    )
    claim_reviewed = Text(maximum=2000, allow_none=True, metadata={"description": "Of fact checks only: the claim."})
    rating = Text(maximum=500, allow_none=True, metadata={"description": "Of fact checks only: what was found of it."})
    text = Text(metadata={"description": "The plain text. Either this or `html`.", "examples": [EXAMPLE]})
    html = Text(metadata={"description": "A page or a fragment; its main text is taken out. Either this or `text`."})
    title = Text(maximum=1000, allow_none=True)
    publisher = Text(maximum=500, allow_none=True, metadata={"description": "Who printed it."})
    credit = Text(maximum=500, allow_none=True, metadata={"description": "Whose report it is, such as an agency."})
    byline = Text(maximum=500, allow_none=True)
    url = WebUrl(allow_none=True)
    uri = Text(maximum=1000, allow_none=True, metadata={"description": "The item's own name where it comes from."})
    language = Language(allow_none=True, metadata={"description": "A BCP 47 tag such as `en`."})
    copyright_holder = Text(maximum=500, allow_none=True)
    usage_terms = Text(maximum=2000, allow_none=True, metadata={"description": "What may be done with it."})
    published_at = ZonedTime(allow_none=True)
    updated_at = ZonedTime(allow_none=True)
    status = fields.String(
        validate=validate.OneOf([status.value for status in DocumentStatus]), load_default=DocumentStatus.USABLE.value
    )
    embargoed_until = ZonedTime(allow_none=True, metadata={"description": "Not shown or quoted before this time."})

    @validates_schema
    def _has_one_content(self, data: Mapping[str, Any], **_: Any) -> None:
        if "text" in data and "html" in data:
            raise ValidationError(BOTH, field_name="html")
        if "text" not in data and "html" not in data:
            raise ValidationError(NEITHER, field_name="text")

    @validates_schema
    def _fits_its_kind(self, data: Mapping[str, Any], **_: Any) -> None:
        is_fact_check = data["kind"] == DocumentKind.FACT_CHECK
        wrong = [name for name in OF_FACT_CHECKS if (data.get(name) is not None) != is_fact_check]
        if wrong:
            raise ValidationError({name: [NEEDED if is_fact_check else NOT_OF_ARTICLES] for name in wrong})


class ImportedDocumentSchema(DocumentSchema):
    """A document that may bring its id: a line of an import, or of several in one body."""

    document_id = DocumentId()


class NoticeSchema(Schema):
    """What counts of an item that only takes back a document."""

    class Meta:
        unknown = EXCLUDE

    document_id = DocumentId()
    uri = Text(maximum=1000, allow_none=True)
    status = fields.String(required=True, validate=validate.OneOf(HIDDEN))
    # A document is taken back whatever its times look like.
    embargoed_until = fields.Function(deserialize=lambda value: read_time(value))
    updated_at = fields.Function(deserialize=lambda value: read_time(value))


def read_time(value: Any) -> datetime | None:
    """Return a time as RFC 3339 writes it, None for anything else."""
    try:
        time: datetime = ZonedTime().deserialize(value)
    except ValidationError:
        return None
    return time


def load_item(item: Item, document_id: str | None) -> DocumentPut:
    """Return the validated document with its text made; raises DocumentError with pointers into the body.

    A notice that takes back a document without sending it again has no content: what is stored stays, hidden.

    With a ``document_id`` that is the document's, and the item must bring none; without, it is the one that the item brings
    or what it is named by.
    """
    if item.refusal is not None:
        raise DocumentError([item.refusal])
    schema = DocumentSchema() if document_id else ImportedDocumentSchema()
    try:
        loaded, content = _load_hidden(item, schema) if hides_document(item) else _load_content(item.fields, schema)
        found_id = document_id or find_document_id(item, loaded, content)
    except ValidationError as error:
        raise DocumentError([(item.locate(at), detail) for at, detail in list_errors(error.messages)]) from error
    except DocumentTextError as error:
        raise DocumentError([(item.locate(error.pointer), str(error))]) from error
    return DocumentPut(found_id, content, loaded["status"], loaded.get("embargoed_until"), find_edition(item, loaded))


def hides_document(item: Item) -> bool:
    """Say whether the item of an agency's format takes a document back, be it with a text or without."""
    return item.is_agency and item.fields.get("status") in HIDDEN


def _load_content(given: Any, schema: Schema) -> tuple[Mapping[str, Any], DocumentContent]:
    loaded = schema.load(given)
    return loaded, build_content(loaded)


def _load_hidden(item: Item, schema: Schema) -> tuple[Mapping[str, Any], DocumentContent | None]:
    """Leave out what can't be taken, the text too: nothing of it may keep a document from being taken back."""
    wrong = schema.validate(item.fields).keys() - NEEDED_OF_NOTICES
    taken = {name: value for name, value in item.fields.items() if name not in wrong}
    if {"text", "html"} & taken.keys():
        with suppress(DocumentTextError):
            return _load_content(taken, schema)
    return NoticeSchema().load(taken), None


def name_item(item: Item) -> str | None:
    """Return the document id that an item which brings its name will get, without validating the rest of it."""
    brought = item.fields if isinstance(item.fields, dict) else {}
    written = {name: value for name, value in brought.items() if isinstance(value, str)}
    try:
        return find_document_id(item, written, None)
    except ValidationError:
        return None


def find_edition(item: Item, loaded: Mapping[str, Any]) -> Edition | None:
    """Return which edition an agency's item is by its own words; None for other documents, and if it says nothing."""
    if not item.is_agency:
        return None
    written = str(item.version).strip()
    number = int(written) if re.fullmatch(VERSION_NUMBER, written) else None
    made_at = loaded.get("updated_at")
    return None if number is None and made_at is None else Edition(number, made_at)


def find_document_id(item: Item, loaded: Mapping[str, Any], content: DocumentContent | None) -> str:
    """Return the id that the item brings or that follows from what it is named by; raises ValidationError."""
    brought = loaded.get("document_id") or item.own_id
    if brought:
        return str(brought)
    for name in item.named_by:
        if known_by := loaded.get(name) or getattr(content, name, None):
            return derive_document_id(known_by)
    if item.file_name:
        return derive_document_id(name_after_file(item.file_name))
    raise ValidationError({item.named_by[0] if item.names else "document_id": [NO_ID]})
