"""A document as a sender gives it: one set of rules for the API and for each line of an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema
from typing_extensions import override

from factcheck.domain import DocumentKind, DocumentStatus
from factcheck.errors import DocumentTextError, FactcheckError
from factcheck.schemas.claim_review import SCHEMA_ORG_NAMES, derive_document_id, holds_claim_review, read_claim_review
from factcheck.schemas.content import build_content
from factcheck.schemas.fields import DocumentId, Language, Text, WebUrl, ZonedTime
from factcheck.schemas.pointers import list_errors
from factcheck.store.records import DocumentContent

EXAMPLE = "The river Alm rose by two metres in one night. Some 1,400 people left their homes."
BOTH = "Send either text or html, not both."
NEITHER = "A document needs a text or html."
NEEDED = "A fact check needs this."
NOT_OF_ARTICLES = "Only a fact check has this."
OF_FACT_CHECKS = ("claim_reviewed", "rating")


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
    """The fields of a document, sent by PUT. Null means: not given.

    Instead of them a schema.org ClaimReview is taken, see ``factcheck.schemas.claim_review``.
    """

    needs_id: ClassVar[bool] = False

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

    @validates_schema
    def _fits_its_kind(self, data: Mapping[str, Any], **_: Any) -> None:
        is_fact_check = data["kind"] == DocumentKind.FACT_CHECK
        wrong = [name for name in OF_FACT_CHECKS if (data.get(name) is not None) != is_fact_check]
        if wrong:
            raise ValidationError({name: [NEEDED if is_fact_check else NOT_OF_ARTICLES] for name in wrong})

    @pre_load
    def _read_claim_review(self, data: Any, **_: Any) -> Any:
        if not holds_claim_review(data):
            return data
        derived = {"document_id": derive_document_id(data)} if self.needs_id else {}
        return {**derived, **read_claim_review(data)}

    @override
    def handle_error(self, error: ValidationError, data: Any, *, many: bool, **_: Any) -> None:
        """Name the fields of a ClaimReview as its sender does."""
        if holds_claim_review(data) and isinstance(error.messages, dict):
            error.messages = {SCHEMA_ORG_NAMES.get(name, name): found for name, found in error.messages.items()}


class ImportedDocumentSchema(DocumentSchema):
    """A line of an import: a document with its id, which only a ClaimReview may leave out."""

    needs_id = True

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
