"""Search: passages with their ranks, not judged."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from factcheck.schemas.fields import Text
from service.schemas.lists import LONGEST_PAGE, WholeNumber
from service.schemas.reports import CitedDocumentSchema

DEFAULT_RESULTS = 10
# Percent-encoded, a character may take twelve bytes of an address, and servers take some 8,000 bytes of those.
LONGEST_QUERY = 500


class SearchQuery(Schema):
    """What to search for."""

    q = Text(
        required=True,
        maximum=LONGEST_QUERY,
        metadata={"description": "A claim, a sentence or some words.", "examples": ["high water"]},
    )
    limit = WholeNumber(load_default=DEFAULT_RESULTS, validate=validate.Range(min=1, max=LONGEST_PAGE))


class FoundPassageSchema(Schema):
    """A passage that was found; a rank is null where that side of the search did not return it."""

    score = fields.Float(required=True, metadata={"description": "Comparable within one answer only."})
    bm25_rank = fields.Integer(required=True, allow_none=True)
    vector_rank = fields.Integer(required=True, allow_none=True)
    text = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    document = fields.Nested(CitedDocumentSchema, required=True)


class SearchAnswerSchema(Schema):
    """Passages, best first."""

    items = fields.List(fields.Nested(FoundPassageSchema), required=True)
