"""Articles: the draft that a CMS sends, and which of its sentences are worth checking."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from factcheck.articles.checkworthiness import REASONS
from factcheck.schemas.fields import DocumentIds, Language, Text, TrueOrFalse, ZonedTime
from service.paths import ARTICLE_ID
from service.schemas.batches import ClaimStateSchema, CountsSchema
from service.schemas.lists import LinksSchema
from service.schemas.quotes import JsonInteger

LONGEST_DRAFT = 200_000
MOST_CHECKED = 100
ARTICLE_EXAMPLE = "art_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b"
REASON_NAMES = tuple(dict.fromkeys(REASONS.values()))


class ArticleBody(Schema):
    """A draft: exactly one of `text` and `html`."""

    text = Text(
        maximum=LONGEST_DRAFT,
        metadata={"description": "Plain text.", "example": "The river Alm rose by two metres in one night. What now?"},
    )
    html = Text(maximum=LONGEST_DRAFT, metadata={"description": "A page or a piece of one; its visible text counts."})
    title = Text(maximum=1000, allow_none=True, metadata={"example": "Alm floods the lower town"})
    external_id = Text(
        maximum=200,
        allow_none=True,
        metadata={"description": "Your own name of the article: sent again, it is a new revision.", "example": "cms-4711"},
    )
    as_of = ZonedTime(allow_none=True, metadata={"description": "The time at which the claims are to hold."})
    language = Language(allow_none=True, metadata={"description": "Search only documents in this language."})
    exclude_document_ids = DocumentIds(
        metadata={
            "description": "Documents of the archive that are never evidence for its claims, such as the piece itself.",
            "example": ["cms-4711"],
        },
    )
    check_at_most = JsonInteger(
        minimum=0, maximum=MOST_CHECKED, description="Check so many of the sentences, those that are worth it most."
    )
    fresh = TrueOrFalse(
        metadata={
            "description": "Check all sentences again, also those of the revision before and those checked a moment ago."
        },
    )

    @validates_schema
    def hold_one_content(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a draft with two contents, or none."""
        if ("text" in data) == ("html" in data):
            raise ValidationError("Send exactly one of text and html.")


class TextQuoteSelectorSchema(Schema):
    """A W3C TextQuoteSelector against the article's `text`."""

    type = fields.String(required=True, validate=validate.Equal("TextQuoteSelector"))
    exact = fields.String(required=True)
    prefix = fields.String(required=True)
    suffix = fields.String(required=True)


class ArticleSentenceSchema(Schema):
    """A sentence that makes a checkable claim; `text[start:end]` of the article, in Unicode code points, is `exact`."""

    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    selector = fields.Nested(TextQuoteSelectorSchema, required=True)
    rank = fields.Integer(required=True, metadata={"description": "1 is worth checking most."})
    score = fields.Float(required=True, metadata={"minimum": 0, "maximum": 1})
    reasons = fields.List(
        fields.String(validate=validate.OneOf(REASON_NAMES)),
        required=True,
        metadata={"description": "What speaks for checking it, weightiest first."},
    )
    claim = fields.Nested(
        ClaimStateSchema, required=True, allow_none=True, metadata={"description": "Null if it is not checked."}
    )


class ArticleCountsSchema(CountsSchema):
    """The counts of an article."""

    sentences = fields.Integer(required=True, metadata={"description": "All sentences of the body."})
    checkable = fields.Integer(required=True, metadata={"description": "Those that make a checkable claim."})


class ArticleSchema(Schema):
    """An article in its latest revision, with its checkable sentences in the order of the text."""

    article_id = fields.String(required=True, metadata={"pattern": ARTICLE_ID, "example": ARTICLE_EXAMPLE})
    external_id = fields.String(required=True, allow_none=True)
    revision = fields.Integer(required=True)
    status = fields.String(required=True, validate=validate.OneOf(("running", "done")))
    title = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True, validate=validate.OneOf(("text", "html")))
    text = fields.String(
        required=True, metadata={"description": "What offsets count in: as sent, or the HTML's visible text."}
    )
    as_of = ZonedTime(required=True, allow_none=True)
    language = fields.String(required=True, allow_none=True)
    exclude_document_ids = fields.List(fields.String(), required=True)
    counts = fields.Nested(ArticleCountsSchema, required=True)
    sentences = fields.List(fields.Nested(ArticleSentenceSchema), required=True)
    created_at = ZonedTime(required=True)
    changed_at = ZonedTime(required=True)
    finished_at = ZonedTime(required=True, allow_none=True)
    links = fields.Nested(LinksSchema, required=True)
