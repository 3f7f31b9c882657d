"""A document as a sender gives it: one set of rules for the API and for each line of an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from factcheck.domain import DocumentStatus
from factcheck.errors import DocumentTextError, FactcheckError
from factcheck.schemas.content import build_content
from factcheck.schemas.fields import DocumentId, Language, Text, WebUrl, ZonedTime
from factcheck.schemas.pointers import list_errors
from factcheck.store.records import DocumentContent

EXAMPLE = "The river Alm rose by two metres in one night. Some 1,400 people left their homes."
BOTH = "Send either text or html, not both."
NEITHER = "A document needs a text or html."


class DocumentError(FactcheckError):
    """A document that can't be taken; ``errors`` holds a JSON pointer and a sentence for each thing that is wrong."""

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{pointer or 'document'}: {detail}" for pointer, detail in errors))
        self.errors = tuple(errors)


class DocumentInput(NamedTuple):
    """A validated document in the order in which the store takes it; times are aware and in UTC."""

    document_id: str
    content: DocumentContent
    status: str
    embargoed_until: datetime | None


class DocumentSchema(Schema):
    """The fields of a document, sent by PUT. Null means: not given."""

    text = Text(metadata={"description": "The plain text. Either this or `html`.", "examples": [EXAMPLE]})
    html = Text(metadata={"description": "A page or a fragment; its main text is taken out. Either this or `text`."})
    title = Text(maximum=1000, allow_none=True)
    publisher = Text(maximum=500, allow_none=True, metadata={"description": "Who printed it."})
    credit = Text(maximum=500, allow_none=True, metadata={"description": "Whose report it is, such as an agency."})
    byline = Text(maximum=500, allow_none=True)
    url = WebUrl(allow_none=True)
    language = Language(allow_none=True, metadata={"description": "A BCP 47 tag such as `en`."})
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


class ImportedDocumentSchema(DocumentSchema):
    """A line of an import: a document with its id."""

    document_id = DocumentId(required=True)


def load_document(data: Mapping[str, Any], id_required: bool) -> DocumentInput:
    """Return the validated document with its text made; raises DocumentError.

    With ``id_required`` the mapping has to carry ``document_id``; without, it must not, and the id comes back empty.
    """
    schema = ImportedDocumentSchema() if id_required else DocumentSchema()
    try:
        return build_input(schema.load(data))
    except ValidationError as error:
        raise DocumentError(list_errors(error.messages)) from error


def build_input(loaded: Mapping[str, Any]) -> DocumentInput:
    """Return the document of already validated fields; raises DocumentError if no text can be made of its content."""
    try:
        content = build_content(loaded)
    except DocumentTextError as error:
        raise DocumentError([(error.pointer, str(error))]) from error
    return DocumentInput(loaded.get("document_id", ""), content, loaded["status"], loaded.get("embargoed_until"))
