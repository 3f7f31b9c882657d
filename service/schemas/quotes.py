"""Quotes: what is asked, and how it stands in the document."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from factcheck.schemas.fields import LONGEST_DOCUMENT_ID, Text
from factcheck.text.verification import QuoteResult
from service.paths import LAST_VERSION

LONGEST_QUOTE = 10_000


class QuoteBody(Schema):
    """A quote to be looked up."""

    document_id = Text(required=True, maximum=LONGEST_DOCUMENT_ID)
    version = fields.Integer(
        strict=True,
        allow_none=True,
        validate=validate.Range(min=1, max=LAST_VERSION),
        metadata={"description": "The current one if it is left out."},
    )
    exact = Text(
        required=True,
        maximum=LONGEST_QUOTE,
        metadata={"description": "The quote, up to 10,000 characters.", "examples": ["Some 1,400 people"]},
    )
    start = fields.Integer(
        strict=True,
        allow_none=True,
        validate=validate.Range(min=0, max=LAST_VERSION),
        metadata={"description": "Look at this place only; else the first occurrence counts."},
    )


class QuoteCheckSchema(Schema):
    """How the quote stands in the text: `exact` is as it stands there, `text[start:end]`; null where it is missing."""

    result = fields.String(required=True, validate=validate.OneOf([result.value for result in QuoteResult]))
    document_id = fields.String(required=True)
    version = fields.Integer(required=True)
    start = fields.Integer(required=True, allow_none=True)
    end = fields.Integer(required=True, allow_none=True)
    exact = fields.String(required=True, allow_none=True)
