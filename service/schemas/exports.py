"""Reports in the formats of the web: JSON-LD of schema.org, Web Annotations, signed bundles."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from factcheck.exports.claim_review import BEST, WORST
from factcheck.schemas.fields import Text, WebUrl, ZonedTime
from service.schemas.quotes import JsonInteger


def named(name: str, field: type[fields.Field[Any]] = fields.String, **options: Any) -> fields.Field[Any]:
    """Return a required field whose name is no name of Python's."""
    return field(required=True, attribute=name, data_key=name, **options)


class ReviewBody(Schema):
    """What an editor says of the claim; what is left out stays, null takes it back."""

    rating = JsonInteger(minimum=WORST, maximum=BEST, description="From 1 (false) to 5 (true).")
    alternate_name = Text(maximum=100, allow_none=True, metadata={"example": "Mostly true"})
    explanation = Text(maximum=5000, allow_none=True, metadata={"example": "Two officials gave the figure on record."})
    url = WebUrl(allow_none=True, metadata={"example": "https://news.example/checks/alm-flood"})
    author = Text(maximum=200, allow_none=True, metadata={"example": "Alm Courier"})


class ReviewSchema(Schema):
    """The editor's review."""

    claim_id = fields.String(required=True)
    rating = fields.Integer(required=True, allow_none=True)
    alternate_name = fields.String(required=True, allow_none=True)
    explanation = fields.String(required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True)
    author = fields.String(required=True, allow_none=True)
    changed_at = ZonedTime(required=True)


class OrganizationSchema(Schema):
    """Who stands behind something."""

    type = named("@type", metadata={"example": "Organization"})
    name = fields.String(required=True)


class ItemReviewedSchema(Schema):
    """The claim itself."""

    type = named("@type", metadata={"example": "Claim"})
    text = fields.String(required=True)
    date = named("datePublished", allow_none=True)


class RatingSchema(Schema):
    """The rating, null until an editor sets it."""

    type = named("@type", metadata={"example": "Rating"})
    value = named("ratingValue", fields.Integer, allow_none=True)
    best = named("bestRating", fields.Integer)
    worst = named("worstRating", fields.Integer)
    words = named("alternateName", allow_none=True)


class CitationSchema(Schema):
    """A document that the evidence is from."""

    type = named("@type", metadata={"example": "NewsArticle"})
    identifier = fields.String(required=True)
    headline = fields.String(required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True)
    publisher = fields.Nested(OrganizationSchema, required=True, allow_none=True)
    date = named("datePublished", allow_none=True)


class ClaimReviewSchema(Schema):
    """A draft of schema.org's ClaimReview, as JSON-LD."""

    context = named("@context", metadata={"example": "https://schema.org"})
    type = named("@type", metadata={"example": "ClaimReview"})
    claim = named("claimReviewed", metadata={"example": "About 1,400 people had to leave their homes."})
    date = named("datePublished", allow_none=True)
    url = fields.String(required=True, allow_none=True)
    author = fields.Nested(OrganizationSchema, required=True, allow_none=True)
    body = named("reviewBody", allow_none=True)
    item = fields.Nested(ItemReviewedSchema, required=True, attribute="itemReviewed", data_key="itemReviewed")
    rating = fields.Nested(RatingSchema, required=True, attribute="reviewRating", data_key="reviewRating")
    citation = fields.List(fields.Nested(CitationSchema), required=True)


class BodySchema(Schema):
    """What an annotation says: the stance, and the claim that it is towards."""

    type = fields.String(required=True)
    purpose = fields.String(required=True)
    format = fields.String(required=True)
    value = fields.String(required=True)


class SelectorSchema(Schema):
    """A TextQuoteSelector or a TextPositionSelector."""

    type = fields.String(required=True, validate=validate.OneOf(["TextQuoteSelector", "TextPositionSelector"]))
    exact = fields.String()
    prefix = fields.String()
    suffix = fields.String()
    start = fields.Integer()
    end = fields.Integer()


class TargetSchema(Schema):
    """One version of a document; `via` is the page that it came from."""

    type = fields.String(required=True)
    source = fields.String(required=True)
    via = fields.String(required=True, allow_none=True)
    selector = fields.List(fields.Nested(SelectorSchema), required=True)


class AnnotationSchema(Schema):
    """A piece of evidence as a W3C Web Annotation."""

    id = fields.String(required=True)
    type = fields.String(required=True)
    motivation = fields.String(required=True)
    body = fields.List(fields.Nested(BodySchema), required=True)
    target = fields.Nested(TargetSchema, required=True)


class AnnotationPageSchema(Schema):
    """The annotations of a claim, as JSON-LD."""

    context = named("@context", metadata={"example": "http://www.w3.org/ns/anno.jsonld"})
    id = fields.String(required=True)
    type = fields.String(required=True, metadata={"example": "AnnotationPage"})
    items = fields.List(fields.Nested(AnnotationSchema), required=True)


class ManifestSchema(Schema):
    """What is signed: the SHA-256 of each part in its canonical form (RFC 8785)."""

    format = fields.String(required=True, metadata={"example": "factcheck-bundle-1"})
    made_at = fields.String(required=True, metadata={"format": "date-time"})
    workspace_id = fields.String(required=True)
    sha256 = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class SignatureSchema(Schema):
    """An Ed25519 signature of the canonical manifest; key and value as URL-safe base64."""

    algorithm = fields.String(required=True, metadata={"example": "Ed25519"})
    public_key = fields.String(required=True)
    value = fields.String(required=True)


class BundleSchema(Schema):
    """A report for keeping."""

    claim = fields.Dict(keys=fields.String(), required=True)
    check = fields.Dict(keys=fields.String(), required=True)
    report = fields.Dict(keys=fields.String(), required=True)
    documents = fields.List(fields.Dict(keys=fields.String()), required=True)
    manifest = fields.Nested(ManifestSchema, required=True)
    signature = fields.Nested(SignatureSchema, required=True)


class SigningKeySchema(Schema):
    """The key that the workspace's bundles are signed with, its public half."""

    algorithm = fields.String(required=True, metadata={"example": "Ed25519"})
    public_key = fields.String(required=True)
    created_at = ZonedTime(required=True)
