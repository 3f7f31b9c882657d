"""Claims: what an editor sends, and what a check answers."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from factcheck.schemas.fields import DocumentIds, Language, Text, TrueOrFalse, ZonedTime
from service.paths import CLAIM_ID
from service.schemas.lists import LinksSchema, ListAnswer, ListQuery
from service.schemas.problems import ProblemSchema
from service.schemas.reports import (
    VERDICTS,
    EvidenceSchema,
    ExplanationSchema,
    GapSchema,
    IndependentOriginsSchema,
    NearestPassageSchema,
    OriginSchema,
    PartSchema,
    PriorCheckSchema,
    SearchedSchema,
)

SHORTEST_CLAIM = 2
LONGEST_CLAIM = 2000
STATUSES = ("queued", "running", "done", "failed", "canceled")


class ClaimBody(Schema):
    """A claim to be checked."""

    text = Text(
        required=True,
        minimum=SHORTEST_CLAIM,
        maximum=LONGEST_CLAIM,
        metadata={
            "description": "One sentence or two, 2 to 2,000 characters.",
            "examples": ["About 1,400 people had to leave their homes."],
        },
    )
    as_of = ZonedTime(allow_none=True, metadata={"description": "The time at which the claim is to hold."})
    language = Language(allow_none=True, metadata={"description": "Search only documents in this language."})
    context = Text(
        maximum=2000,
        allow_none=True,
        metadata={"description": "What stands around the claim: tells what “she” or “the city” means; never evidence."},
    )
    external_id = Text(maximum=200, allow_none=True, metadata={"description": "Your own name of the claim."})
    exclude_document_ids = DocumentIds(
        metadata={
            "description": "Documents of the archive that are never evidence for it, such as the piece itself.",
            "example": ["cms-4711"],
        },
    )
    watch = TrueOrFalse(
        metadata={
            "description": "Check the claim again when a new document concerns it; left out: as the workspace has settled.",
            "example": True,
        },
    )


class NewClaimBody(ClaimBody):
    """A claim to be checked by itself."""

    fresh = TrueOrFalse(
        metadata={"description": "Run a check of its own, even if the same was checked a moment ago.", "example": False},
    )


class ClaimsQuery(ListQuery):
    """Filters of the list of claims."""

    status = fields.String(validate=validate.OneOf(STATUSES))
    verdict = fields.String(validate=validate.OneOf(VERDICTS))
    external_id = Text(maximum=200)


class AcceptedClaimSchema(Schema):
    """A claim that waits for its check."""

    claim_id = fields.String(required=True, metadata={"pattern": CLAIM_ID})
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    links = fields.Nested(LinksSchema, required=True)
    reused = fields.Boolean(
        metadata={
            "description": "Whether an earlier check answers this claim; left out where the whole answer is replayed.",
            "example": False,
        }
    )


class ClaimSummarySchema(Schema):
    """A claim in a list, without its evidence."""

    claim_id = fields.String(required=True, metadata={"pattern": CLAIM_ID})
    text = fields.String(required=True)
    as_of = ZonedTime(required=True, allow_none=True)
    language = fields.String(required=True, allow_none=True)
    context = fields.String(required=True, allow_none=True)
    external_id = fields.String(required=True, allow_none=True)
    exclude_document_ids = fields.List(fields.String(), required=True)
    created_at = ZonedTime(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    verdict = fields.String(required=True, allow_none=True, validate=validate.OneOf(VERDICTS))
    confidence = fields.Float(required=True, allow_none=True)
    links = fields.Nested(LinksSchema, required=True)


class ClaimSchema(ClaimSummarySchema):
    """A claim with what its latest check found; until that is done the verdict is null and the lists are empty."""

    reasons = fields.List(fields.String(), required=True)
    explanations = fields.List(
        fields.Nested(ExplanationSchema),
        required=True,
        metadata={"description": "The reasons at the same places as data, to be put into words in any language."},
    )
    evidence = fields.List(fields.Nested(EvidenceSchema), required=True)
    parts = fields.List(fields.Nested(PartSchema), required=True)
    origins = fields.List(fields.Nested(OriginSchema), required=True)
    independent_origins = fields.Nested(IndependentOriginsSchema, required=True)
    gaps = fields.List(fields.Nested(GapSchema), required=True)
    nearest = fields.Nested(NearestPassageSchema, required=True, allow_none=True)
    prior_checks = fields.List(fields.Nested(PriorCheckSchema), required=True)
    searched = fields.Nested(SearchedSchema, required=True)
    versions = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    timings_ms = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)
    check_number = fields.Integer(metadata={"description": "Of the check that is shown; counts from 1.", "example": 1})
    watch = fields.Boolean(metadata={"description": "Whether new documents lead to a new check."})
    rechecking = fields.Boolean(metadata={"description": "Whether another check is under way, the one shown being done."})
    rechecked_at = ZonedTime(allow_none=True, metadata={"description": "When a later check has found the same as this one."})
    problem = fields.Nested(ProblemSchema, metadata={"description": "Why the check failed; only then."})


class TakenClaimSchema(ClaimSchema):
    """A claim whose check has ended while its sender waited."""

    reused = fields.Boolean(
        metadata={
            "description": "Whether an earlier check answers this claim; left out where the whole answer is replayed.",
            "example": False,
        }
    )


class ClaimListSchema(ListAnswer):
    """Claims, newest first."""

    items = fields.List(fields.Nested(ClaimSummarySchema), required=True)
