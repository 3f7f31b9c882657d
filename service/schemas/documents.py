"""Documents as the API answers them; what it takes stands in ``factcheck.schemas.document``."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from factcheck.domain import DocumentKind, DocumentStatus
from factcheck.schemas.fields import ZonedTime
from service.schemas.lists import LinksSchema, ListAnswer
from service.schemas.problems import FieldErrorSchema

OUTCOMES = ("created", "changed", "unchanged", "older")
INDEX_STATUSES = ("queued", "indexed", "failed")


class Outcome(fields.String):
    """What became of a document that was sent."""

    def __init__(self) -> None:
        super().__init__(
            required=True,
            validate=validate.OneOf(OUTCOMES),
            metadata={
                "description": "`created`: it was not there; `changed`: a new version; `unchanged`: no new one, though "
                "status and embargo may be; `older`: an agency's item of an older version than the one that is there, kept "
                "as a version of the past."
            },
        )


class ContentFields(Schema):
    """What a version holds besides its text."""

    version = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([kind.value for kind in DocumentKind]))
    claim_reviewed = fields.String(required=True, allow_none=True)
    rating = fields.String(required=True, allow_none=True)
    title = fields.String(required=True, allow_none=True)
    publisher = fields.String(required=True, allow_none=True)
    credit = fields.String(required=True, allow_none=True)
    byline = fields.String(required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True)
    uri = fields.String(required=True, allow_none=True)
    copyright_holder = fields.String(required=True, allow_none=True)
    usage_terms = fields.String(required=True, allow_none=True)
    language = fields.String(required=True, allow_none=True)
    published_at = ZonedTime(required=True, allow_none=True)
    updated_at = ZonedTime(required=True, allow_none=True)
    created_at = ZonedTime(required=True)


class DocumentSummarySchema(ContentFields):
    """A document in a list, without its text."""

    document_id = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf([status.value for status in DocumentStatus]))
    embargoed_until = ZonedTime(required=True, allow_none=True)
    index_status = fields.String(required=True, validate=validate.OneOf(INDEX_STATUSES))
    index_error = fields.String(required=True, allow_none=True)
    changed_at = ZonedTime(required=True)
    links = fields.Nested(LinksSchema, required=True)


class StoredDocumentSchema(DocumentSummarySchema):
    """A document in its current version."""

    text = fields.String(required=True, metadata={"description": "What the offsets of quotes count in."})


class PutDocumentSchema(StoredDocumentSchema):
    """A document in its current version, and what became of the one that was sent."""

    outcome = Outcome()


class VersionSummarySchema(ContentFields):
    """A version in a list, without its text."""

    links = fields.Nested(LinksSchema, required=True)


class VersionSchema(VersionSummarySchema):
    """One immutable version of a document."""

    text = fields.String(required=True, metadata={"description": "What the offsets of quotes count in."})


class DocumentListSchema(ListAnswer):
    """Documents, newest first."""

    items = fields.List(fields.Nested(DocumentSummarySchema), required=True)


class TakenDocumentSchema(DocumentSummarySchema):
    """A document that was taken out of a body, without its text."""

    pointer = fields.String(required=True, metadata={"description": "Where in the body it stands; empty for the whole."})
    created = fields.Boolean(required=True, metadata={"description": "Whether it was not there before."})
    outcome = Outcome()


class TakenDocumentsSchema(Schema):
    """What became of the items of a body."""

    items = fields.List(fields.Nested(TakenDocumentSchema), required=True)
    errors = fields.List(fields.Nested(FieldErrorSchema), required=True)


class VersionListSchema(ListAnswer):
    """Versions, newest first."""

    items = fields.List(fields.Nested(VersionSummarySchema), required=True)
