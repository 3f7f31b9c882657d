"""Reports: what a check found, piece by piece."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from factcheck.domain import Stance, Time, VerdictLabel
from factcheck.judgement.gaps import GapKind
from factcheck.judgement.origins import OriginKind
from factcheck.judgement.prior_checks import Relation
from factcheck.reason import ReasonCode

VERDICTS = tuple(label.value for label in VerdictLabel)
STANCES = tuple(stance.value for stance in Stance)
TIMES = tuple(time.value for time in Time)
ORIGIN_KINDS = tuple(kind.value for kind in OriginKind)
GAP_KINDS = tuple(kind.value for kind in GapKind)
REASON_CODES = tuple(code.value for code in ReasonCode)
RELATIONS = tuple(relation.value for relation in Relation)


class QuoteSchema(Schema):
    """A verbatim span: offsets are Unicode code points into the `text` of that document version."""

    exact = fields.String(required=True)
    prefix = fields.String(required=True)
    suffix = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)


class CitedDocumentSchema(Schema):
    """The document behind a quote."""

    document_id = fields.String(required=True)
    version = fields.Integer(required=True)
    title = fields.String(required=True, allow_none=True)
    publisher = fields.String(required=True, allow_none=True)
    credit = fields.String(required=True, allow_none=True)
    published_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    url = fields.String(required=True, allow_none=True)
    link = fields.String(
        allow_none=True,
        metadata={"description": "`url` with a text fragment that makes a browser scroll to the passage and mark it."},
    )


class QuantityComparisonSchema(Schema):
    """Two amounts, one of the claim and one of the passage, in a common unit."""

    claim = fields.String(required=True)
    passage = fields.String(required=True)
    unit = fields.String(required=True)
    claim_value = fields.Float(required=True)
    passage_value = fields.Float(required=True)
    ratio = fields.Float(required=True, allow_none=True)
    relation = fields.String(required=True)


class AttributionSchema(Schema):
    """Who is quoted with the passage; null where the document says it in its own name.

    `start` and `end` are offsets of `speaker` in the document version's `text`.
    """

    speaker = fields.String(required=True)
    speaker_key = fields.String(required=True)
    is_anonymous = fields.Boolean(required=True)
    outlet = fields.String(required=True, allow_none=True)
    hedge = fields.String(required=True, allow_none=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)


class EvidenceSchema(Schema):
    """A passage that speaks for or against the claim."""

    stance = fields.String(required=True, validate=validate.OneOf(STANCES))
    confidence = fields.Float(required=True)
    quote = fields.Nested(QuoteSchema, required=True)
    document = fields.Nested(CitedDocumentSchema, required=True)
    time = fields.String(validate=validate.OneOf(TIMES), metadata={"description": "Against the claim's `as_of`."})
    quantities = fields.List(fields.Nested(QuantityComparisonSchema))
    attribution = fields.Nested(AttributionSchema, allow_none=True)


class OriginSchema(Schema):
    """Evidence that goes back to one origin and counts once; `evidence` holds places in the claim's `evidence`."""

    origin_id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ORIGIN_KINDS))
    label = fields.String(required=True)
    evidence = fields.List(fields.Integer(), required=True)
    publishers = fields.List(fields.String(), required=True)


class IndependentOriginsSchema(Schema):
    """How many independent origins stand behind each side."""

    supporting = fields.Integer(required=True)
    conflicting = fields.Integer(required=True)


class ExplanationSchema(Schema):
    """A reason of the verdict without words: what kind it is, and the numbers, names and figures that it tells."""

    code = fields.String(required=True, validate=validate.OneOf(REASON_CODES))
    values = fields.Dict(keys=fields.String(), required=True, metadata={"description": "Which ones depends on `code`."})
    part = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Which part of the claim it is about, if there are several."},
    )


class PartSchema(Schema):
    """A part of the claim with its verdict: `start` and `end` are offsets into the claim's text, `text` stands alone."""

    text = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    verdict = fields.String(required=True, validate=validate.OneOf(VERDICTS))
    confidence = fields.Float(required=True)
    evidence = fields.List(fields.Integer(), required=True)


class GapSchema(Schema):
    """Something of the claim that no retrieved passage speaks of; offsets into the claim's text."""

    kind = fields.String(required=True, validate=validate.OneOf(GAP_KINDS))
    text = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)


class SearchedSchema(Schema):
    """What was searched and how much of it was judged; empty until the check is done.

    `documents`, `earliest` and `latest` (dates of publication) are of the documents that the claim could see.
    """

    documents = fields.Integer()
    earliest = fields.String(allow_none=True, metadata={"format": "date-time"})
    latest = fields.String(allow_none=True, metadata={"format": "date-time"})
    passages = fields.Integer(metadata={"description": "Of the whole archive, in the index."})
    candidates = fields.Integer(metadata={"description": "Found by words or by meaning, for all parts together."})
    judged = fields.Integer(metadata={"description": "The best candidates, judged one by one."})
    filters = fields.Dict(keys=fields.String(), values=fields.String())


class NearestPassageSchema(Schema):
    """The passage that came closest where there is no evidence."""

    quote = fields.Nested(QuoteSchema, required=True)
    document = fields.Nested(CitedDocumentSchema, required=True)


class PriorCheckSchema(Schema):
    """A published fact check on the same or a related claim; never evidence."""

    document_id = fields.String(required=True)
    version = fields.Integer(required=True)
    claim_reviewed = fields.String(required=True)
    rating = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    publisher = fields.String(required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True)
    published_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    relation = fields.String(required=True, validate=validate.OneOf(RELATIONS))
    score = fields.Float(required=True)
    differs_in = fields.List(fields.String(), required=True)
